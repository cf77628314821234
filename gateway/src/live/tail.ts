import { latest } from '@proximidad/eventsourcing';
import { type FeedChange, type FeedLine, firstAfter } from '@proximidad/feed';
import type { FeedSource } from './feed-source.ts';
import { follow } from './following.ts';
import type { Turns } from './turns.ts';

/** Changes kept for those who watch; one who falls further behind reads the feed again, and is told so. */
export const TAIL_CHANGES_MAX = 2_048;

/** The newest changes of one service that subjects with certain rights may see, shared by all of them. */
export interface Tail {
  readonly service: string;
  /** The tail holds every change after `from`, up to `position`. */
  readonly from: number;
  readonly position: number;
  readonly changes: readonly FeedChange[];
  /** Told of each line that holds something, and of `broken` feeds that go on again. Returns how to stop it. */
  listen(listener: TailListener): () => void;
  /** Runs it in this tail's next turn: what comes until then is seen with what came before. */
  inTurn(wake: () => void): void;
  close(): void;
}

export type TailListener = (line: {
  readonly changes: readonly FeedChange[];
  readonly resumed: boolean;
}) => void;

export interface TailParts {
  readonly source: FeedSource;
  readonly after: number;
  readonly passport: () => Promise<string>;
  readonly onTrouble: (service: string, error: unknown) => void;
  readonly turns: Turns;
  readonly changesMax?: number;
}

export function openTail({
  source,
  after,
  passport,
  onTrouble,
  turns,
  changesMax = TAIL_CHANGES_MAX,
}: TailParts): Tail {
  const stopping = new AbortController();
  const listeners = new Set<TailListener>();
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
      // It is told once, until the feed goes on again.
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
    inTurn: turns.line(),
    close: () => stopping.abort(),
  };
}
