import { hash } from 'node:crypto';
import { z } from 'zod';
import { named } from './graph-names.ts';

/** INEGI key of a federal entity, `00` national, `99` the sandbox for files from abroad. */
export const EntityCode = named(
  'ID',
  z.string().regex(/^(0\d|[12]\d|3[0-2]|99)$/, 'two digits, 00 to 32 or 99'),
);

/** A UUID in canonical spelling, so that the same UUID always leads to the same derived ids. */
export const Uuid = named('ID', z.uuid().toLowerCase());

const PUBLIC_ID_LENGTH = 39;
const PUBLIC_ID = /^(0\d|[12]\d|3[0-2]|99)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `<entity>-<uuid>`: opaque to clients; the entity is that of origin and never changes (ADR 103). */
export const PublicId = named(
  'ID',
  z.string().toLowerCase().regex(PUBLIC_ID, 'an id of the form <entity>-<uuid>'),
);

/** Whether the text is a public id in canonical spelling; ten times faster than the schema, for checks by the hundred. */
export function isPublicId(text: string): boolean {
  return PUBLIC_ID.test(text);
}

/** The namespace under which every derived id of the platform lies. */
const NAMESPACE = Buffer.from('6f1c1f3e5a0b5c6e9d7a2b4c8e0f1a35', 'hex');
const SEPARATOR = '\u001f';

/** RFC 9562 version 5 over the parts, in order: the same parts always give the same id. */
export function uuidv5(...parts: readonly (string | number)[]): string {
  const name = parts.join(SEPARATOR);
  const bytes = Buffer.allocUnsafe(NAMESPACE.length + Buffer.byteLength(name));
  bytes.set(NAMESPACE);
  bytes.write(name, NAMESPACE.length);
  const hex = hash('sha1', bytes, 'hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The public id in `entity` that always follows from these parts. */
export function idFor(entity: string, ...parts: readonly (string | number)[]): string {
  return `${entity}-${uuidv5(...parts)}`;
}

/** The public id that a text denotes, in canonical spelling; undefined when it denotes none. */
export function publicIdIn(text: string): string | undefined {
  if (text.length !== PUBLIC_ID_LENGTH) return undefined;
  if (isPublicId(text)) return text;
  const spelled = text.toLowerCase();
  return isPublicId(spelled) ? spelled : undefined;
}

/** Arguments with the public ids among them in canonical spelling: some systems write their UUIDs in capitals. */
export function inOneSpelling<Args extends object>(args: Args): Args {
  let spelled = args;
  for (const [name, value] of Object.entries(args)) {
    const same = idsIn(value);
    if (same !== value) spelled = { ...spelled, [name]: same };
  }
  return spelled;
}

/** Returns the same object where nothing in it is spelt differently. */
function idsIn(value: unknown): unknown {
  if (typeof value === 'string') return publicIdIn(value) ?? value;
  if (!Array.isArray(value)) return value;
  const ids: unknown[] = value.map(idsIn);
  return ids.every((id, n) => id === value[n]) ? value : ids;
}

/** @throws {z.ZodError} when the text is not a public id. */
export function entityOf(id: string): string {
  return (publicIdIn(id) ?? PublicId.parse(id)).slice(0, 2);
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
