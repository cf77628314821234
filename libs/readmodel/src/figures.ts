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

/** Totals that are not zero, by key. */
export function readFigures(
  db: Database,
  layout: VersionedLayout,
  { prefix = '', keys }: FiguresQuery,
  at: number | undefined,
): Map<string, number> {
  const asked = within(prefix, keys);
  const { sql, values } = at === undefined ? held(layout, asked) : heldAt(layout, asked, prefix, keys, at);
  const found = db.all(`${sql} ORDER BY _key LIMIT ?`, [...values, FIGURES_MAX + 1]);
  if (found.length > FIGURES_MAX) throw new LimitExceeded('figures', FIGURES_MAX);
  return new Map(found as unknown as [string, number][]);
}

function within(prefix: string, keys: readonly string[] | undefined): Statement {
  return {
    sql: `_key >= ? AND _key < ?${keys ? ' AND _key IN (SELECT value FROM json_each(?))' : ''}`,
    values: [prefix, endOf(prefix), ...(keys ? [JSON.stringify(keys)] : [])],
  };
}

function held({ current }: VersionedLayout, { sql, values }: Statement): Statement {
  return { sql: `SELECT _key, value FROM ${current} WHERE ${sql}`, values };
}

/** What held then and holds still, and of each key that has closed versions the one that was open: two steps in a tree. */
function heldAt(
  { current, closed }: VersionedLayout,
  asked: Statement,
  prefix: string,
  keys: readonly string[] | undefined,
  at: number,
): Statement {
  const [names, given] = keys
    ? ['SELECT DISTINCT value FROM json_each(?)', [JSON.stringify(keys)]]
    : [
        `SELECT min(_key) FROM ${closed} WHERE _key >= ? AND _key < ? UNION ALL
         SELECT (SELECT min(_key) FROM ${closed} WHERE _key > _name AND _key < ?) FROM _names WHERE _name IS NOT NULL`,
        [prefix, endOf(prefix), endOf(prefix)],
      ];
  const sql = `WITH RECURSIVE _names(_name) AS (${names})
    SELECT _key, value FROM ${current} WHERE ${asked.sql} AND +_since <= ?
    UNION ALL SELECT _key, value FROM _names CROSS JOIN ${closed} ON _key = _name
      AND _since = (SELECT max(_since) FROM ${closed} WHERE _key = _name AND _since <= ?) AND _until > ?
    WHERE _key >= ? AND _key < ?`;
  return { sql, values: [...given, ...asked.values, at, at, at, prefix, endOf(prefix)] };
}

function endOf(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
