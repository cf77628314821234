import type { Instant } from '@proximidad/eventsourcing';
import { type Statement, versionsAt } from './as-of.ts';
import { readBetween, type BetweenQuery, type PageBetween } from './between.ts';
import type { Database, Tuple } from './database.ts';
import { LimitExceeded, PositionAhead } from './errors.ts';
import { columnType, conditionOf, type Where } from './filter.ts';
import { quoted, type ModelLayout } from './layout.ts';
import { decodeCursor, encodeCursor, type Order, orderOf, segmentsAfter, type OrderBy } from './paging.ts';
import { hasEmpty, highWaterMarkAt } from './high-water-marks.ts';
import type { RowReader } from './rows-at-hand.ts';
import type { RowTexts } from './row-texts.ts';

export const PAGE_SIZE_MAX = 500;
export const KEYS_MAX = 5_000;
/** Counts stop here; for larger numbers there are figures. */
export const COUNT_MAX = 1_000_000;
/** Rows in one sample. */
export const SAMPLE_SIZE_MAX = 1_000_000;

export interface Query<Row> {
  readonly where?: Where<Row> | undefined;
  /** A position in the log; the present when left out. */
  readonly at?: number | undefined;
}

export interface ListQuery<Row> extends Query<Row> {
  /** By key when left out; the key breaks ties in the direction of the last column. */
  readonly orderBy?: OrderBy<Row> | undefined;
  /** At most PAGE_SIZE_MAX. */
  readonly first: number;
  /** Cursor of the row after which the page begins. */
  readonly after?: string | undefined;
}

export interface Page<Row> {
  readonly rows: readonly { readonly key: string; readonly row: Row; readonly cursor: string }[];
  readonly hasNextPage: boolean;
}

/** A row's key, and the contents of some of its columns. */
export type Sampled<Row, Columns extends readonly (keyof Row)[]> = readonly [
  key: string,
  ...values: { readonly [N in keyof Columns]: Held<Row[Columns[N]]> },
];

/** As columns hold it: an instant as its Unix milliseconds, an absent field as null. */
type Held<Field> = Field extends Instant | boolean ? number : Field extends undefined ? null : Field;

/**
 * The rows of one read model, as they are now or as they were at a position.
 *
 * @throws {PositionAhead} when `at` has not been projected yet, {VersionsPruned} when it is older than the retention,
 * {LimitExceeded}, {InvalidCursor}, and {ReadModelsBuilding} while the rows are rebuilt.
 */
export interface Table<Row extends object> {
  get(key: string, at?: number): Row | undefined;
  /** Rows that do not exist are left out; at most KEYS_MAX keys. */
  getMany(keys: readonly string[], at?: number): Map<string, Row>;
  list(query: ListQuery<Row>): Page<Row>;
  /** Stops counting at `max` (COUNT_MAX). */
  count(query?: Query<Row> & { readonly max?: number }): number;
  /** Some columns of every row, in no order, for when whole rows would be too much; at most SAMPLE_SIZE_MAX. */
  sample<const Columns extends readonly (keyof Row & string)[]>(
    query: Query<Row> & { readonly columns: Columns },
  ): readonly Sampled<Row, Columns>[];
  /** What came of each row that changed between two positions, in the order of the last changes. */
  between(query: BetweenQuery<Row>): PageBetween<Row>;
  /** All rows by key, all as of one position however long the reading takes. */
  scan(query?: Query<Row>): IterableIterator<{ readonly key: string; readonly row: Row }>;
}

/** What a table reads from: the file in use at the moment of the call. */
export interface Source {
  readonly db: Database;
  readonly textsOf: (layout: ModelLayout) => RowTexts;
  readonly position: number;
  /** `undefined` when `at` is the present, the position itself when it is in the past. */
  readonly cut: (layout: ModelLayout, at: number | undefined) => number | undefined;
}

