import { createHash } from 'node:crypto';
import type { ColumnType, ReadModelOf } from '@proximidad/eventsourcing';

/** Raised when the tables below change shape: every file is then rebuilt. */
const LAYOUT_VERSION = 4;

const SQL_TYPE: Readonly<Record<ColumnType, string>> = {
  text: 'TEXT',
  integer: 'INTEGER',
  real: 'REAL',
  instant: 'INTEGER',
};
/** Rows and figures are both kept as a pair of tables. */
export interface VersionedLayout {
  /** The table of what holds now. */
  readonly current: string;
  /** The table of closed versions. */
  readonly closed: string;
}

interface Made {
  readonly tables: readonly string[];
  /**
   * What only readers need. Made once the head of the log is reached: a rebuild that maintained them on the way took 4.6 times
   * as long (17k against 79k events/s).
   */
  readonly indexes: readonly Index[];
}

export interface Index {
  readonly name: string;
  readonly ddl: string;
}

/** The layout of rows, which are looked up by the contents of their columns. */
export interface RowsLayout extends VersionedLayout, Made {
  /** The span classes that occur among the closed versions. */
  readonly spans: string;
  /** Everything in a version besides key and positions, in this order. */
  readonly columns: readonly string[];
}

export type FiguresLayout = VersionedLayout & Made;

export interface ModelLayout {
  readonly model: ReadModelOf;
  readonly rows: RowsLayout;
  readonly figures: FiguresLayout | undefined;
  /** Declared columns and their types, in declaration order. */
  readonly declared: readonly (readonly [name: string, type: ColumnType])[];
}

/** @throws {TypeError} for a declaration that cannot be stored. */
export function modelLayout(model: ReadModelOf): ModelLayout {
  if (!/^[a-z][a-z0-9-]*$/.test(model.name)) throw new TypeError(`${model.name}: not a read model's name`);
  const declared = Object.entries(model.columns as Record<string, ColumnType>);
  for (const [column, type] of declared) {
    if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(column))
      throw new TypeError(`${model.name}.${column}: not a column's name`);
    if (!(type in SQL_TYPE)) throw new TypeError(`${model.name}.${column}: unknown type ${type}`);
  }
  const combined = (model.indexes ?? []) as readonly (readonly string[])[];
  const alone = (model.indexedAlone ?? declared.map(([column]) => column)) as readonly string[];
  const sampled = (model.sampled ?? []) as readonly (readonly string[])[];
  const ofNow = (model.indexedNow ?? []) as readonly (readonly string[])[];
  const rare = (model.rare ?? []) as readonly string[];
  for (const column of [...alone, ...[...combined, ...ofNow, ...sampled].flat(), ...rare]) {
    if (!(column in model.columns))
      throw new TypeError(`${model.name}: index over undeclared column ${column}`);
  }
  const types = declared.map(([column, type]) => [column, `${SQL_TYPE[type]}`] as const);
  const lists = [...alone.map((column) => [column]), ...combined];
  const held = heldTogether(lists, sampled, model.columns);
  return {
    model,
    declared,
    rows: rowsLayout(model.name, types, { lists: [...lists, ...ofNow], sampled, held, rare }),
    figures: model.figure ? figuresLayout(model) : undefined,
  };
}

type Typed = readonly (readonly [column: string, sqlType: string])[];

/** The columns that lists are filtered by, before those they are ordered by: a place, a state, but no instant. */
interface Held {
  readonly by: readonly string[];
  /** What is read of a version without opening its row. */
  readonly read: readonly string[];
}

function heldTogether(
  lists: readonly (readonly string[])[],
  sampled: readonly (readonly string[])[],
  types: Readonly<Record<string, ColumnType | undefined>>,
): Held[] {
  const split = (columns: readonly string[]) => {
    const order = columns.findIndex((column) => types[column] === 'instant' || types[column] === 'real');
    return order < 0 ? [columns, []] : [columns.slice(0, order), columns.slice(order)];
  };
  const held = new Map<string, Held>();
  const add = (by: readonly string[], read: readonly string[]) => {
    const known = held.get(by.join());
    held.set(by.join(), { by, read: [...new Set([...(known?.read ?? []), ...read])] });
  };
  for (const columns of lists) add(split(columns)[0]!, []);
  for (const columns of sampled) add(split(columns)[0]!, split(columns)[1]!);
  return [...held.values()].filter(({ by }) => by.length > 0);
}

interface Lists {
  readonly lists: readonly (readonly string[])[];
  readonly sampled: readonly (readonly string[])[];
  readonly held: readonly Held[];
  readonly rare: readonly string[];
}

function rowsLayout(name: string, types: Typed, { lists, sampled, held, rare }: Lists): RowsLayout {
  const layout = rowTables(name, [['_row', 'TEXT NOT NULL'], ...types]);
  const over = (
    [table, made]: readonly [string, string],
    columns: readonly string[],
    after: readonly string[],
  ) => {
    const there = columns.filter((column) => rare.includes(column));
    return index(made, table, [...columns, ...after].map(quoted).join(', '), there);
  };
  // The key at the end makes the order of every list total, and readable from the index.
  const now = lists.map((columns, n) => over([layout.current, `${name}.by${n}`], columns, ['_key']));
  // With _since in the index; otherwise each row of a sample of the past would be opened for that alone.
  const sampledNow = sampled.map((columns, n) =>
    over([layout.current, `${name}.sampled${n}`], columns, ['_key', '_since']),
  );
  const then = held.map(({ by, read }, n) =>
    over([layout.closed, `${name}.closed.by${n}`], by, [
      ...['_span', '_since', '_until'],
      ...(read.length > 0 ? [...read, '_key'] : []),
    ]),
  );
  const feed = [
    index(`${name}.since`, layout.current, '_since'),
    index(`${name}.closed.since`, layout.closed, '_since'),
    index(`${name}.closed.until`, layout.closed, '_until'),
  ];
  return { ...layout, indexes: [...layout.indexes, ...now, ...sampledNow, ...then, ...feed] };
}

