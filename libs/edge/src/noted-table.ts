import type { ReadModelOf } from '@proximidad/eventsourcing';
import type { Cut, ScopedTable } from './context.ts';
import type { FootprintNote } from '@proximidad/feed';

/** The same table, noting what is read from it. */
export function notedTable<Row extends object>(
  table: ScopedTable<Row>,
  model: ReadModelOf<Row>,
  note: FootprintNote,
): ScopedTable<Row> {
  const filtered = (query: { readonly where?: unknown } = {}) => note.where(model, query.where as never);
  return {
    get(key) {
      note.keys(model, [key]);
      return table.get(key);
    },
    getMany(keys) {
      note.keys(model, keys);
      return table.getMany(keys);
    },
    list(query) {
      filtered(query);
      return table.list(query);
    },
    count(query) {
      filtered(query);
      return table.count(query);
    },
    sample(query) {
      filtered(query);
      return table.sample(query);
    },
    scan(query) {
      filtered(query);
      return table.scan(query);
    },
    // What happened between two past moments is not changed by what happens now.
    between: (query) => table.between(query),
  };
}

/** The same cut; an answer whose resolver asks it for the time ages by itself. */
export function notedCut({ at, clock }: Cut, note: FootprintNote): Cut {
  return {
    at,
    get clock() {
      note.timeDependent();
      return clock;
    },
  };
}
