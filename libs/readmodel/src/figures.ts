import type { Statement } from './as-of.ts';
import type { Database } from './database.ts';
import { LimitExceeded } from './errors.ts';
import type { VersionedLayout } from './layout.ts';

export const FIGURES_MAX = 50_000;

export interface FiguresQuery {
  /** All figures whose key begins with this. */
  readonly prefix?: string | undefined;
  readonly keys?: readonly string[] | undefined;
  /** A position in the log; the present when left out. */
  readonly at?: number | undefined;
}

/**
 * Totals that are not zero, by key. A total that came back to zero is kept as zero, so that the present table names every
 * total that ever existed: as of the past, each total that has changed since takes one more step, in the tree of closed
 * versions, and no other does.
 */
export function readFigures(
  db: Database,
  { current, closed }: VersionedLayout,
  { prefix = '', keys }: FiguresQuery,
  at: number | undefined,
): Map<string, number> {
  const then = `iif(_since <= ?, value,
    (SELECT value FROM ${closed} AS earlier WHERE earlier._id = now._id AND earlier._since <= ? ORDER BY earlier._since DESC LIMIT 1))`;
  const [value, cut] = at === undefined ? ['value', []] : [then, [at, at]];
  const asked = within(prefix, keys);
  const sql = `SELECT _key, ${value} FROM ${current} AS now WHERE ${asked.sql} ORDER BY _key LIMIT ?`;
  const found = db.all(sql, [...cut, ...asked.values, FIGURES_MAX + 1]) as unknown as [
    string,
    number | null,
  ][];
  if (found.length > FIGURES_MAX) throw new LimitExceeded('figures', FIGURES_MAX);
  return new Map(found.filter((total): total is [string, number] => Boolean(total[1])));
}

function within(prefix: string, keys: readonly string[] | undefined): Statement {
  return {
    sql: `_key >= ? AND _key < ?${keys ? ' AND _key IN (SELECT value FROM json_each(?))' : ''}`,
    values: [prefix, `${prefix}\u{10ffff}`, ...(keys ? [JSON.stringify(keys)] : [])],
  };
}
