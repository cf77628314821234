import { createHash } from 'node:crypto';
import { z } from 'zod';
import { named } from './words.ts';

/** INEGI key of a federal entity, `00` national, `99` the sandbox for files from abroad. */
export const EntityCode = named(
  'ID',
  z.string().regex(/^(0\d|[12]\d|3[0-2]|99)$/, 'two digits, 00 to 32 or 99'),
);

/** A UUID in its one spelling, so that ids derived from it are the same for the same one. */
export const Uuid = named('ID', z.uuid().toLowerCase());

/** `<entity>-<uuid>`: opaque to clients; the entity is that of origin and never changes (ADR 103). */
export const PublicId = named(
  'ID',
  z
    .string()
    .toLowerCase()
    .regex(
      /^(0\d|[12]\d|3[0-2]|99)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
      'an id of the form <entity>-<uuid>',
    ),
);

/** The namespace under which every derived id of the platform lies. */
const NAMESPACE = Buffer.from('6f1c1f3e5a0b5c6e9d7a2b4c8e0f1a35', 'hex');
const SEPARATOR = '\u001f';

/** RFC 9562 version 5 over the parts, in order: the same parts give the same id, for ever. */
export function uuidv5(...parts: readonly (string | number)[]): string {
  const hash = createHash('sha1').update(NAMESPACE).update(parts.join(SEPARATOR)).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The public id in `entity` that these parts always give. */
export function idFor(entity: string, ...parts: readonly (string | number)[]): string {
  return `${entity}-${uuidv5(...parts)}`;
}

/** @throws {z.ZodError} when it is not a public id. */
export function entityOf(id: string): string {
  return PublicId.parse(id).slice(0, 2);
}

export function streamOf(category: string, id: string): string {
  return `${category}_${id}`;
}

/** `undefined` for a stream that is not an aggregate's, such as the store's own. */
export function parseStream(stream: string): { category: string; id: string; entity: string } | undefined {
  const at = stream.indexOf('_');
  if (at <= 0) return undefined;
  const id = stream.slice(at + 1);
  return { category: stream.slice(0, at), id, entity: id.slice(0, 2) };
}
