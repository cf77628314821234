import { eventTypeFilter, type Filter, START, streamNameFilter } from '@eventstore/db-client';
import { backOff, type Connection } from './client.ts';
import type { LogItem, Selection, Subscribing } from './event-log.ts';
import { openSession, Stalled, type Session } from './subscription-session.ts';

const WATCH_INTERVAL_MS = 1_000;

export interface Watching {
  /** How long a subscription may be silent while the head of the log is ahead of it. */
  readonly silenceMs: number;
  head(): Promise<number>;
}

/** A subscription without end: each time the store's own ends, for whatever reason, it continues after the last position seen. */
export async function* subscribe(
  connection: Connection,
  watching: Watching,
  { after, only, signal, onReopen }: Subscribing,
): AsyncGenerator<LogItem> {
  let seen = after ?? -1;
  for (let attempt = 0; !signal.aborted; attempt++) {
    const { client } = connection;
    const session = openSession(
      (onCheckpoint) =>
        client.subscribeToAll({
          fromPosition: seen < 0 ? START : { commit: BigInt(seen), prepare: BigInt(seen) },
          filter: filterOf(only, onCheckpoint),
        }),
      signal,
    );
    const stopWatching = watch(session, watching, () => seen);
    let failure: unknown;
    try {
      for (let item = await session.next(); item !== undefined; item = await session.next()) {
        attempt = 0;
        if (item.kind !== 'caughtUp') {
          const position = item.kind === 'event' ? item.event.position : item.position;
          if (position <= seen) continue;
          seen = position;
        }
        yield item;
      }
    } catch (error) {
      failure = error;
      connection.failed(client, error);
    } finally {
      stopWatching();
      session.close();
    }
    if (signal.aborted) return;
    onReopen?.(failure instanceof Error ? failure.name : 'ended', failure);
    await backOff(attempt, signal).catch(() => undefined);
  }
}

/** An interval of one event, so that commits to other streams arrive as checkpoints at once. */
function filterOf(only: Selection, onCheckpoint: (position: number) => void): Filter {
  const checkpoints = {
    checkpointInterval: 1,
    maxSearchWindow: 1,
    checkpointReached: (_subscription: unknown, position: { commit: bigint }) =>
      onCheckpoint(Number(position.commit)),
  };
  if ('types' in only) return eventTypeFilter({ ...checkpoints, regex: `^(${only.types.join('|')})$` });
  if ('regex' in only) return streamNameFilter({ ...checkpoints, regex: only.regex });
  return streamNameFilter({ ...checkpoints, prefixes: [...only.prefixes] });
}

/** Looks at the head of the log while the session waits: when nothing has been missed, nothing lies ahead. */
function watch(session: Session, { silenceMs, head }: Watching, seen: () => number): () => void {
  let asking = false;
  const timer = setInterval(
    () => {
      const silentMs = session.silentMs();
      if (asking || silentMs < silenceMs) return;
      asking = true;
      head()
        .then((position) => {
          if (position > Math.max(seen(), 0) && session.silentMs() >= silentMs)
            session.fail(new Stalled(silentMs));
        })
        // It is up to the session to notice a store that answers nobody.
        .catch(() => undefined)
        .finally(() => {
          asking = false;
        });
    },
    Math.min(WATCH_INTERVAL_MS, silenceMs),
  );
  return () => clearInterval(timer);
}