function rowTables(name: string, types: Typed): RowsLayout {
  const current = quoted(name);
  const closed = quoted(`${name}.closed`);
  const spans = quoted(`${name}.spans`);
  const columns = types.map(([column, type]) => `${quoted(column)} ${type}`).join(', ');
  return {
    ...{ current, closed, spans },
    columns: types.map(([column]) => column),
    tables: [
      `CREATE TABLE ${current} (_key TEXT NOT NULL UNIQUE, _since INTEGER NOT NULL, ${columns}) STRICT`,
      `CREATE TABLE ${closed} (_key TEXT NOT NULL, _since INTEGER NOT NULL, _until INTEGER NOT NULL,
        _span INTEGER NOT NULL, ${columns}) STRICT`,
      `CREATE TABLE ${spans} (_class INTEGER PRIMARY KEY) STRICT`,
    ],
    indexes: [
      index(`${name}.closed.key`, closed, '_key, _since'),
      index(`${name}.closed.span`, closed, '_span, _since, _until'),
    ],
  };
}

/**
 * Several figures change with each event: closed versions lie in one tree, by the number of their key, so that each key is
 * written once. With the key in every version, folding a call (three events, eight calls per commit) wrote 43 KB instead of
 * 21.
 */
function figuresLayout({ name, retentionDays }: ReadModelOf): FiguresLayout {
  const current = quoted(`${name}.figures`);
  const closed = quoted(`${name}.figures.closed`);
  return {
    ...{ current, closed },
    tables: [
      `CREATE TABLE ${current} (_id INTEGER PRIMARY KEY, _key TEXT NOT NULL UNIQUE, _since INTEGER NOT NULL,
        value INTEGER NOT NULL) STRICT`,
      `CREATE TABLE ${closed} (_id INTEGER NOT NULL, _since INTEGER NOT NULL, _until INTEGER NOT NULL,
        value INTEGER NOT NULL, PRIMARY KEY (_id, _since)) STRICT, WITHOUT ROWID`,
    ],
    indexes: retentionDays === undefined ? [] : [index(`${name}.figures.closed.until`, closed, '_until')],
  };
}

function index(name: string, table: string, columns: string, there: readonly string[] = []): Index {
  const where = there.map((column) => `${quoted(column)} IS NOT NULL`).join(' AND ');
  const ddl = `CREATE INDEX ${quoted(name)} ON ${table} (${columns})`;
  return { name, ddl: where === '' ? ddl : `${ddl} WHERE ${where}` };
}

/**
 * A list of the past, newest first, begins where its column's values ended then: otherwise it would walk over everything
 * that came later. So for each column of instants there are some positions, each with the latest value of all versions
 * opened up to it. The values only rise; between two positions the value of the later one applies. Null says that some
 * version had no value.
 */
const HIGH_WATER_DDL = `CREATE TABLE _reach (model TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
  value INTEGER, PRIMARY KEY (model, name, position)) STRICT, WITHOUT ROWID`;

/**
 * How far the projection has read, where it was at which times (kept for retention only), how far instants reached, and
 * the shapes that rows are packed by, and where the events are that the rows were made without.
 */
export const STATE_DDL = [
  `CREATE TABLE _checkpoint (one INTEGER PRIMARY KEY CHECK (one = 1), fingerprint TEXT NOT NULL, log TEXT,
    position INTEGER NOT NULL, eventPosition INTEGER NOT NULL, recordedAt INTEGER, stream TEXT, revision INTEGER,
    event TEXT) STRICT`,
  `CREATE TABLE _projection (model TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT`,
  `CREATE TABLE _clock (position INTEGER PRIMARY KEY, recordedAt INTEGER NOT NULL) STRICT`,
  `CREATE INDEX "_clock.recordedAt" ON _clock (recordedAt)`,
  HIGH_WATER_DDL,
  `CREATE TABLE _shapes (model TEXT NOT NULL, id INTEGER NOT NULL, shape TEXT NOT NULL, PRIMARY KEY (model, id))
    STRICT, WITHOUT ROWID`,
  `CREATE TABLE _without (position INTEGER PRIMARY KEY) STRICT`,
];

/** What a file must agree with to be continued: names, versions and shapes of all its tables. */
export function fingerprintOf(layouts: readonly ModelLayout[]): string {
  const shapes = layouts.map(({ model, rows, figures }) => [
    model.name,
    model.version,
    [rows.tables, rows.indexes],
    [figures?.tables ?? [], figures?.indexes ?? []],
    model.retentionDays ?? null,
  ]);
  return createHash('sha256')
    .update(JSON.stringify([LAYOUT_VERSION, STATE_DDL, shapes]))
    .digest('base64');
}

export function quoted(name: string): string {
  return `"${name}"`;
}
