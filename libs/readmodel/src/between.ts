import type { SQLInputValue } from 'node:sqlite';
import type { Statement } from './as-of.ts';
import type { Database } from './database.ts';
import { InvalidCursor, LimitExceeded } from './errors.ts';
import { conditionOf, type Where } from './filter.ts';
import type { ModelLayout } from './layout.ts';
import type { RowTexts } from './row-texts.ts';

/** Row versions that one question may have to look through; a longer period has to be asked for in several questions. */
export const VERSIONS_BETWEEN_MAX = 250_000;
const CURSOR_LENGTH_MAX = 1_024;

export interface BetweenQuery<Row> {
  /** Rows that pass this filter at either end, each end judged by the row as it was then. */
  readonly where?: Where<Row> | undefined;
  /** Only this row. */
  readonly key?: string | undefined;
  /** What held at this position is known to the caller. */
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly after?: string | undefined;
}

/** What came of one row between two positions, however often it changed in between; it was there at one of them at least. */
export interface RowBetween<Row> {
  readonly key: string;
  /** The row at `from`; undefined when it did not exist or did not pass the filter. */
  readonly before: Row | undefined;
  readonly after: Row | undefined;
  /** Position of its last change up to `to`. */
  readonly position: number;
  /** How many times it changed. */
  readonly changes: number;
  readonly cursor: string;
}

export interface PageBetween<Row> {
  /** In the order of their last changes. */
  readonly rows: readonly RowBetween<Row>[];
  readonly hasNextPage: boolean;
  /** Number of rows on all pages. */
  readonly touched: number;
}

/**
 * Derived from the row versions: applying these to the rows at `from` gives the rows at `to`.
 *
 * @throws {LimitExceeded} when more than VERSIONS_BETWEEN_MAX versions were opened or closed, {InvalidCursor}.
 */
export function readBetween<Row extends object>(
  db: Database,
  layout: ModelLayout,
  { atHand }: RowTexts,
  { where, key: only, from, to, first, after }: BetweenQuery<Row>,
): PageBetween<Row> {
  const condition = withKey(conditionOf(layout, where), only);
  const { sql, values } = touchedRows(layout, condition, from, to);
  const [position, key] = after === undefined ? [-1, ''] : decodeCursor(after);
  const told = db.all(
    `WITH touched AS MATERIALIZED (${sql} LIMIT ?),
      grouped AS (SELECT _key, max(position) AS position, count(DISTINCT position) AS changes FROM touched
        GROUP BY _key HAVING max(held)),
      page AS (SELECT * FROM grouped WHERE position > ? OR (position = ? AND _key > ?) ORDER BY position, _key LIMIT ?)
      SELECT (SELECT count(*) FROM touched), (SELECT count(*) FROM grouped), page._key, page.position, page.changes
      FROM (SELECT 1) LEFT JOIN page ORDER BY page.position, page._key`,
    [...values, VERSIONS_BETWEEN_MAX + 1, position, position, key, first + 1],
  );
  // An empty page is told by one row that has the counts alone.
  const [versions, touched] = told[0] as [number, number];
  const found = told.map(([, , ...row]) => row).filter(([rowKey]) => rowKey !== null);
  if (versions > VERSIONS_BETWEEN_MAX)
    throw new LimitExceeded('changes between two cuts', VERSIONS_BETWEEN_MAX);
  const rowAt = (of: string, end: number): Row | undefined => {
    const text = textAt(db, layout, condition, of, end);
    return text === undefined ? undefined : (atHand.read(of, text) as Row);
  };
  const rows = found.slice(0, first).map(([rowKey, at, changes]) => ({
    key: rowKey as string,
    before: rowAt(rowKey as string, from),
    after: rowAt(rowKey as string, to),
    position: at as number,
    changes: changes as number,
    cursor: encodeCursor(at as number, rowKey as string),
  }));
  return { rows, hasNextPage: found.length > first, touched };
}

function withKey({ sql, values }: Statement, key: string | undefined): Statement {
  return key === undefined ? { sql, values } : { sql: `${sql} AND _key = ?`, values: [...values, key] };
}

/**
 * Both ends of every version that began or ended in between: three short ranges of the indexes that the feed uses. `held` says
 * whether the version held at one of the two positions.
 */
function touchedRows({ rows }: ModelLayout, { sql, values }: Statement, from: number, to: number): Statement {
  const arms = [
    [rows.current, '_since', '_since <= ?', to],
    [rows.closed, '_since', '_until > ?', to],
    [rows.closed, '_until', '_since <= ?', from],
  ] as const;
  return {
    // Without the + the planner may take an index of the filter's columns and walk the whole history of a state.
    sql: arms
      .map(
        ([table, bound, held]) =>
          `SELECT _key, ${bound} AS position, ${held} AS held FROM ${table} WHERE ${bound} > ? AND ${bound} <= ? AND +(${sql})`,
      )
      .join(' UNION ALL '),
    values: arms.flatMap(([, , , end]): readonly SQLInputValue[] => [end, from, to, ...values]),
  };
}

/** The version that held at a position, if it passes the filter. */
function textAt(
  db: Database,
  { rows }: ModelLayout,
  { sql, values }: Statement,
  key: string,
  at: number,
): string | undefined {
  const held = (table: string, bounds: string, ends: readonly SQLInputValue[]) =>
    db.first(
      `SELECT _row, (${sql}) FROM ${table} WHERE _key = ? AND ${bounds} ORDER BY _since DESC LIMIT 1`,
      [...values, key, ...ends],
    );
  const version =
    held(rows.current, '_since <= ?', [at]) ?? held(rows.closed, '_since <= ? AND _until > ?', [at, at]);
  return version && version[1] === 1 ? (version[0] as string) : undefined;
}

function encodeCursor(position: number, key: string): string {
  return Buffer.from(JSON.stringify([position, key])).toString('base64url');
}

/** @throws {InvalidCursor} */
function decodeCursor(cursor: string): readonly [position: number, key: string] {
  if (cursor.length > CURSOR_LENGTH_MAX) throw new InvalidCursor();
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const [position, key] = Array.isArray(parsed) ? (parsed as unknown[]) : [];
    if (Number.isSafeInteger(position) && typeof key === 'string') return [position as number, key];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InvalidCursor();
}
