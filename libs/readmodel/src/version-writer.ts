import type { SQLInputValue } from 'node:sqlite';
import type { Database } from './database.ts';
import { quoted, type RowsLayout } from './layout.ts';
import { spanOf } from './as-of.ts';
import { insertion } from './insertion.ts';

/**
 * How many are kept in memory, and how many remain when there are more; dropped by the thousand, since finding a map's
 * first key passes all deleted ones.
 */
export interface Bound {
  readonly max: number;
  readonly kept: number;
}

/** Versions kept in memory between batches, so that rows that keep changing are not read again. */
export const CACHED_KEYS: Bound = { max: 5_000, kept: 4_000 };

/** Columns change in few combinations; the bound is there in case they do not. */
const UPDATES_MAX = 200;

/** A version that holds: from which position, and its columns in the layout's order. */
export interface Version {
  readonly since: number;
  readonly values: readonly SQLInputValue[];
}

interface Cell {
  /** The columns as they lie in the table of current versions. */
  stored: Version | undefined;
  version: Version | undefined;
}

/** Closes and opens versions within the caller's transaction. */
export interface VersionWriter {
  read(key: string): Version | undefined;
  /** `undefined` ends the row. The positions for one key must rise. */
  write(key: string, position: number, values: readonly SQLInputValue[] | undefined): void;
  /** Writes the present versions; to be called once, at the end of the transaction. */
  flush(): void;
  /** After a roll-back: discards everything that was read or written. */
  forget(): void;
}

export function versionWriter(db: Database, layout: RowsLayout): VersionWriter {
  const sql = statementsOf(layout);
  const cells = new Map<string, Cell>();
  const dirty = new Map<string, Cell>();
  const spans = spansSeen(db, layout);
  const ended = insertion(db, layout.closed, ['_key', '_since', '_until', '_span', ...sql.columns]);

  const load = (key: string): Cell => {
    const known = cells.get(key);
    if (known) return known;
    const found = db.first(sql.read, [key]);
    const stored = found && { since: found[0] as number, values: found.slice(1) as SQLInputValue[] };
    const cell = { stored, version: stored };
    cells.set(key, cell);
    return cell;
  };

  const close = (key: string, { since, values }: Version, until: number) => {
    ended.add([key, since, until, spans.of(since, until), ...values]);
  };

  return {
    read: (key) => load(key).version,
    write(key, position, values) {
      const cell = load(key);
      if (cell.version) close(key, cell.version, position);
      cell.version = values && { since: position, values };
      dirty.set(key, cell);
    },
    flush() {
      ended.flush();
      for (const [key, cell] of dirty) {
        flushCell(db, sql, key, cell);
        cell.stored = cell.version;
      }
      dirty.clear();
      letGoOldest(cells, CACHED_KEYS);
    },
    forget() {
      cells.clear();
      dirty.clear();
      ended.forget();
      spans.forget();
    },
  };
}

/** To be called when none of them is still to be written. */
export function letGoOldest(cached: Map<string, unknown>, { max, kept }: Bound): void {
  if (cached.size <= max) return;
  for (const oldest of cached.keys()) {
    if (cached.size <= kept) break;
    cached.delete(oldest);
  }
}

/** The span classes that occur among the closed versions. */
function spansSeen(db: Database, { spans }: RowsLayout) {
  const load = () => new Set(db.all(`SELECT _class FROM ${spans}`).map(([span]) => span as number));
  let seen = load();
  return {
    of(since: number, until: number): number {
      const span = spanOf(since, until);
      if (!seen.has(span)) {
        seen.add(span);
        db.run(`INSERT INTO ${spans} VALUES (?)`, [span]);
      }
      return span;
    },
    forget() {
      seen = load();
    },
  };
}

type Statements = ReturnType<typeof statementsOf>;

function statementsOf({ current, columns }: RowsLayout) {
  const names = columns.map(quoted);
  const holders = names.map(() => '?').join(', ');
  const updates = new Map<string, string>();
  return {
    columns: names,
    read: `SELECT _since, ${names.join(', ')} FROM ${current} WHERE _key = ?`,
    open: `INSERT INTO ${current} (_key, _since, ${names.join(', ')}) VALUES (?, ?, ${holders})`,
    end: `DELETE FROM ${current} WHERE _key = ?`,
    update(changed: readonly number[]): string {
      const which = changed.join();
      const known = updates.get(which);
      if (known !== undefined) return known;
      const set = changed.map((n) => `, ${names[n]} = ?`).join('');
      const made = `UPDATE ${current} SET _since = ?${set} WHERE _key = ?`;
      if (updates.size < UPDATES_MAX) updates.set(which, made);
      return made;
    },
  };
}

function flushCell(db: Database, sql: Statements, key: string, { stored, version }: Cell): void {
  if (!version) {
    if (stored) db.run(sql.end, [key]);
    return;
  }
  if (!stored) return db.run(sql.open, [key, version.since, ...version.values]);
  // SQLite rewrites the index of every column that is set, changed or not: name only those that changed.
  const changed: number[] = [];
  const values: SQLInputValue[] = [version.since];
  for (let n = 0; n < version.values.length; n++) {
    const value = version.values[n]!;
    if (stored.values[n] === value) continue;
    changed.push(n);
    values.push(value);
  }
  values.push(key);
  db.run(sql.update(changed), values);
}
