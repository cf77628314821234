import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Statement } from './as-of.ts';
import { InvalidCursor } from './errors.ts';
import { columnType } from './filter.ts';
import { quoted, type ModelLayout } from './layout.ts';

/** Longer ones cannot be ours. */
const CURSOR_LENGTH_MAX = 4_096;

/** Rows without a value come first, or last in descending order. */
export type OrderBy<Row> = readonly {
  readonly column: keyof Row & string;
  readonly desc?: boolean | undefined;
}[];

interface Term {
  readonly name: string;
  readonly desc: boolean;
  readonly nullable: boolean;
}

/** A total order of rows: the columns asked for, and the key. */
export interface Order {
  readonly columns: readonly string[];
  readonly terms: readonly Term[];
  readonly sql: string;
  /** Identifies the order that a cursor must have been made for. */
  readonly signature: string;
}

export function orderOf<Row>(layout: ModelLayout, orderBy: OrderBy<Row> = []): Order {
  for (const { column } of orderBy) columnType(layout, column);
  const wanted = orderBy.map(({ column, desc = false }) => ({ name: quoted(column), desc, nullable: true }));
  const terms = [...wanted, { name: '_key', desc: wanted.at(-1)?.desc ?? false, nullable: false }];
  const sql = terms.map(({ name, desc }) => (desc ? `${name} DESC` : name)).join(', ');
  return {
    columns: orderBy.map(({ column }) => column),
    terms,
    sql,
    signature: `${layout.model.name} ${sql}`,
  };
}

/** The sort values and the key of the row after which to continue. */
export function encodeCursor({ signature }: Order, values: readonly SQLOutputValue[]): string {
  return Buffer.from(JSON.stringify([signature, ...(values as unknown[])])).toString('base64url');
}

/** @throws {InvalidCursor} */
export function decodeCursor({ signature, terms }: Order, cursor: string): readonly SQLInputValue[] {
  const [of, ...values] = cursor.length > CURSOR_LENGTH_MAX ? [] : parseArray(cursor);
  const fits = (value: unknown) => value === null || typeof value === 'string' || typeof value === 'number';
  if (of !== signature || values.length !== terms.length || !values.every(fits)) throw new InvalidCursor();
  return values as SQLInputValue[];
}

function parseArray(cursor: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/**
 * What comes after a row, as conditions to be read one after the other: first the rows that differ only in the last term,
 * finally those that differ in the first. Each is a plain range of an index, which one condition with ORs is not.
 */
export function segmentsAfter({ terms }: Order, values: readonly SQLInputValue[]): Statement[] {
  const segments: Statement[] = [];
  for (let n = terms.length - 1; n >= 0; n--) {
    const same = terms.slice(0, n).map(({ name }) => `${name} IS ?`);
    for (const { sql, values: beyond } of beyondTerm(terms[n]!, values[n]!)) {
      segments.push({ sql: [...same, sql].join(' AND '), values: [...values.slice(0, n), ...beyond] });
    }
  }
  return segments;
}

function beyondTerm({ name, desc, nullable }: Term, value: SQLInputValue): Statement[] {
  if (!desc) {
    return value === null
      ? [{ sql: `${name} IS NOT NULL`, values: [] }]
      : [{ sql: `${name} > ?`, values: [value] }];
  }
  if (value === null) return [];
  const below = { sql: `${name} < ?`, values: [value] };
  return nullable ? [below, { sql: `${name} IS NULL`, values: [] }] : [below];
}
