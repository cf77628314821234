import type { Statement } from './as-of.ts';
import type { Database } from './database.ts';
import { LimitExceeded } from './errors.ts';
import type { VersionedLayout } from './layout.ts';

export const FIGURES_MAX = 50_000;

export interface FiguresQuery {
  /** All figures whose key begins so. */
  readonly prefix?: string | undefined;
  readonly keys?: readonly string[] | undefined;
  /** A position of the log; what holds now when left out. */
  readonly at?: number | undefined;
}

/**
 * Totals that are not zero, by key. A total that came back to zero stands as zero, so that what holds now names every total
 * that ever was: as of the past each that has changed since is one more step, in the tree of closed ones, and no other is.
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
