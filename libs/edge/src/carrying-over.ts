import { changesSince, type Held, type LinksOf, type ModelChange, type Placed } from '@proximidad/contracts';
import type { Execution, ReadModelOf } from '@proximidad/eventsourcing';
import type { ListQuery } from '@proximidad/readmodel';
import type { Dependencies, Due } from './definition.ts';

/** Rows that are looked at in one tick; the next tick continues where it ended. */
const ROWS_PER_TICK_MAX = 250;
const PAGE_SIZE = 50;

/** Something that is open under a version of a model. */
export interface OpenItem extends Held {
  /** The record, or the part of it that is open. */
  readonly name: string;
  readonly place: Placed;
  readonly carry: (change: ModelChange) => Execution;
}

interface Page {
  readonly items: readonly OpenItem[];
  readonly rows: number;
  /** Undefined after the last one. */
  readonly next: string | undefined;
}
/** A page of the records of one kind that may be open. */
export type OpenItems<Resources> = (
  deps: Dependencies<Resources>,
  now: number,
  page: { readonly first: number; readonly after: string | undefined },
) => Page;

/** The records of one kind, by an index that knows which are open. */
export function openAmong<Resources, Row extends object>(
  model: ReadModelOf<Row>,
  queryAt: (now: number) => Pick<ListQuery<Row>, 'where' | 'orderBy'>,
  itemsOf: (row: Row, deps: Dependencies<Resources>) => readonly OpenItem[],
): OpenItems<Resources> {
  return (deps, now, page) => {
    const { rows, hasNextPage } = deps.readModels.table(model).list({ ...queryAt(now), ...page });
    return {
      items: rows.flatMap(({ row }) => itemsOf(row, deps)),
      ...{ rows: rows.length, next: hasNextPage ? rows.at(-1)?.cursor : undefined },
    };
  };
}

/**
 * Carries over what is open where its place came under another version of a model (ADR 308): the kinds are searched
 * in turn, again and again, so it does not matter when a change was noted or when something was opened.
 */
export function openCarryingOver<Resources>(
  kinds: readonly OpenItems<Resources>[],
  linksIn: (deps: Dependencies<Resources>) => LinksOf,
): (deps: Dependencies<Resources>, now: number) => Iterable<Due> {
  let [kind, after]: [number, string | undefined] = [0, undefined];
  return function* due(deps, now) {
    const linksOf = remembering(linksIn(deps));
    let [rows, ends] = [0, 0];
    while (rows < ROWS_PER_TICK_MAX && ends < kinds.length) {
      const page = kinds[kind]!(deps, now, { first: PAGE_SIZE, after });
      for (const item of page.items) yield* dueOf(item, linksOf, now);
      // Only now: what was not reached in this tick is looked at in the next.
      after = page.next;
      rows += page.rows;
      if (after !== undefined) continue;
      kind = (kind + 1) % kinds.length;
      ends += 1;
    }
  };
}

function* dueOf(item: OpenItem, linksOf: LinksOf, now: number): Iterable<Due> {
  for (const change of changesSince(linksOf, item.place, item, now)) {
    const { from, to } = change;
    const versions = `${from.profileId}:${from.profileVersion}:${to.territory}:${to.profileId}:${to.profileVersion}`;
    yield {
      subject: `carried-over:${item.name}:${versions}`,
      dueAt: change.since.ms,
      execution: item.carry(change),
    };
  }
}

/** The links of a territory are read once per tick, however many of its records are looked at. */
function remembering(linksOf: LinksOf): LinksOf {
  const known = new Map<string, ReturnType<LinksOf>>();
  return (territory) => {
    if (!known.has(territory)) known.set(territory, linksOf(territory));
    return known.get(territory);
  };
}
