import { decodePosition, encodePosition, positionOfLog } from '@proximidad/eventsourcing';
import type { GraphQLError } from 'graphql';
import { z } from 'zod';
import { codedError } from '../errors.ts';

/** How far a stream has come: everything up to `position`; with a key, only the part of that position up to the key. */
export interface Cursor {
  readonly position: number;
  /** Unix milliseconds: which moment counted as *now*. */
  readonly clock: number;
  readonly key?: string | undefined;
}

const VERSION = 'c1.';
/** Characters of a cursor. */
const TOKEN_LENGTH_MAX = 4_096;
const CursorElements = z
  .array(z.tuple([z.uuid(), z.int().min(0), z.int().min(0), z.string()]))
  .min(1)
  .max(33);

/** The opaque text that clients keep: one element per log, of which there is one today. Without a key it is a position like any other. */
export function encodeCursor(log: string, { position, clock, key }: Cursor): string {
  if (key === undefined) return encodePosition([{ log, position, clock }]);
  return VERSION + Buffer.from(JSON.stringify([[log, position, clock, key]])).toString('base64url');
}

/** Where to continue from: a cursor of a stream, or a position from any answer. */
export function cursorIn(log: string, token: string): Cursor | GraphQLError {
  try {
    const all = token.startsWith(VERSION) ? elementsOf(token) : decodePosition(token);
    const here = positionOfLog<Cursor & { readonly log: string }>(all, log);
    return here ?? codedError('STALE', 'The log was moved: start again without a cursor.');
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError || error instanceof z.ZodError) {
      return codedError('BAD_USER_INPUT', 'That is not a cursor of this platform.');
    }
    throw error;
  }
}

function elementsOf(token: string) {
  if (token.length > TOKEN_LENGTH_MAX) throw new RangeError('too long');
  const parsed: unknown = JSON.parse(Buffer.from(token.slice(VERSION.length), 'base64url').toString('utf8'));
  return CursorElements.parse(parsed).map(([log, position, clock, key]) => ({ log, position, clock, key }));
}
