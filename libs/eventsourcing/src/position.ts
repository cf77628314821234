import { z } from 'zod';

/** How far something has read: one element per log, each with the clock that goes with it (ADR 112). */
const Positions = z
  .array(z.object({ log: z.uuid(), position: z.int().min(0), clock: z.int().min(0) }))
  .min(1)
  .max(33);
export type Positions = z.infer<typeof Positions>;

/** The cut an operation is answered at: how much of the log, and which moment is *now* (ADR 112). */
export interface Cut {
  readonly position: number;
  /** Unix milliseconds. */
  readonly clock: number;
}

const VERSION = 'p1.';
const TOKEN_LENGTH_MAX = 4_096;

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
