import type { ReadModelOf } from '@proximidad/eventsourcing';
import { type Kind, type Scope, scopeOf, type Subject } from '@proximidad/policy';
import type { Filter, ReadModels, Where } from '@proximidad/readmodel';
import type { Cut, ScopedTable } from './context.ts';

interface Place {
  readonly entity?: unknown;
  readonly municipality?: unknown;
}

/** A read model at one cut, through the row filter of who asks: `get` and SQL agree on what is absent. */
export function scopedTable<Row extends object>(
  readModels: ReadModels,
  model: ReadModelOf<Row>,
  { at }: Cut,
  subject: Subject,
  kind: Kind,
): ScopedTable<Row> {
  if (!model.columns['entity' as never]) throw new TypeError(`${model.name} needs the column entity`);
  const table = readModels.table(model);
  const scope = scopeFor(model, subject, kind);
  const filter = rowFilter(scope) as Filter<Row>;
  const scoped = (where: Where<Row> | undefined = []): Where<Row> =>
    [...[where].flat(), filter] as Filter<Row>[];
  return {
    get(key) {
      const row = table.get(key, at);
      return row && admits(scope, row) ? row : undefined;
    },
    getMany(keys) {
      const rows = table.getMany(keys, at);
      for (const [key, row] of rows) if (!admits(scope, row)) rows.delete(key);
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
  const scope = scopeOf(subject, kind);
  const figures = readModels.figures(model, { ...wanted, at });
  for (const key of figures.keys()) {
    const place = key.slice(0, key.indexOf(':'));
    const municipality = place.length > 2 ? place : null;
    if (!admits(scope, { entity: place.slice(0, 2), municipality })) figures.delete(key);
  }
  return figures;
}

/** Whether a row, or its columns alone, is one that the subject may see: the row filter, outside SQL. */
export function rowAdmitter(model: ReadModelOf, subject: Subject, kind: Kind): (row: object) => boolean {
  if (!model.columns['entity' as never]) throw new TypeError(`${model.name} needs the column entity`);
  const scope = scopeFor(model, subject, kind);
  return (row) => admits(scope, row);
}

/** Who may see one municipality only sees nothing of a table that does not say where its rows belong. */
function scopeFor(model: ReadModelOf, subject: Subject, kind: Kind): Scope | 'none' {
  const scope = scopeOf(subject, kind);
  if (scope === 'none' || !scope.municipalities || model.columns['municipality' as never]) return scope;
  return 'none';
}

function rowFilter(scope: Scope | 'none'): Record<string, { readonly in: readonly string[] }> {
  if (scope === 'none') return { entity: { in: [] } };
  const { entities, municipalities } = scope;
  return {
    ...(entities === 'all' ? {} : { entity: { in: entities } }),
    ...(municipalities ? { municipality: { in: municipalities } } : {}),
  };
}

function admits(scope: Scope | 'none', row: object): boolean {
  if (scope === 'none') return false;
  const { entity, municipality } = row as Place;
  const { entities, municipalities } = scope;
  return (
    (entities === 'all' || (typeof entity === 'string' && entities.includes(entity))) &&
    (!municipalities || (typeof municipality === 'string' && municipalities.includes(municipality)))
  );
}
