import type { SQLInputValue } from 'node:sqlite';
import { quoted, type RowsLayout } from './layout.ts';

/** SQL with the values of its placeholders. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

export interface Selection {
  readonly where: Statement;
  /** Columns to read besides the key. */
  readonly columns: readonly string[];
}

/** Bit length of `until - since`: a version of span s held for at least 2^(s-1) positions and fewer than 2^s. */
export function spanOf(since: number, until: number): number {
  let span = 0;
  for (let rest = until - since; rest >= 1; rest /= 2) span++;
  return span;
}

/**
 * The one place that knows how to select versions of rows: those that hold now (`at` undefined), or those that held at a
 * position.
 *
 * A closed version of span s that held at P was opened after P - 2^s. So each span class is one short range of an index over
 * (filter columns, span, since), where a plain `since <= P < until` would walk all of the history before P. At most about
 * twice as many rows are read as held at P and changed since.
 */
export function versionsAt(
  { current, closed, spans }: RowsLayout,
  { where: { sql, values }, columns }: Selection,
  at: number | undefined,
): Statement {
  const names = ['_key', ...columns].map(quoted).join(', ');
  if (at === undefined) return { sql: `SELECT ${names} FROM ${current} WHERE ${sql}`, values };
  return {
    // Most rows of a list existed before P: the index to use is that of the list, never that of _since.
    sql: `SELECT ${names} FROM ${current} WHERE ${sql} AND +_since <= ?
      UNION ALL SELECT ${names} FROM ${spans} CROSS JOIN ${closed}
      WHERE ${sql} AND _span = _class AND _since > ? - (1 << _class) AND _since <= ? AND _until > ?`,
    values: [...values, at, ...values, at, at, at],
  };
}
