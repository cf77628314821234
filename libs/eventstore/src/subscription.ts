import { backOff, type Connection, DeadlinePassed } from './client.ts';
import type { LogItem, Subscribing } from './event-log.ts';
import { openRelief } from './relief.ts';
import type { Session } from './session.ts';
import { subscribeAfter } from './subscription-session.ts';

const WATCH_INTERVAL_MS = 1_000;

/** The log has grown, but the subscription is silent. */
export class Stalled extends DeadlinePassed {
  override readonly name = 'Stalled';
  constructor(silentMs: number) {
    super(`no event for ${Math.round(silentMs)} ms, although the log has gone on`);
  }
}

export interface Watching {
  /** How long a subscription may be silent while the head of the log is ahead of it. */
  readonly silenceMs: number;
  head(): Promise<number>;
}

/** A subscription without end: each time the store's own ends, for whatever reason, it continues after the last position seen. */
export async function* subscribe(
  connection: Connection,
  watching: Watching,
  { after, only, signal, onReopen, isFarBehind = false }: Subscribing,
): AsyncGenerator<LogItem> {
  let seen = after ?? -1;
  const relief = isFarBehind ? openRelief({ url: connection.url, only }) : undefined;
  try {
    for (let attempt = 0; !signal.aborted; attempt++) {
      const { client } = connection;
      const session = relief?.readAfter(seen, signal) ?? subscribeAfter(client, seen, only, signal);
      const stopWatching = watch(session, watching, () => seen);
      let failure: unknown;
      try {
        while (!relief?.isDue()) {
          const item = await session.next();
          if (item === undefined) break;
          attempt = 0;
          if (item.kind === 'caughtUp') {
            if (relief?.reachedHead()) break;
          } else {
            const position = item.kind === 'event' ? item.event.position : item.position;
            if (position <= seen) continue;
            seen = position;
          }
          yield item;
        }
      } catch (error) {
        failure = error;
        if (!relief?.isReading()) connection.failed(client, error);
      } finally {
        stopWatching();
        session.close();
      }
      if (signal.aborted) return;
      if (relief?.isDue()) continue;
      onReopen?.(failure instanceof Error ? failure.name : 'ended', failure);
      await backOff(attempt, signal).catch(() => undefined);
    }
  } finally {
    relief?.end();
  }
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
