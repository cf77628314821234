import { isAfter } from '@proximidad/eventsourcing';
import type { ReadModels } from '@proximidad/readmodel';
import type { Subject } from '@proximidad/policy';
import {
  type Feeds,
  isFollowedBy,
  recentChanges,
  openPacedReads,
  FeedRequest,
  type Columns,
  type FeedChange,
  type FeedLine,
  toldOf,
} from '@proximidad/feed';
import { limitExceeded, ServiceError, rowTeller } from '@proximidad/edge';
import { say } from '@proximidad/refusals';

/** The longest time without a line, even when nothing happened that the reader may see. */
export const FEED_PROGRESS_MS = 1_000;
/** A passport lives 60 s and is reused for 30: no feed goes on with rights older than allowed. */
export const FEED_LIFETIME_MS = 25_000;
/** Feeds at a time; readers with the same rights share one. */
const FEEDS_MAX = 4_000;

export interface FeedsDeps {
  readonly service: string;
  readonly feeds: Feeds;
  readonly readModels: ReadModels;
  readonly logId: string;
  readonly verify: (passport: string) => Promise<Subject>;
}

/** The changes of one service, against a passport; only what its holder may see leaves the service. */
export interface OpenFeeds {
  /**
   * @throws {ServiceError} UNAUTHENTICATED, BAD_USER_INPUT, STALE or LIMIT_EXCEEDED.
   * @throws {PassportRejected}
   * @throws {ZodError}
   */
  open(body: unknown, signal: AbortSignal): Promise<AsyncGenerator<FeedLine>>;
  readonly count: () => number;
  /** Ends every feed with a last line that asks its reader to come back. */
  close(): void;
}

export function openFeeds({ service, feeds, readModels, logId, verify }: FeedsDeps): OpenFeeds {
  let count = 0;
  const recent = recentChanges(feeds, readModels, () => count > 0);
  const closing = new AbortController();
  const pacedReads = openPacedReads();

  async function* lines(
    request: FeedRequest,
    watched: Watched,
    signal: AbortSignal,
  ): AsyncGenerator<FeedLine> {
    const { upTo } = request;
    const end = performance.now() + FEED_LIFETIME_MS;
    // A reader that follows only up to a position has to hear that it was reached, even when nothing there concerns it.
    const concerns = upTo === undefined ? (change: FeedChange) => watched(change) !== undefined : undefined;
    let { after } = request;
    let saidAt = -Infinity;
    count++;
    try {
      while (!signal.aborted) {
        const from = after;
        const read = () => recent.page(from, upTo);
        const page = recent.holds(from, upTo) ? read() : await pacedReads(read);
        const { changes, through } = page;
        after = through;
        const seen = changes.flatMap((change) => watched(change) ?? []);
        if (upTo !== undefined && !isAfter(upTo, after)) {
          yield { position: after, changes: seen, end: 'upTo' };
          return;
        }
        const now = performance.now();
        const over = now >= end || closing.signal.aborted;
        if (seen.length > 0 || over || now - saidAt >= FEED_PROGRESS_MS) {
          saidAt = now;
          yield { position: after, changes: seen, ...(over && { end: 'again' }) };
        }
        if (over) return;
        if (!isAfter(recent.position, after)) {
          const wait = Math.min(saidAt + FEED_PROGRESS_MS, end) - performance.now();
          await recent.next(concerns, Math.max(1, wait), signal);
        }
      }
    } finally {
      count--;
    }
  }

  return {
    async open(body, signal) {
      const request = FeedRequest.parse(body);
      if (count >= FEEDS_MAX) {
        throw limitExceeded('feeds', FEEDS_MAX);
      }
      if (request.passport === undefined) {
        throw new ServiceError('UNAUTHENTICATED', 'A valid passport is needed.');
      }
      if (request.log !== undefined && request.log !== logId) {
        throw new ServiceError('STALE', 'The log was moved: start again without a position.');
      }
      const subject = await verify(request.passport);
      return lines(request, watchedBy(service, feeds, subject, request), signal);
    },
    count: () => count,
    close() {
      closing.abort();
      recent.close();
    },
  };
}

/** What one reader gets of a change. */
type Watched = (change: FeedChange) => FeedChange | undefined;

function watchedBy(service: string, feeds: Feeds, subject: Subject, request: FeedRequest): Watched {
  const { types = Object.keys(feeds), keys, where = {} } = request;
  const told = new Map<string, (key: string, columns: Columns) => Columns | undefined>();
  for (const type of types) {
    const feed = Object.hasOwn(feeds, type) ? feeds[type] : undefined;
    if (!feed)
      throw new ServiceError('BAD_USER_INPUT', say('{service} has no changes of {type}.', { service, type }));
    const mine = rowTeller(feed.model, { subject, kind: feed.kind, now: Date.now() });
    for (const column of Object.keys(where)) {
      if (Object.hasOwn(feed.model.columns, column)) continue;
      throw new ServiceError('BAD_USER_INPUT', say('{type} has no column {column}.', { type, column }));
    }
    if (isFollowedBy(subject, feed))
      told.set(type, (key, columns) => {
        const seen = mine(key, columns);
        return seen && asked(seen, where) ? seen : undefined;
      });
  }
  const wanted = keys && new Set(keys);
  return (change) => {
    const toldHere = told.get(change.type);
    if (!toldHere || (wanted && !wanted.has(change.key))) return undefined;
    return toldOf(change, (columns) => toldHere(change.key, columns));
  };
}

function asked(columns: Columns, where: NonNullable<FeedRequest['where']>): boolean {
  return Object.entries(where).every(([column, values]) => values.includes(columns[column] ?? null));
}
