import { latest } from '@proximidad/eventsourcing';
import { type FeedChange, type FeedLine, firstAfter } from '@proximidad/feed';
import type { FeedSource } from './feed-source.ts';
import { follow } from './following.ts';
import type { Coalescer } from './coalescer.ts';

/** Changes kept for watchers; one who falls further behind reads the feed again, and is notified. */
export const BUFFERED_CHANGES_MAX = 2_048;

/** The newest changes of one service that subjects with certain rights may see, shared by all of them. */
export interface FeedBuffer {
  readonly service: string;
  /** The buffer holds every change after `from`, up to `position`. */
  readonly from: number;
  readonly position: number;
  readonly changes: readonly FeedChange[];
  /**
   * Calls the listener for each line that contains something, and for `broken` feeds that go on again. Returns a
   * function that stops this.
   */
  listen(listener: BufferListener): () => void;
  /** Calls it once what is arriving now has been read, together with others of this buffer. */
  coalesce(wake: () => void): void;
  close(): void;
}

export type BufferListener = (line: {
  readonly changes: readonly FeedChange[];
  readonly resumed: boolean;
}) => void;

export interface FeedBufferDeps {
  readonly source: FeedSource;
  readonly after: number;
  readonly passport: () => Promise<string>;
  readonly onTrouble: (service: string, error: unknown) => void;
  readonly coalescer: Coalescer;
  readonly changesMax?: number;
}

export function openFeedBuffer({
  source,
  after,
  passport,
  onTrouble,
  coalescer,
  changesMax = BUFFERED_CHANGES_MAX,
}: FeedBufferDeps): FeedBuffer {
  const stopping = new AbortController();
  const listeners = new Set<BufferListener>();
  let changes: FeedChange[] = [];
  let from = after;
  let position = after;
  let broken = false;

  const take = (line: FeedLine) => {
    position = latest(position, line.position);
    const resumed = broken;
    broken = false;
    if (line.changes.length === 0 && !resumed) return;
    changes.push(...line.changes);
    if (changes.length > changesMax) {
      from = changes[changes.length - changesMax - 1]!.position;
      changes = changes.slice(firstAfter(changes, from));
    }
    for (const listener of listeners) listener({ changes: line.changes, resumed });
  };
  void follow({
    open: async () => source.lines({ after: position }, await passport(), stopping.signal),
    take,
    onBroken(error) {
      // Reported once, until the feed goes on again.
      if (!broken && error !== undefined) onTrouble(source.service, error);
      broken = true;
    },
    signal: stopping.signal,
  });

  return {
    service: source.service,
    get from() {
      return from;
    },
    get position() {
      return position;
    },
    get changes() {
      return changes;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    coalesce: coalescer.group(),
    close: () => stopping.abort(),
  };
}
