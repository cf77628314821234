import { hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { FIRST_SUM } from './checksum.ts';

/** Short reads, so that a log that is being served does not grow behind them. */
const SUMS_PAGE = 10_000;
const POSITION_BYTES = 8;

/** How far a log goes, and what it contained up to there. Kept elsewhere, it distinguishes that log from any other. */
export interface Head {
  readonly position: number;
  /** SHA-256, hexadecimal: over the one before it, the position and the event's sum, from the first event on. */
  readonly hash: string;
}

export interface HeadsFound {
  readonly head: Head;
  /** By position; those beyond the head are not among them. */
  readonly at: ReadonlyMap<number, string>;
}

/** The head of the log, and what it was at each of the positions. */
export function headsOf(db: DatabaseSync, positions: ReadonlySet<number> = new Set()): HeadsFound {
  const last = Number(db.prepare('SELECT ifnull(max(position), 0) AS last FROM events').get()?.['last']);
  const page = db.prepare(
    'SELECT position, sum FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ?',
  );
  const at = new Map<number, string>();
  let [position, running]: [number, Uint8Array] = [0, FIRST_SUM];
  for (;;) {
    const rows = page.all(position, last, SUMS_PAGE) as { position: number; sum: Uint8Array }[];
    for (const row of rows) {
      running = linked(running, row.position, row.sum);
      position = row.position;
      if (positions.has(position)) at.set(position, hexOf(running));
    }
    if (rows.length < SUMS_PAGE) return { head: { position, hash: hexOf(running) }, at };
  }
}

function linked(before: Uint8Array, position: number, sum: Uint8Array): Uint8Array {
  const number = Buffer.alloc(POSITION_BYTES);
  number.writeBigUInt64BE(BigInt(position));
  return hash('sha256', Buffer.concat([before, number, sum]), 'buffer');
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
