import type { ReadModelOf } from '@proximidad/eventsourcing';
import type { Cut, ScopedTable } from './context.ts';
import type { FootprintNote } from '@proximidad/feed';

/** The same table, and what is read of it is written down. */
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
    // What happened between two moments of the past is not changed by what happens now.
    between: (query) => table.between(query),
  };
}

/** The same cut; a resolver that asks it for the time makes an answer that ages by itself. */
export function notedCut({ at, clock }: Cut, note: FootprintNote): Cut {
  return {
    at,
    get clock() {
      note.timeDependent();
      return clock;
    },
  };
}
