import type { SQLInputValue } from 'node:sqlite';
import { quoted, type VersionedLayout } from './layout.ts';

/** A condition in SQL with the values of its place holders. */
export interface Condition extends Statement {
  /** Some column is bounded on both sides: few rows whatever their age, and an index of their own leads to them. */
  readonly window?: boolean;
}

export interface Selection extends Condition {
  /** Columns to read, besides the key. */
  readonly columns: readonly string[];
}

export interface Statement {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

/** Bit length of `until - since`: a version of span s held for at least 2^(s-1) positions and fewer than 2^s. */
export function spanOf(since: number, until: number): number {
  let span = 0;
  for (let rest = until - since; rest >= 1; rest /= 2) span++;
  return span;
}

/**
 * The one place that knows how to select versions: those that hold now (`at` undefined), or those that held at a position.
 *
 * A closed version of span s that held at P was opened after P - 2^s. So each span class is one short range of an
 * index over (filter columns, span, since), where a plain `since <= P < until` would walk all of the history before P.
 */
export function versionsAt(
  layout: VersionedLayout,
  { sql, values, columns, window = false }: Selection,
  at: number | undefined,
): Statement {
  const names = ['_key', ...columns].map(quoted).join(', ');
  const { current, closed, spans } = layout;
  if (at === undefined) return { sql: `SELECT ${names} FROM ${current} WHERE ${sql}`, values };
  const still = `SELECT ${names} FROM ${current} WHERE ${sql} AND _since <= ?`;
  if (window) {
    return {
      sql: `${still} UNION ALL SELECT ${names} FROM ${closed} WHERE ${sql} AND +_since <= ? AND +_until > ?`,
      values: [...values, at, ...values, at, at],
    };
  }
  return {
    sql: `${still} UNION ALL SELECT ${names} FROM ${spans} CROSS JOIN ${closed}
      WHERE ${sql} AND _span = _class AND _since > ? - (1 << _class) AND _since <= ? AND _until > ?`,
    values: [...values, at, ...values, at, at, at],
  };
}
