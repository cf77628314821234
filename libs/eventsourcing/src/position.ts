import { z } from 'zod';

/** How far something has read: one element per log, each with its clock (ADR 112). */
const Positions = z
  .array(z.object({ log: z.uuid(), position: z.int().min(0), clock: z.int().min(0) }))
  .min(1)
  .max(33);
export type Positions = z.infer<typeof Positions>;

/** The cut at which an operation is answered: how much of the log, and which moment is *now* (ADR 112). */
export interface Cut {
  readonly position: number;
  /** Unix milliseconds. */
  readonly clock: number;
}

const VERSION = 'p1.';
const TOKEN_LENGTH_MAX = 4_096;

/** Before everything that a log holds. */
export const LOG_START = 0;

/** Whether `one` comes later in the log than `other`; both are of the same log. */
export function isAfter(one: number, other: number): boolean {
  return one > other;
}

/** The latest of several positions in one log; LOG_START when there is none. */
export function latest(...positions: readonly (number | undefined)[]): number {
  return Math.max(LOG_START, ...positions.filter((position) => position !== undefined));
}

/** The earliest of several positions in one log; LOG_START when there is none. */
export function earliest(...positions: readonly number[]): number {
  return positions.length === 0 ? LOG_START : Math.min(...positions);
}

/** A position such that everything after it includes the given position itself. */
export function justBefore(position: number): number {
  return position - 1;
}

/** How much of the log lies between two positions; 0 when `to` has been passed. */
export function distance(from: number, to: number): number {
  return Math.max(0, to - from);
}

/**
 * Where a token stands in one log; undefined when it says nothing about that log. Positions in different logs cannot be
 * compared: a client whose token is about other logs only is refused (`STALE`), and never gets an answer from the wrong log.
 */
export function positionOfLog<Of extends { readonly log: string }>(
  positions: readonly Of[],
  log: string,
): Of | undefined {
  return positions.find((each) => each.log === log);
}

/** The opaque text that clients keep. */
export function encodePosition(positions: Positions): string {
  const compact = positions.map(({ log, position, clock }) => [log, position, clock]);
  return VERSION + Buffer.from(JSON.stringify(compact)).toString('base64url');
}

/** @throws {RangeError} when the text is not a position that this platform gave out. */
export function decodePosition(token: string): Positions {
  try {
    if (!token.startsWith(VERSION) || token.length > TOKEN_LENGTH_MAX) throw new RangeError('unknown form');
    const compact: unknown = JSON.parse(
      Buffer.from(token.slice(VERSION.length), 'base64url').toString('utf8'),
    );
    const tuples = z.array(z.tuple([z.string(), z.number(), z.number()])).parse(compact);
    return Positions.parse(tuples.map(([log, position, clock]) => ({ log, position, clock })));
  } catch (cause) {
    throw new RangeError('not a position of this platform', { cause });
  }
}
