import type { EventFamily, EventOf } from './events.ts';
import type { By } from './by.ts';
import type { RecordedEvent } from './store.ts';

/** What every event carries besides its own data, as a projection sees it. */
export type Recorded = Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'recordedAt' | 'metadata'> & {
  readonly category: string;
  /** The aggregate's public id. */
  readonly id: string;
  /** INEGI key of the entity that owns the stream. */
  readonly entity: string;
  /** Who decided it. */
  readonly by: By;
};

/** `instant` columns hold Unix milliseconds; a field of a row that is an `Instant` is stored as its `ms`. */
export type ColumnType = 'text' | 'integer' | 'real' | 'instant';

/** A contribution of one row to a running total. */
export interface Figure {
  readonly key: string;
  /** A whole number, so that running totals cannot drift. */
  readonly add: number;
}

/**
 * A table of rows with versions, kept by a pure fold over the service's own events (ADR 111).
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
  /** The same, only for what is asked of the present, such as what becomes due: asked of the past it is slower. */
  readonly indexedNow?: readonly (readonly (keyof Row & string)[])[];
  /**
   * The columns that get an index of their own; all of them when absent. Each costs a page or two per row written: a table
   * with many rows names only those that nothing in `indexes` serves.
   */
  readonly indexedAlone?: readonly (keyof Row & string)[];
  /**
   * Columns that most rows leave empty. An index over one omits those rows, which would otherwise cost a page each; it serves
   * only filters with a value, a bound or `isNull: false`.
   */
  readonly rare?: readonly (keyof Row & string)[];
  /**
   * Combined indexes from which `sample` and `count` read without opening a row, now and as of the past: the column filtered
   * by, an instant, and what is read beside it.
   */
  readonly sampled?: readonly (readonly (keyof Row & string)[])[];
  /** Closed versions older than this many days of the log's own time are dropped; kept for ever when absent. */
  readonly retentionDays?: number;
  /** Whether the read model folds events of this type. */
  folds(category: string, type: string): boolean;
  /** The keys of the rows that an event touches. */
  keys(event: Event, recorded: Recorded): readonly string[];
  /** `undefined` in: no row yet. `undefined` out: the row is removed. */
  project(row: Row | undefined, event: Event, recorded: Recorded, key: string): Row | undefined;
  /** Whether showing this single row to somebody is noted in the access log. */
  guarded?(row: Row): boolean;
  /** Running totals, kept in the same transaction as the row they come from. */
  figure?(row: Row): readonly Figure[];
}

/** The events that a read model folds: all of an aggregate's, or some of them. */
export interface Folded {
  readonly category: string;
  readonly events: EventFamily;
}

type FoldedEvent<Of extends readonly Folded[]> = Of[number] extends infer One
  ? One extends { readonly events: infer Family extends EventFamily }
    ? EventOf<Family>
    : never
  : never;

/** Some of an aggregate's events; naming a type that it does not have does not compile. */
export function only<Family extends EventFamily, const Type extends keyof Family & string>(
  { category, events }: { readonly category: string; readonly events: Family },
  ...types: readonly Type[]
): { readonly category: string; readonly events: Pick<Family, Type> } {
  const chosen = types.map((type) => [type, events[type]] as const);
  return { category, events: Object.fromEntries(chosen) as Pick<Family, Type> };
}

/**
 * Declares a read model of `Row` over the events that it names: it sees no others, and has to handle each of these. Where
 * `keys` is left out, an event touches the row of its own aggregate.
 */
export function readModel<Row extends object>() {
  return <const Of extends readonly Folded[]>(
    definition: Omit<ReadModel<Row, FoldedEvent<Of>>, 'folds' | 'keys'> & {
      readonly of: Of;
      keys?(event: FoldedEvent<Of>, recorded: Recorded): readonly string[];
    },
  ): ReadModel<Row, FoldedEvent<Of>> => {
    const { of: families, keys = ownKey, ...rest } = definition;
    const folded = new Map<string, EventFamily[]>();
    for (const { category, events } of families)
      folded.set(category, [...(folded.get(category) ?? []), events]);
    return {
      ...rest,
      keys,
      folds: (category, type) => folded.get(category)?.some((family) => Object.hasOwn(family, type)) ?? false,
    };
  };
}

function ownKey(_event: object, { id }: Recorded): readonly string[] {
  return [id];
}

/** Any read model, where its types do not matter. */
// eslint-disable-next-line typescript/no-explicit-any -- variance: rows go in and out
export type ReadModelOf<Row extends object = any> = ReadModel<Row, any>;
