import type { AllStreamSubscription, ResolvedEvent } from '@eventstore/db-client';
import { DeadlinePassed } from './client.ts';
import type { LogItem } from './event-log.ts';
import { positionOf, recordedEvent } from './recorded.ts';

/** A subscription beyond the connection's limit of streams gets neither an answer nor an error: only a timeout shows it. */
const CONFIRMATION_TIMEOUT_MS = 5_000;

/** The log has grown, but the subscription is silent. */
export class Stalled extends DeadlinePassed {
  override readonly name = 'Stalled';
  constructor(silentMs: number) {
    super(`no event for ${Math.round(silentMs)} ms, although the log has gone on`);
  }
}

export interface Session {
  /** Undefined when the store ended it or the signal was aborted. @throws whatever else ended it. */
  next(): Promise<LogItem | undefined>;
  /** For how long `next` has been waiting for the store; 0 while the consumer is the slow one. */
  silentMs(): number;
  fail(error: Error): void;
  close(): void;
}

/**
 * Besides events, checkpoints and the end of the catch-up also go through the client's stream, so that order and back-
 * pressure hold for all.
 */
type Raw = ResolvedEvent | { readonly checkpoint: number } | typeof CAUGHT_UP;
const CAUGHT_UP = { kind: 'caughtUp' } as const;

/** One run of the client's subscription, as items to be pulled. */
export function openSession(
  open: (onCheckpoint: (position: number) => void) => AllStreamSubscription,
  signal: AbortSignal,
): Session {
  const subscription = open((checkpoint) => subscription.push({ checkpoint }));
  let failure: unknown;
  let ended = false;
  let waitingSince: number | undefined;
  let wake: () => void = () => undefined;
  const fail = (error: unknown) => {
    failure ??= error;
    wake();
  };
  const end = () => {
    ended = true;
    wake();
  };
  const confirmation = setTimeout(
    () => fail(new DeadlinePassed(`no confirmation within ${CONFIRMATION_TIMEOUT_MS} ms`)),
    CONFIRMATION_TIMEOUT_MS,
  );
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  subscription.on('confirmation', () => clearTimeout(confirmation));
  subscription.on('caughtUp', () => subscription.push(CAUGHT_UP));
  subscription.on('readable', () => wake());
  subscription.on('error', fail);
  subscription.on('end', end);
  subscription.on('close', end);

  return {
    async next() {
      for (;;) {
        if (signal.aborted) return undefined;
        const raw = subscription.read() as Raw | null;
        if (raw !== null) return itemOf(raw);
        if (failure) throw failure;
        if (ended) return undefined;
        waitingSince = performance.now();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        waitingSince = undefined;
      }
    },
    silentMs: () => (waitingSince === undefined ? 0 : performance.now() - waitingSince),
    fail,
    close() {
      clearTimeout(confirmation);
      signal.removeEventListener('abort', onAbort);
      void subscription.unsubscribe().catch(() => undefined);
      subscription.destroy();
    },
  };
}

function itemOf(raw: Raw): LogItem {
  if (raw === CAUGHT_UP) return CAUGHT_UP;
  if ('checkpoint' in raw) return { kind: 'checkpoint', position: raw.checkpoint };
  const resolved = raw as ResolvedEvent;
  const event = recordedEvent(resolved);
  return event ? { kind: 'event', event } : { kind: 'checkpoint', position: positionOf(resolved) };
}
