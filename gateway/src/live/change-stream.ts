import { isAfter, justBefore, latest } from '@proximidad/eventsourcing';
import { type FeedChange, firstAfter } from '@proximidad/feed';
import { catchUp } from './catch-up.ts';
import type { FeedWish } from './feed-source.ts';
import type { Rights } from './rights.ts';
import type { FeedBuffer } from './feed-buffer.ts';
import type { FeedBuffers } from './feed-buffers.ts';

/** Where a reader of changes stands: after everything up to `position`, or after this key within that position. */
export interface Place {
  readonly position: number;
  readonly key?: string | undefined;
}

/** The next changes that are available, or the notice that the reader was too slow: what follows is read again from there. */
export type Step = { readonly changes: readonly FeedChange[] } | { readonly lagged: Place };

/** Every wanted change once and in order, as fast as it is asked for. */
export interface ChangeStream {
  /** At least one and at most TOGETHER_MAX changes. One caller at a time; `undefined` once the signal was given. */
  next(): Promise<Step | undefined>;
  close(): void;
}

/** Changes that are handed on together: their frames are made concurrently and sent as one. */
export const TOGETHER_MAX = 32;

export interface ChangeStreamDeps {
  readonly buffers: FeedBuffers;
  readonly service: string;
  readonly rights: Rights;
  /** The subject that reads. */
  readonly owner: string;
  readonly start: Place;
  /**
   * How far the log is known to go: a buffer that is opened for this reader begins there, neither in the past nor ahead of the
   * log, since others share it.
   */
  readonly head: number;
  /** What the service is asked for when the buffer does not reach back far enough. */
  readonly wish: Omit<FeedWish, 'after' | 'upTo'>;
  /** The part of a change that is wanted; undefined when none is. */
  readonly wanted: (change: FeedChange) => FeedChange | undefined;
  readonly signal: AbortSignal;
}

/**
 * Nothing is queued for a reader: at the head it points into the buffer that all readers with the same rights share; behind it,
 * it reads pages of the feed. A slow reader costs a pointer and a page, and the frames of what is handed on together.
 */
export function changeStream(deps: ChangeStreamDeps): ChangeStream {
  const { buffers, service, rights, owner, start, head, wish, wanted, signal } = deps;
  const { buffer, release } = buffers.take(service, rights, head);
  const pages = catchUp(signal);
  let at = start;
  let followed = false;

  const passed = (position: number) => {
    if (isAfter(position, at.position) || (position === at.position && at.key !== undefined))
      at = { position };
  };
  const gather = (known: readonly FeedChange[]): Step | undefined => {
    const changes: FeedChange[] = [];
    for (let index = firstAfter(known, before(at)); index < known.length; index++) {
      if (changes.length === TOGETHER_MAX) break;
      const change = isBeyond(known[index]!, at) && wanted(known[index]!);
      if (!change) continue;
      changes.push(change);
      at = { position: change.position, key: change.key };
    }
    return changes.length > 0 ? { changes } : undefined;
  };
  /** A wanted change wakes the reader; any other moves it on without waking it. */
  const passes = (changes: readonly FeedChange[]) => {
    if (changes.some((change) => wanted(change))) return false;
    passed(buffer.position);
    return true;
  };

  return {
    async next() {
      while (!signal.aborted) {
        if (pages.running) {
          const step = await pages.next(gather, passed);
          if (step) return step;
        } else if (isAfter(buffer.from, before(at))) {
          const upTo = latest(buffer.position, before(at));
          pages.begin(
            buffers.lines(service, { rights, owner }, { ...wish, after: before(at), upTo }, signal),
          );
          const lagged = followed;
          followed = false;
          if (lagged) return { lagged: at };
        } else {
          followed = true;
          const step = gather(buffer.changes);
          if (step) return step;
          passed(buffer.position);
          await something(buffer, passes, signal);
        }
      }
      return undefined;
    },
    close() {
      pages.close();
      release();
    },
  };
}

function isBeyond({ position, key }: Place, than: Place): boolean {
  if (position !== than.position) return isAfter(position, than.position);
  return than.key !== undefined && (key === undefined || key > than.key);
}

/** Within the position of a key everything has to be looked at again. */
function before({ position, key }: Place): number {
  return key === undefined ? position : justBefore(position);
}

/** Waits until the buffer has changes that are not all skipped. */
function something(
  buffer: FeedBuffer,
  passes: (changes: readonly FeedChange[]) => boolean,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    const stop = buffer.listen(({ changes }) => {
      if (passes(changes)) return;
      stop();
      buffer.coalesce(wake);
    });
    const wake = () => {
      stop();
      signal.removeEventListener('abort', wake);
      resolve();
    };
    signal.addEventListener('abort', wake);
  });
}
