import {
  entityOf,
  foundForm,
  type Personal,
  streamOf,
  subjectToken,
  toldAs,
  unwrapped,
} from '@proximidad/eventsourcing';
import type { SealItem, Vault } from '@proximidad/vault';
import type { z } from 'zod';

/** The record into which data about a person are sealed. */
export interface SealedFor {
  readonly category: string;
  readonly id: string;
  /** The accountable institution; the entity where the token does not name one. */
  readonly authority: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** An input with its personal data sealed, and the same with a MAC in place of each, for its digest. */
export interface SealedInput {
  readonly input: Fields;
  readonly digested: Fields;
}

interface Told {
  readonly path: readonly string[];
  readonly field: Personal;
  readonly value: unknown;
}

/**
 * Seals the personal data in a command's input, as its schemas declare. The only place where values are sealed on
 * their way in: the code that decides, records and projects never sees them in clear.
 */
export async function sealedInput(
  vault: Vault,
  record: SealedFor,
  shape: Readonly<Record<string, z.ZodType>>,
  input: Fields,
): Promise<SealedInput> {
  const told = Object.entries(shape).flatMap(([name, schema]) => toldIn(schema, input[name], [name]));
  if (told.length === 0) return { input, digested: input };
  const sealed = await vault.seal(told.map(({ field, value }) => itemOf(field, value, record)));
  const replaced = (by: 'envelope' | 'mac') =>
    told.reduce((fields, { path }, index) => withValue(fields, path, sealed[index]![by]), input);
  return { input: replaced('envelope'), digested: replaced('mac') };
}

function itemOf(
  { mark }: Pick<Personal, 'mark'>,
  value: unknown,
  { category, id, authority }: SealedFor,
): SealItem {
  const { event, path, subject, class: dataClass, found } = mark;
  return {
    ...{ event, path, class: dataClass },
    found: found && foundForm(found, value),
    stream: streamOf(category, id),
    subject: subjectToken(id, subject),
    authority: authority ?? entityOf(id),
    value: JSON.stringify(value),
  };
}

function toldIn(schema: z.ZodType, value: unknown, path: readonly string[]): readonly Told[] {
  if (value === null || value === undefined) return [];
  const inner = unwrapped(schema);
  const field = toldAs(inner);
  if (field) return [{ path, field, value }];
  if (inner._zod.def.type !== 'object' || typeof value !== 'object') return [];
  const { shape } = inner as z.ZodObject;
  return Object.entries(shape).flatMap(([name, below]) =>
    toldIn(below as z.ZodType, (value as Fields)[name], [...path, name]),
  );
}

function withValue(fields: Fields, [name, ...rest]: readonly string[], value: string): Fields {
  const below = rest.length === 0 ? value : withValue(fields[name!] as Fields, rest, value);
  return { ...fields, [name!]: below };
}
