import type { DatabaseSync } from 'node:sqlite';
import { isConflict, isDamage, isDiskFull } from './database.ts';

/** How many entries each index has takes milliseconds to count, for a million events, too. */
const INDEXES = [
  {
    name: 'events_by_stream',
    entries: 'SELECT count(*) AS count FROM events INDEXED BY events_by_stream',
    // There is one event for each position, unless one was lost.
    rowsAtMost: 'SELECT ifnull(max(position), 0) AS count FROM events',
    rows: 'SELECT count(*) AS count FROM events NOT INDEXED',
  },
  {
    name: 'sqlite_autoindex_streams_1',
    entries: 'SELECT count(*) AS count FROM streams INDEXED BY sqlite_autoindex_streams_1',
    rowsAtMost: 'SELECT ifnull(max(id), 0) AS count FROM streams',
    rows: 'SELECT count(*) AS count FROM streams NOT INDEXED',
  },
] as const;

/**
 * Makes an index that has lost entries anew, from the rows. It would hide the events that they led to without a gap that a read
 * could notice: a stream ends earlier or does not exist, and what is appended gets a revision that was given before. One sentence
 * for each.
 */
export function mendIndexes(db: DatabaseSync): string[] {
  return INDEXES.flatMap((index) => {
    const entries = countOf(db, index.entries);
    const isLess = (sql: string) => entries !== undefined && entries < (countOf(db, sql) ?? 0);
    if (!isLess(index.rowsAtMost) || !isLess(index.rows)) return [];
    const lost = `the index ${index.name} had lost entries`;
    try {
      db.exec(`REINDEX ${index.name}`);
      return [`${lost}, and was made anew from the rows`];
    } catch (error) {
      if (!isDamage(error) && !isConflict(error) && !isDiskFull(error)) throw error;
      return [`${lost}, and cannot be made anew: ${(error as Error).message}`];
    }
  });
}

/** Undefined when it lies in a damaged page, which whoever needs it is told. */
function countOf(db: DatabaseSync, sql: string): number | undefined {
  try {
    return Number(db.prepare(sql).get()?.['count']);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}
