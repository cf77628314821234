import type { EventFamily } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** What identifies a person: no text of an event may be one of these, unless the table says why it may. */
export const PERSONS = [
  '5512345678',
  '55 1234 5678',
  '+525512345678',
  'Juan',
  'Juan Perez Lopez',
  'JUAN PEREZ LOPEZ, ROBLE 12',
  'juan.perez@example.mx',
  'PELJ800101HDFRRN09',
  'PELJ800101AB1',
];

type Shape = z.core.JSONSchema._JSONSchema;

/**
 * Where events of these families hold a clear text that could identify a person, as `CallReceived.caller.name`,
 * sorted.
 */
export function openTexts(families: readonly EventFamily[]): readonly string[] {
  const found = new Set<string>();
  for (const family of families)
    for (const [type, { schema }] of Object.entries(family))
      for (const place of within(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }), type))
        found.add(place);
  return [...found].toSorted();
}

function within(shape: Shape, place: string): readonly string[] {
  if (typeof shape === 'boolean') return shape ? [place] : [];
  const branches = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])];
  if (branches.length > 0) return branches.flatMap((branch) => within(branch, place));
  if (shape.enum || shape.const !== undefined || 'x-personal' in shape) return [];
  switch (shape.type) {
    case 'string':
      return tellsAPerson(shape) ? [place] : [];
    case 'array': {
      const { items = true, prefixItems = [] } = shape as { items?: Shape | Shape[]; prefixItems?: Shape[] };
      const each = [
        ...(Array.isArray(items) ? items : prefixItems.length > 0 ? [] : [items]),
        ...prefixItems,
      ];
      return each.flatMap((item) => within(item, `${place}[]`));
    }
    case 'object': {
      const more = shape.additionalProperties;
      return [
        ...Object.entries(shape.properties ?? {}).flatMap(([name, part]) => within(part, `${place}.${name}`)),
        ...(shape.propertyNames === undefined ? [] : within(shape.propertyNames, `${place}{key}`)),
        ...(more === undefined || more === false ? [] : within(more, `${place}{}`)),
      ];
    }
    case undefined:
      return [place];
    case 'boolean':
    case 'integer':
    case 'null':
    case 'number':
      break;
  }
  return [];
}

const FORMATS = ['uuid', 'date-time', 'date'];

function tellsAPerson({ format, pattern, maxLength = Infinity }: z.core.JSONSchema.BaseSchema): boolean {
  if (format !== undefined && FORMATS.includes(format)) return false;
  const fits = pattern === undefined ? () => true : (text: string) => new RegExp(pattern, 'u').test(text);
  return PERSONS.some((person) => person.length <= maxLength && fits(person));
}

/** A row of the table in docs/personal-data.md: where open texts may be; `*` stands for any part of a path. */
export interface AllowedText {
  readonly places: readonly string[];
  readonly why: string;
}

/** The rows of the table under _Texts that are open_. */
export function allowedTexts(document: string): readonly AllowedText[] {
  const [, section = ''] = document.split('## Texts that are open');
  const rows = section.split('\n## ')[0]!.matchAll(/^\| (`.+`) +\| (\S.*?) +\|$/gm);
  return [...rows].map(([, places, why]) => ({
    places: [...places!.matchAll(/`([^`]+)`/g)].map(([, place]) => place!),
    why: why!,
  }));
}

/** Open texts that are in no row, and rows for texts that are no longer open. */
export function unaccounted(open: readonly string[], allowed: readonly AllowedText[]) {
  const patterns = allowed.flatMap(({ places }) => places);
  const matches = (pattern: string, place: string) =>
    new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(place);
  return {
    open: open.filter((place) => !patterns.some((pattern) => matches(pattern, place))),
    closed: patterns.filter((pattern) => !open.some((place) => matches(pattern, place))),
  };
}

const escaped = (text: string) => text.replace(/[.[\](){}+?^$|\\]/g, '\\$&');
