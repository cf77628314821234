import { type FeedChange, firstAfter } from '@proximidad/service';
import { catchUp } from './catch-up.ts';
import type { FeedWish } from './feed-source.ts';
import type { Rights } from './rights.ts';
import type { Tail } from './tail.ts';
import type { Tails } from './tails.ts';

/** Where a reader of changes stands: after everything up to `position`, or after this key at it. */
export interface Place {
  readonly position: number;
  readonly key?: string | undefined;
}

/** The next change, or the word that the reader was too slow: what follows is read again from there. */
export type Step = { readonly change: FeedChange } | { readonly lagged: Place };

/** Each change that is wanted once and in order, as fast as it is asked for. */
export interface ChangeStream {
  /** One caller at a time; `undefined` once the signal was given. */
  next(): Promise<Step | undefined>;
  /** What comes next as far as it is known, at most so many and each of them told once: to be made ready meanwhile. */
  ahead(count: number): FeedChange[];
  close(): void;
}

export interface ChangeStreamParts {
  readonly tails: Tails;
  readonly service: string;
  readonly rights: Rights;
  readonly start: Place;
  /** How far the log is known to go: a tail that is begun for this reader begins there, and not in the past. */
  readonly head: number;
  /** What the service is asked for when the memory of the tail does not reach back far enough. */
  readonly wish: Omit<FeedWish, 'after' | 'upTo'>;
  /** The change as far as it is wanted. */
  readonly wanted: (change: FeedChange) => FeedChange | undefined;
  readonly signal: AbortSignal;
}

/**
 * Nothing is queued for a reader: at the head it points into the tail that all of its kind share, behind it reads pages of
 * the feed. What a slow reader costs is a pointer and a page.
 */
export function changeStream(parts: ChangeStreamParts): ChangeStream {
  const { tails, service, rights, start, head, wish, wanted, signal } = parts;
  const { tail, release } = tails.take(service, rights, Math.max(before(start), head));
  const pages = catchUp(signal);
  let at = start;
  let toldAhead = start;
  let followed = false;

  const beyond = (change: FeedChange) => isBeyond(change, at);
  const pick = (changes: readonly FeedChange[], from = 0): FeedChange | undefined => {
    for (let index = from; index < changes.length; index++) {
      const seen = beyond(changes[index]!) && wanted(changes[index]!);
      if (seen) return seen;
    }
    return undefined;
  };
  const passed = (position: number) => {
    if (position > at.position || (position === at.position && at.key !== undefined)) at = { position };
  };
  const given = (change: FeedChange): Step => {
    at = { position: change.position, key: change.key };
    return { change };
  };
  /** What is wanted wakes the reader; what is not moves it on without waking it. */
  const passes = (changes: readonly FeedChange[]) => {
    if (changes.some((change) => wanted(change))) return false;
    passed(tail.position);
    return true;
  };

  return {
    async next() {
      while (!signal.aborted) {
        if (pages.running) {
          const change = await pages.next(pick, passed);
          if (change) return given(change);
        } else if (before(at) < tail.from) {
          const upTo = Math.max(tail.position, before(at));
          pages.begin(tails.lines(service, rights, { ...wish, after: before(at), upTo }, signal));
          const lagged = followed;
          followed = false;
          if (lagged) return { lagged: at };
        } else {
          followed = true;
          const change = pick(tail.changes, firstAfter(tail.changes, before(at)));
          if (change) return given(change);
          passed(tail.position);
          await something(tail, passes, signal);
        }
      }
      return undefined;
    },
    ahead(count) {
      if (isBeyond(at, toldAhead)) toldAhead = at;
      const known = pages.running ? pages.page : tail.changes;
      const coming: FeedChange[] = [];
      for (let index = firstAfter(known, before(toldAhead)); index < known.length; index++) {
        const change = isBeyond(known[index]!, toldAhead) && wanted(known[index]!);
        if (!change) continue;
        if (coming.length === count) break;
        coming.push(change);
        toldAhead = { position: change.position, key: change.key };
      }
      return coming;
    },
    close() {
      pages.close();
      release();
    },
  };
}

function isBeyond({ position, key }: Place, than: Place): boolean {
  if (position !== than.position) return position > than.position;
  return than.key !== undefined && (key === undefined || key > than.key);
}

/** Of the position of a key everything has to be looked at again. */
function before({ position, key }: Place): number {
  return key === undefined ? position : position - 1;
}

/** Until the tail tells of changes that are not all passed over. */
function something(
  tail: Tail,
  passes: (changes: readonly FeedChange[]) => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const stop = tail.listen(({ changes }) => {
      if (!passes(changes)) wake();
    });
    const wake = () => {
      stop();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    signal.addEventListener('abort', wake);
  });
}
