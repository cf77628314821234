import type { Change } from '@proximidad/readmodel';
import { isAfter, type ReadModelOf } from '@proximidad/eventsourcing';
import type { Columns, ColumnValue, FeedChange } from './feed-wire.ts';

/** Decides which rows somebody may see; the row itself is in memory in the service, its columns everywhere. */
export type Admits = (columns: Columns) => boolean;

/** What remains of a change for a reader who sees only what is admitted: one side, both, or nothing. */
export function seenOf(change: FeedChange, admits: Admits): FeedChange | undefined {
  return toldOf(change, (columns) => (admits(columns) ? columns : undefined));
}

/** The same for a reader who is told of each side what `told` leaves of it. */
export function toldOf(
  change: FeedChange,
  told: (columns: Columns) => Columns | undefined,
): FeedChange | undefined {
  const before = change.before && told(change.before);
  const after = change.after && told(change.after);
  if (before === change.before && after === change.after) return change;
  if (!before && !after) return undefined;
  const { type, key, position } = change;
  return { type, key, position, ...(before && { before }), ...(after && { after }) };
}

/** The change of a read model as the change of a type, by its declared columns alone. */
export function feedChange(type: string, model: ReadModelOf, change: Change): FeedChange {
  const { key, position, before, after } = change;
  return {
    ...{ type, key, position },
    ...(before && { before: columnsOf(model, before) }),
    ...(after && { after: columnsOf(model, after) }),
  };
}

function columnsOf(model: ReadModelOf, row: object): Columns {
  const fields = row as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.keys(model.columns).map((column) => [column, plain(fields[column])]));
}

/** As SQL compares it, so that a filter means the same here and there. */
export function plain(field: unknown): ColumnValue {
  if (field === undefined || field === null) return null;
  if (typeof field === 'boolean') return Number(field);
  if (typeof field === 'object' && 'ms' in field) return field.ms as number;
  return field as string | number;
}

export type ChangeKind = 'APPEARED' | 'CHANGED' | 'ENDED' | 'CAME_AND_WENT';

/** What happened to a record; a side is undefined when the record did not exist, otherwise whether it was still going on. */
export function changeKind(before: boolean | undefined, after: boolean | undefined): ChangeKind {
  if (before === undefined) return after ? 'APPEARED' : 'CAME_AND_WENT';
  if (after === undefined) return 'ENDED';
  return before && !after ? 'ENDED' : 'CHANGED';
}

/** Index of the first change after a position, in an ordered list. */
export function firstAfter(changes: readonly FeedChange[], position: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(changes[middle]!.position, position)) high = middle;
    else low = middle + 1;
  }
  return low;
}
