import type { ReadModelOf } from '@proximidad/eventsourcing';
import {
  admits,
  type Columns,
  countedScopeOf,
  KEY,
  type Kind,
  type Scope,
  scopeOf,
  type Subject,
} from '@proximidad/policy';
import type { Filter, ReadModels, Where } from '@proximidad/readmodel';
import type { Cut, ScopedTable } from './context.ts';

/** Columns that tell a place finer than a municipality: a unit goes out in its beat. */
const FINE = ['beatId', 'unitIds'];

/** Who asks, when, and whether for records or for totals. */
export interface Asker {
  readonly subject: Subject;
  readonly kind: Kind;
  /** Unix milliseconds, of today: what counts as recent does not depend on the moment asked about. */
  readonly now: number;
  /** For totals only: no row may be shown. */
  readonly counting?: boolean;
  /** Keys of records that their owner has opened to the caller. */
  readonly granted?: readonly string[] | undefined;
  /** Called with each row requested by its key. */
  readonly onKey?: ((key: string, row: object, seen: boolean) => void) | undefined;
}

/** A read model at one cut, through the caller's row filter: `get` and SQL agree on what is absent. */
export function scopedTable<Row extends object>(
  readModels: ReadModels,
  model: ReadModelOf<Row>,
  { at }: Cut,
  asker: Asker,
): ScopedTable<Row> {
  const table = readModels.table(model);
  assertPlaced(model);
  let usual: Scope | undefined;
  const usualScope = () => (usual ??= scopeFor(model, asker, false));
  const scoped = (where: Where<Row> | undefined = []): Where<Row> => {
    const filters = (Array.isArray(where) ? where : [where]) as readonly Filter<Row>[];
    const isFine = filters.some((filter) => FINE.some((column) => (filter as Columns)[column] !== undefined));
    return [...filters, rowFilter(isFine ? scopeFor(model, asker, true) : usualScope()) as Filter<Row>];
  };
  const seen = (key: string, row: Row) => admits(usualScope(), row, key, () => table.get(key));
  return {
    get(key) {
      const row = table.get(key, at);
      if (!row) return undefined;
      const isSeen = seen(key, row);
      asker.onKey?.(key, row, isSeen);
      return isSeen ? row : undefined;
    },
    getMany(keys) {
      const rows = table.getMany(keys, at);
      for (const [key, row] of rows) {
        const isSeen = seen(key, row);
        asker.onKey?.(key, row, isSeen);
        if (!isSeen) rows.delete(key);
      }
      return rows;
    },
    list: (query) => table.list({ ...query, where: scoped(query.where), at }),
    count: (query = {}) => table.count({ ...query, where: scoped(query.where), at }),
    sample: (query) => table.sample({ ...query, where: scoped(query.where), at }),
    between: (query) => table.between({ ...query, where: scoped(query.where) }),
    scan: (query = {}) => table.scan({ where: scoped(query.where), at }),
  };
}

/** The running totals of the places that the subject may see. */
export function scopedFigures(
  readModels: ReadModels,
  model: ReadModelOf,
  { at }: Cut,
  subject: Subject,
  kind: Kind,
  wanted: { readonly prefix?: string; readonly keys?: readonly string[] },
): Map<string, number> {
  const scope = countedScopeOf(subject, kind);
  const figures = readModels.figures(model, { ...wanted, at });
  for (const key of figures.keys()) {
    const place = key.slice(0, key.indexOf(':'));
    const municipality = place.length > 2 ? place : null;
    if (!admits(scope, { entity: place.slice(0, 2), municipality })) figures.delete(key);
  }
  return figures;
}

/** Whether a row's columns, under a key, are ones that the subject may see: the row filter, outside SQL. */
export function rowAdmitter(
  model: ReadModelOf,
  asker: Asker,
  isFine: boolean,
): (key: string, columns: object) => boolean {
  const scope = scopeFor(model, asker, isFine);
  return (key, columns) => admits(scope, columns, key);
}

/**
 * What a reader is told of a row's columns, under a key; undefined where they may not see it. Of a row that they see no finer
 * than the municipality neither its beat nor its units are told: whoever passes it on filters by what is told.
 */
export function rowTeller(
  model: ReadModelOf,
  asker: Asker,
): <Told extends Columns>(key: string, columns: Told) => Told | undefined {
  const isSeen = rowAdmitter(model, asker, false);
  const isSeenFinely = rowAdmitter(model, asker, true);
  return (key, columns) => {
    if (!isSeen(key, columns)) return undefined;
    const fine = FINE.filter((column) => (columns[column] ?? null) !== null);
    if (fine.length === 0 || isSeenFinely(key, columns)) return columns;
    return { ...columns, ...Object.fromEntries(fine.map((column) => [column, null])) };
  };
}

/** A clause about a column that the table lacks grants nothing: nobody can tell that such a row is theirs. */
function scopeFor(
  model: ReadModelOf,
  { subject, kind, now, counting, granted }: Asker,
  fine: boolean,
): Scope {
  assertPlaced(model);
  const scope = counting ? countedScopeOf(subject, kind) : scopeOf(subject, kind, { now, fine, granted });
  return scope.filter((clause) =>
    Object.keys(clause).every((column) => column === KEY || Object.hasOwn(model.columns, column)),
  );
}

function assertPlaced({ name, columns }: ReadModelOf): void {
  if (!columns['entity' as never]) throw new TypeError(`${name} needs the column entity`);
}

function rowFilter(scope: Scope): object {
  if (scope.length === 0) return { entity: { in: [] } };
  return scope.length === 1 ? scope[0]! : { anyOf: scope };
}
