import { createHmac } from 'node:crypto';

/** Shortest key, in bytes, with which nobody can find a subject by trying. */
export const PSEUDONYM_KEY_LENGTH_MIN = 32;
const SEPARATOR = '\u001f';

/** The names under which services, events and the audit know the holders of tokens, whose `sub` may be a mail address (ADR 200). */
export interface Pseudonyms {
  /** The holder within the institution that they act for: two institutions know one person by different pseudonyms. */
  actorOf(sub: string, authority: string | undefined): string;
  /** The holder, whatever the institution: for whose access it is, and for who confirms what another person asked for. */
  personOf(sub: string): string;
  /** Distinguishes one key from another, and reveals nothing about either. */
  readonly keyId: string;
}

/** Keyed: somebody who reads the log and knows every mail address of a police force still identifies nobody. */
export function pseudonyms(key: string): Pseudonyms {
  const derive = (...parts: readonly string[]) =>
    createHmac('sha256', key).update(parts.join(SEPARATOR)).digest();
  return {
    actorOf: (sub, authority) => uuidOf(derive('actor', authority ?? '', sub)),
    personOf: (sub) => uuidOf(derive('person', sub)),
    keyId: derive('key').toString('hex', 0, 8),
  };
}

/** RFC 9562 version 8: a UUID by a custom rule. */
function uuidOf(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
