import { earliest, isAfter } from '@proximidad/eventsourcing';
import type { ReadModels } from '@proximidad/readmodel';
import { FEED_LINE_CHANGES_MAX, type FeedChange } from './feed-wire.ts';
import { feedChange, firstAfter } from './before-after.ts';
import type { Feeds } from './feed.ts';

/** The newest changes, kept once for all feeds that have caught up; a feed that is further behind reads the file. */
const RECENT_CHANGES_MAX = 4_096;

export interface FeedPage {
  readonly changes: readonly FeedChange[];
  /** Everything up to here has been given. */
  readonly through: number;
}

export type Concerns = (change: FeedChange) => boolean;

/** What all feeds of a service read from: memory at the head of the log, row versions before that. */
export interface RecentChanges {
  /** Whether everything after a position is held in memory, so that the file need not be read for it. */
  holds(after: number, upTo: number | undefined): boolean;
  /** The next changes after a position; empty when there are none yet. @throws {ReadModelsBuilding} */
  page(after: number, upTo: number | undefined): FeedPage;
  readonly position: number;
  /** Resolves at the next commit (or the next with a change that `concerns` the reader), after `ms`, or with the signal. */
  next(concerns: Concerns | undefined, ms: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export function recentChanges(
  feeds: Feeds,
  readModels: ReadModels,
  isFollowed: () => boolean,
): RecentChanges {
  const bell = commitBell();
  let kept: FeedChange[] = [];
  /** Every change after `from` up to `through` is kept. */
  let from = readModels.position;
  let through = from;

  const read = pagesOf(feeds, readModels);
  const begin = () => {
    kept = [];
    from = through = readModels.position;
  };
  /** What was committed; undefined when that cannot be determined. */
  const extend = (): readonly FeedChange[] | undefined => {
    const fresh: FeedChange[] = [];
    try {
      for (let more = true; more;) {
        const page = read(through, undefined);
        fresh.push(...page.changes);
        ({ through, more } = page);
      }
    } catch {
      // For example because rows are being rebuilt: each reader meets the failure when it reads, and keeping starts again.
      begin();
      return undefined;
    }
    kept.push(...fresh);
    if (kept.length > RECENT_CHANGES_MAX) {
      from = kept[kept.length - RECENT_CHANGES_MAX - 1]!.position;
      kept = kept.slice(firstAfter(kept, from));
    }
    return fresh;
  };
  const stop = readModels.onChange(() => {
    if (isFollowed()) bell.ring(extend());
    else begin();
  });

  const endOf = (upTo = readModels.position) => earliest(upTo, readModels.position);
  const holds: RecentChanges['holds'] = (after, upTo) => {
    const end = endOf(upTo);
    return !isAfter(end, after) || !(isAfter(from, after) || isAfter(end, through));
  };

  return {
    get position() {
      return readModels.position;
    },
    holds,
    page(after, upTo) {
      const end = endOf(upTo);
      if (!isAfter(end, after)) return { changes: [], through: after };
      if (!holds(after, upTo)) return read(after, end);
      const first = firstAfter(kept, after);
      let last = Math.min(first + FEED_LINE_CHANGES_MAX, firstAfter(kept, end));
      while (last < kept.length && kept[last]!.position === kept[last - 1]?.position) last++;
      const reachesEnd = last >= firstAfter(kept, end);
      return { changes: kept.slice(first, last), through: reachesEnd ? end : kept[last - 1]!.position };
    },
    next: bell.next,
    close() {
      stop();
      bell.ring();
    },
  };
}

/** Pages read from the row versions. */
function pagesOf(feeds: Feeds, readModels: ReadModels) {
  const types = new Map(Object.entries(feeds).map(([type, { model }]) => [model.name, { type, model }]));
  const models = [...types.values()].map(({ model }) => model);
  return (after: number, upTo: number | undefined): FeedPage & { readonly more: boolean } => {
    const limit = FEED_LINE_CHANGES_MAX;
    const page = readModels.changes({ after, limit, models, upTo });
    const changes = page.changes.map((change) => {
      const { type, model } = types.get(change.model)!;
      return feedChange(type, model, change);
    });
    return { changes, through: page.through, more: page.more };
  };
}

/** Wakes those who wait for the next commit. */
function commitBell() {
  const waiting = new Map<() => void, Concerns | undefined>();
  return {
    /** For those concerned by the new changes, or for everybody. */
    ring(fresh?: readonly FeedChange[]) {
      for (const [wake, concerns] of waiting) if (!fresh || !concerns || fresh.some(concerns)) wake();
    },
    next(concerns: Concerns | undefined, ms: number, signal: AbortSignal): Promise<void> {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = () => {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        signal.addEventListener('abort', wake);
        waiting.set(wake, concerns);
      });
    },
  };
}
