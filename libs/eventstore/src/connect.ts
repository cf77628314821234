import { setImmediate as nextTurn } from 'node:timers/promises';
import { append } from './appending.ts';
import { Connection, credentialsOf, openPatience, persist } from './client.ts';
import type { EventLog, StreamLimits } from './event-log.ts';
import { readAll, readHead, readLast, readLong, readStream } from './reading.ts';
import { subscribe } from './subscription.ts';

const CALL_DEADLINE_MS = 3_000;
const TOTAL_DEADLINE_MS = 10_000;
const SILENCE_MS = 10_000;
/** How old a look at the log's head may be when it decides whether a silent subscription has missed something. */
const HEAD_KNOWN_MS = 1_200;
/** Far below the limit of 100 streams per connection, above which a subscription receives nothing. */
const SUBSCRIPTIONS_MAX = 10;

export interface ConnectOptions {
  /** For one try of a call; 3,000 by default. */
  readonly callDeadlineMs?: number;
  /** For all tries of a call together, including the last; 10,000 by default. */
  readonly totalDeadlineMs?: number;
  /** How long a subscription may be silent while the log grows; 10,000 by default. */
  readonly silenceMs?: number;
}

/** The event log behind an `esdb://` address; it connects on first use. */
export function connect(url: string, options: ConnectOptions = {}): EventLog {
  const {
    callDeadlineMs = CALL_DEADLINE_MS,
    totalDeadlineMs = TOTAL_DEADLINE_MS,
    silenceMs = SILENCE_MS,
  } = options;
  const patience = openPatience(callDeadlineMs, totalDeadlineMs);
  const credentials = credentialsOf(url);
  // Separate, so that a full or broken subscription connection never holds up an append.
  const calls = new Connection(url, 0, callDeadlineMs);
  const subscriptions = new Connection(url, 1, callDeadlineMs);
  let open = 0;
  const head = shared(() => readHead(calls, patience));
  const seen = lately(head);

  return {
    read: (stream) => readStream(calls, patience, stream),
    readLong: (stream) => readLong(calls, patience, stream),
    readLast: (stream) => readLast(calls, patience, stream),
    readAll: (range) => readAll(calls, patience, range),
    append: (stream, expected, events, previousHash) =>
      append(calls, credentials, patience, { stream, expected, events, previousHash }),
    head: seen.asked,
    async *subscribe(subscribing) {
      if (open >= SUBSCRIPTIONS_MAX)
        throw new RangeError(`more than ${SUBSCRIPTIONS_MAX} subscriptions of one log`);
      open++;
      try {
        yield* subscribe(subscriptions, { silenceMs, head: seen.known }, subscribing);
      } finally {
        open--;
      }
    },
    async setMetadata(stream, limits) {
      const metadata = streamMetadataOf(limits);
      const { metadata: present } = await persist(calls, patience, (client) =>
        client.getStreamMetadata(stream),
      );
      if (present?.maxCount === metadata.maxCount && present?.maxAge === metadata.maxAge) return;
      await persist(calls, patience, (client, deadline) =>
        client.setStreamMetadata(stream, metadata, { credentials, deadline }),
      );
    },
    hurry: patience.hurry,
    async close() {
      await Promise.all([calls.close(), subscriptions.close()]);
    },
  };
}

/** Everyone who asks within one turn of the event loop shares one request; it is sent after the last of them has asked. */
function shared<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let question: Promise<Result> | undefined;
  return () =>
    (question ??= nextTurn().then(() => {
      question = undefined;
      return ask();
    }));
}

/** What several callers ask each second is asked only once: each accepts a recent answer to another. */
function lately(ask: () => Promise<number>) {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<number>;
  const asked = (): Promise<number> => {
    askedAt = performance.now();
    return (answer = ask());
  };
  const known = () => (performance.now() - askedAt < HEAD_KNOWN_MS ? answer : asked());
  return { asked, known };
}

function streamMetadataOf({ maxCount, maxAgeSeconds }: StreamLimits): { maxCount?: number; maxAge?: number } {
  return {
    ...(maxCount !== undefined && { maxCount }),
    ...(maxAgeSeconds !== undefined && { maxAge: maxAgeSeconds }),
  };
}
