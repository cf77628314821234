import type { ReadModelOf } from '@proximidad/eventsourcing';
import { readChanges, type Changes, type ChangesQuery } from './changes.ts';
import { dumpOf, type Dump } from './dump.ts';
import { PositionAhead, ReadModelsBuilding } from './errors.ts';
import { readFigures, type FiguresQuery } from './figures.ts';
import type { ModelLayout } from './layout.ts';
import { assertKept } from './retention.ts';
import type { ActiveFile } from './active-file.ts';
import { openTable, type Source, type Table } from './table.ts';

/** Every way to read, each of them now or as of a position. */
export interface Reading {
  table<Row extends object>(model: ReadModelOf<Row>): Table<Row>;
  figures(model: ReadModelOf, query?: FiguresQuery): Map<string, number>;
  /** Row versions opened or closed after a position, in order; of all models when none is named. */
  changes(query: ChangesQuery & { readonly models?: readonly ReadModelOf[] | undefined }): Changes;
  /** Digest of all rows and figures with their versions, as of a position; `onLine` receives each canonical line. */
  dump(query?: { readonly at?: number; readonly onLine?: (line: string) => void }): Dump;
}

export function readingOf(active: ActiveFile, layouts: ReadonlyMap<string, ModelLayout>): Reading {
  const all = [...layouts.values()];
  const layoutFor = (model: ReadModelOf): ModelLayout => {
    const layout = layouts.get(model.name);
    if (layout?.model !== model) throw new TypeError(`${model.name} is not one of these read models`);
    return layout;
  };
  const source = (): Source => {
    if (active.building) throw new ReadModelsBuilding();
    return {
      db: active.db,
      textsOf: active.textsOf,
      position: active.projection.checkpoint.position,
      cut: (layout, at) => cutAt(active, layout, at),
    };
  };
  return {
    table: (model) => openTable(layoutFor(model), source),
    figures(model, query = {}) {
      const layout = layoutFor(model);
      if (!layout.figures) throw new TypeError(`${model.name} declares no figures`);
      const { db, cut } = source();
      return readFigures(db, layout.figures, query, cut(layout, query.at));
    },
    changes(query) {
      const { db, textsOf, position, cut } = source();
      const wanted = query.models?.map(layoutFor) ?? all;
      for (const layout of wanted) cut(layout, query.after);
      const upTo = query.upTo ?? position;
      if (upTo > position) throw new PositionAhead(upTo, position);
      return readChanges(db, wanted, textsOf, query, upTo);
    },
    dump({ at, onLine = () => undefined } = {}) {
      const { db, textsOf, position, cut } = source();
      for (const layout of all) cut(layout, at);
      return dumpOf(db, all, textsOf, active.projection.checkpoint, at ?? position, onLine);
    },
  };
}

/** `undefined` when nothing has happened since `at`: then the present is what held. */
function cutAt(
  { db, projection }: ActiveFile,
  layout: ModelLayout,
  at: number | undefined,
): number | undefined {
  if (at === undefined) return undefined;
  const { position, eventPosition } = projection.checkpoint;
  if (at > position) throw new PositionAhead(at, position);
  if (at >= eventPosition) return undefined;
  assertKept(db, layout, projection.checkpoint, at);
  return at;
}