export function openTable<Row extends object>(layout: ModelLayout, source: () => Source): Table<Row> {
  const table: Table<Row> = {
    get(key, at) {
      const { db, textsOf, cut } = source();
      return rowOf(db, layout, textsOf(layout).atHand, key, cut(layout, at)) as Row | undefined;
    },
    getMany(keys, at) {
      if (keys.length > KEYS_MAX) throw new LimitExceeded('keys', KEYS_MAX);
      const { db, textsOf, cut } = source();
      const position = cut(layout, at);
      const { atHand } = textsOf(layout);
      const found = new Map<string, Row>();
      for (const key of keys) {
        const row = rowOf(db, layout, atHand, key, position);
        if (row !== undefined) found.set(key, row as Row);
      }
      return found;
    },
    list(query) {
      const from = source();
      return listRows(from, layout, query, from.textsOf(layout).atHand.read);
    },
    count({ where, at, max = COUNT_MAX } = {}) {
      const { db, cut } = source();
      const found = versionsAt(
        layout.rows,
        { where: conditionOf(layout, where), columns: [] },
        cut(layout, at),
      );
      const sql = `SELECT count(*) FROM (SELECT 1 FROM (${found.sql}) LIMIT ?)`;
      return db.first(sql, [...found.values, Math.min(max, COUNT_MAX)])![0] as number;
    },
    sample({ where, at, columns }) {
      const { db, cut } = source();
      for (const column of columns) columnType(layout, column);
      const found = versionsAt(layout.rows, { where: conditionOf(layout, where), columns }, cut(layout, at));
      const rows = db.all(`SELECT * FROM (${found.sql}) LIMIT ?`, [...found.values, SAMPLE_SIZE_MAX + 1]);
      if (rows.length > SAMPLE_SIZE_MAX) throw new LimitExceeded('rows in a sample', SAMPLE_SIZE_MAX);
      return rows as readonly unknown[] as readonly Sampled<Row, typeof columns>[];
    },
    between(query) {
      if (query.first > PAGE_SIZE_MAX) throw new LimitExceeded('first', PAGE_SIZE_MAX);
      const { db, textsOf, position, cut } = source();
      if (query.to > position) throw new PositionAhead(query.to, position);
      cut(layout, query.from);
      return readBetween(db, layout, textsOf(layout), query);
    },
    *scan({ where, at } = {}) {
      const from = at ?? source().position;
      let after: string | undefined;
      for (let more = true; more;) {
        const now = source();
        const { unpack } = now.textsOf(layout);
        const query = { where, at: from, first: PAGE_SIZE_MAX, after };
        // Of so many rows, none is likely to be asked for again soon.
        const page = listRows(now, layout, query, (_key, text) => unpack(text));
        yield* page.rows;
        after = page.rows.at(-1)?.cursor;
        more = page.hasNextPage;
      }
    },
  };
  return table;
}

/** Finding the newest version of a key at or before the position is one step in an index, however long the history. */
function rowOf(
  db: Database,
  { rows }: ModelLayout,
  atHand: RowReader,
  key: string,
  at: number | undefined,
): object | undefined {
  const holding = atHand.holding(key);
  if (holding && (at === undefined || holding.since <= at)) return holding.row;
  if (!holding) {
    const current = db.first(`SELECT _row, _since FROM ${rows.current} WHERE _key = ?`, [key]) as
      | [text: string, since: number]
      | undefined;
    if (current && (at === undefined || current[1] <= at)) return atHand.read(key, ...current);
    if (at === undefined) return undefined;
  }
  const sql = `SELECT _row, _until FROM ${rows.closed} WHERE _key = ? AND _since <= ? ORDER BY _since DESC LIMIT 1`;
  const closed = db.first(sql, [key, at!]) as [text: string, until: number] | undefined;
  return closed && closed[1] > at! ? atHand.read(key, closed[0]) : undefined;
}

function listRows<Row extends object>(
  { db, cut }: Source,
  layout: ModelLayout,
  { where, at: asked, orderBy, first, after }: ListQuery<Row>,
  read: RowReader['read'],
): Page<Row> {
  const at = cut(layout, asked);
  if (!Number.isInteger(first) || first < 0) throw new TypeError(`first: ${first} is not a number of rows`);
  if (first > PAGE_SIZE_MAX) throw new LimitExceeded('first', PAGE_SIZE_MAX);
  const order = orderOf(layout, orderBy);
  const condition = conditionOf(layout, where);
  const found: Tuple[] = [];
  const segments =
    after === undefined ? fromTop(db, layout, order, at) : segmentsAfter(order, decodeCursor(order, after));
  for (const segment of segments) {
    const within = {
      sql: `${condition.sql} AND ${segment.sql}`,
      values: [...condition.values, ...segment.values],
    };
    const { sql, values } = versionsAt(
      layout.rows,
      { where: within, columns: ['_row', ...order.columns] },
      at,
    );
    found.push(...db.all(`${sql} ORDER BY ${order.sql} LIMIT ?`, [...values, first + 1 - found.length]));
    if (found.length > first) break;
  }
  return {
    rows: found.slice(0, first).map(([key, row, ...values]) => ({
      key: key as string,
      row: read(key as string, row as string) as Row,
      cursor: encodeCursor(order, [...values, key!]),
    })),
    hasNextPage: found.length > first,
  };
}

/** A list of the past, newest first, can skip everything newer than any value was then. */
function* fromTop(
  db: Database,
  layout: ModelLayout,
  order: Order,
  at: number | undefined,
): Iterable<Statement> {
  const [column] = order.columns;
  const newestFirst = order.terms[0]!.desc && column && columnType(layout, column) === 'instant';
  const newest = newestFirst && at !== undefined ? highWaterMarkAt(db, layout, column, at) : undefined;
  if (!column || newest === undefined) return yield { sql: 'TRUE', values: [] };
  yield { sql: `${quoted(column)} <= ?`, values: [newest] };
  if (hasEmpty(db, layout.model.name, column)) yield { sql: `${quoted(column)} IS NULL`, values: [] };
}
