import type { Step } from './facts.ts';

const PLACEHOLDER = /\{\{(new\.)?(\w+)([+-]\d+h)?\}\}/g;
const HOUR_MS = 3_600_000;

export type Names = ReadonlyMap<string, string>;

/** Replaces `{{name}}` in variables; a name that no earlier step has set yet stays visible. New ids are added to the names. */
export function filled(
  variables: unknown,
  names: Names,
  now: number,
  newId: () => string,
): { readonly variables: unknown; readonly names: Names } {
  const known = new Map(names);
  const inText = (text: string) =>
    text.replaceAll(PLACEHOLDER, (whole, isNew: string | undefined, name: string, shift = '+0h') => {
      if (isNew) known.set(name, `09-${newId()}`);
      if (name === 'uuid') return newId();
      if (name === 'code') return String((parseInt(newId().slice(0, 8), 16) % 9000) + 1000);
      if (name === 'now') return new Date(now + parseInt(shift, 10) * HOUR_MS).toISOString();
      return known.get(name) ?? whole;
    });
  const inside = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value);
    if (Array.isArray(value)) return value.map(inside);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inside(inner)]));
  };
  return { variables: inside(variables), names: known };
}

/** The names, with the ids that the next steps of the example need. */
export function remembering(names: Names, step: Pick<Step, 'remember'> | undefined, data: unknown): Names {
  const found = Object.entries(step?.remember ?? {}).flatMap(([name, path]) => {
    const value = path
      .split('.')
      .reduce<unknown>((node, key) => (node as Record<string, unknown> | null | undefined)?.[key], data);
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return new Map([...names, ...found]);
}
