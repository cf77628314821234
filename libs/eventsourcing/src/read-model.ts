import type { RecordedEvent } from './store.ts';

/** What every event carries besides its own data, as a projection sees it. */
export type Recorded = Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'recordedAt' | 'metadata'> & {
  readonly category: string;
  /** The aggregate's public id. */
  readonly id: string;
  /** INEGI key of the entity that owns the stream. */
  readonly entity: string;
};

/** `instant` columns hold Unix milliseconds; a row's field of type `Instant` is stored by its `ms`. */
export type ColumnType = 'text' | 'integer' | 'real' | 'instant';

/** A contribution of one row to a running total. */
export interface Figure {
  readonly key: string;
  /** A whole number: running totals must not drift. */
  readonly add: number;
}

/**
 * A table of rows with versions, kept by a pure fold over the service's own events (architecture, decision 11).
 * Renaming it, or raising `version`, builds it anew.
 */
export interface ReadModel<Row extends object, Event extends { readonly type: string }> {
  readonly name: string;
  readonly version: number;
  /** What queries filter and sort by; each names a field of the row. The whole row is kept as JSON besides. */
  readonly columns: { readonly [Column in keyof Row & string]?: ColumnType };
  /**
   * Combined indexes over columns, beyond one per column. A list filtered by one column and sorted by another, or
   * within a window of it, needs (filter column, other column).
   */
  readonly indexes?: readonly (readonly (keyof Row & string)[])[];
  /**
   * The columns that get an index of their own; all of them when absent. Each costs a page or two per row written:
   * a table with many rows names those that nothing in `indexes` serves.
   */
  readonly indexedAlone?: readonly (keyof Row & string)[];
  /** Closed versions older than this, in days of the log's own time, are dropped; kept for ever when absent. */
  readonly retentionDays?: number;
  /** The rows an event touches; none for an event that is not this model's. */
  keys(event: Event, recorded: Recorded): readonly string[];
  /** `undefined` in: no row yet. `undefined` out: no row any more. */
  project(row: Row | undefined, event: Event, recorded: Recorded, key: string): Row | undefined;
  /** Running totals, kept in the same transaction as the row they come from. */
  figure?(row: Row): readonly Figure[];
}

export function readModel<Row extends object, Event extends { readonly type: string }>(
  definition: ReadModel<Row, Event>,
): ReadModel<Row, Event> {
  return definition;
}

/** Any read model, where its types do not matter. */
// eslint-disable-next-line typescript/no-explicit-any -- variance: rows go in and out
export type ReadModelOf<Row extends object = any> = ReadModel<Row, any>;
