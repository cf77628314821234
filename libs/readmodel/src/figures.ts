import { versionsAt } from './as-of.ts';
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
  const where = {
    sql: `_key >= ? AND _key < ?${keys ? ' AND _key IN (SELECT value FROM json_each(?))' : ''}`,
    values: [prefix, `${prefix}\u{10ffff}`, ...(keys ? [JSON.stringify(keys)] : [])],
  };
  const { sql, values } = versionsAt(layout, { where, columns: ['value'] }, at);
  const found = db.all(`${sql} ORDER BY _key LIMIT ?`, [...values, FIGURES_MAX + 1]);
  if (found.length > FIGURES_MAX) throw new LimitExceeded('figures', FIGURES_MAX);
  return new Map(found as unknown as [string, number][]);
}
