import {
  type EventStoreDBClient,
  eventTypeFilter,
  type Filter,
  type ResolvedEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { DeadlinePassed } from './client.ts';
import type { LogItem, Selection } from './event-log.ts';
import { positionOf, recordedEvent } from './recorded.ts';
import { openSession, type Session } from './session.ts';

/** A subscription beyond the connection's limit of streams gets neither an answer nor an error: only a timeout shows it. */
const CONFIRMATION_TIMEOUT_MS = 5_000;

/**
 * Besides events, checkpoints and the end of the catch-up also go through the client's stream, so that order and back-
 * pressure hold for all.
 */
type Raw = ResolvedEvent | { readonly checkpoint: number } | typeof CAUGHT_UP;
const CAUGHT_UP = { kind: 'caughtUp' } as const;

/** One run of the client's subscription to what follows `after`, which is negative before the first event. */
export function subscribeAfter(
  client: EventStoreDBClient,
  after: number,
  only: Selection,
  signal: AbortSignal,
): Session {
  const subscription = client.subscribeToAll({
    fromPosition: after < 0 ? START : { commit: BigInt(after), prepare: BigInt(after) },
    filter: filterOf(only, (checkpoint) => subscription.push({ checkpoint })),
  });
  const confirmation = setTimeout(
    () => session.fail(new DeadlinePassed(`no confirmation within ${CONFIRMATION_TIMEOUT_MS} ms`)),
    CONFIRMATION_TIMEOUT_MS,
  );
  const take = () => {
    const raw = subscription.read() as Raw | null;
    return raw === null ? undefined : itemOf(raw);
  };
  const close = () => {
    clearTimeout(confirmation);
    void subscription.unsubscribe().catch(() => undefined);
    subscription.destroy();
  };
  const session = openSession({ take, close }, signal);
  subscription.on('confirmation', () => clearTimeout(confirmation));
  subscription.on('caughtUp', () => subscription.push(CAUGHT_UP));
  subscription.on('readable', () => session.wake());
  subscription.on('error', (error) => session.fail(error));
  subscription.on('end', () => session.end());
  subscription.on('close', () => session.end());
  return session;
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

function itemOf(raw: Raw): LogItem {
  if (raw === CAUGHT_UP) return CAUGHT_UP;
  if ('checkpoint' in raw) return { kind: 'checkpoint', position: raw.checkpoint };
  const resolved = raw as ResolvedEvent;
  const event = recordedEvent(resolved);
  return event ? { kind: 'event', event } : { kind: 'checkpoint', position: positionOf(resolved) };
}
