import {
  type AnyAggregate,
  byOf,
  type EventOf,
  type ReadModelOf,
  type Recorded,
} from '@proximidad/eventsourcing';

/** An event of an aggregate's record, as the log would return it. */
export interface Recording {
  readonly category: string;
  readonly id: string;
  readonly event: { readonly type: string };
  readonly recorded?: Partial<Omit<Recorded, 'category' | 'id' | 'entity'>>;
}

/** Events of one record, in order, for `projected`. */
export function eventsOf<A extends AnyAggregate>(
  { category }: A,
  id: string,
  events: readonly EventOf<A['events']>[],
  recorded: Recording['recorded'] = {},
): Recording[] {
  return events.map((event) => ({ category, id, event, recorded }));
}

/** The rows that a read model has after these events, by key: a plain fold, independent of the runner's. */
export function projected<Row extends object>(
  model: ReadModelOf<Row>,
  events: readonly Recording[],
): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  for (const { category, id, event, recorded } of events) {
    if (!model.folds(category, event.type)) continue;
    const { metadata } = recorded ?? {};
    const by = metadata?.actor && byOf(metadata);
    const about = { ...recorded, by, category, id, entity: id.slice(0, 2) } as Recorded;
    for (const key of model.keys(event, about)) {
      const row = model.project(rows.get(key), event, about, key);
      if (row) rows.set(key, row);
      else rows.delete(key);
    }
  }
  return rows;
}
