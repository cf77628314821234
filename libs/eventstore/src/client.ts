import {
  AccessDeniedError,
  type Credentials,
  DeadlineExceededError,
  EventStoreDBClient,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { setTimeout as delay } from 'node:timers/promises';
import { backOffAfter, StoreUnavailable } from '@proximidad/eventsourcing';

const BACK_OFF = { firstMs: 50, maxMs: 5_000 } as const;

/** The client answered nothing within our own deadline; its own is not honoured by every call. */
export class DeadlinePassed extends Error {
  override readonly name: string = 'DeadlinePassed';
}

/** The connection was given up while a read was under way: the client ends it as if the stream ended there. */
class CutShort extends Error {
  override readonly name: string = 'CutShort';
}

const KEEP_ALIVE_MS = 10_000;
const LANE_MS = 1_000;
/** Of what was sent and not yet taken, of a connection and of each of its streams. */
const WINDOW_BYTES = 1024 * 1024;

/**
 * One connection of the official client, replaced when it stops answering, since a dead one takes it 20 s to notice.
 * The client's transport silently shares one connection between clients with equal options: the keep-alive interval
 * differs by lane and generation, so that each is a connection of its own.
 */
export class Connection {
  readonly #url: string;
  readonly #lane: number;
  readonly #renewalPauseMs: number;
  #generation = 0;
  #client: EventStoreDBClient;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  /** At most one replacement per `renewalPauseMs`, however many calls fail together. */
  constructor(url: string, lane: number, renewalPauseMs: number) {
    this.#url = url;
    this.#lane = lane;
    this.#renewalPauseMs = renewalPauseMs;
    this.#client = this.#connected();
  }

  get client(): EventStoreDBClient {
    return this.#client;
  }

  #connected(): EventStoreDBClient {
    const keepAliveMs = KEEP_ALIVE_MS + this.#lane * LANE_MS + (this.#generation % LANE_MS);
    const separator = this.#url.includes('?') ? '&' : '?';
    const address = `${this.#url}${separator}keepAliveInterval=${keepAliveMs}`;
    const client = EventStoreDBClient.connectionString(address);
    void widen(client);
    return client;
  }

  /** To be told of each failure; a silent connection is replaced, at most once in a while. */
  failed(client: EventStoreDBClient, error: unknown): void {
    const silent = error instanceof DeadlinePassed || error instanceof DeadlineExceededError;
    const now = performance.now();
    if (!silent || client !== this.#client || now - this.#renewedAt < this.#renewalPauseMs) return;
    this.#renewedAt = now;
    this.#generation++;
    this.#client = this.#connected();
    void closeClient(client);
  }

  /** @throws {CutShort} when what this client gave may not be all of it. */
  mustServe(client: EventStoreDBClient): void {
    if (client !== this.#client || this.#isClosed)
      throw new CutShort('the connection was given up during the read');
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return closeClient(this.#client);
  }
}

/**
 * The client gives a subscription 64 KiB that may be on their way, about sixty events: the store stands still while those are
 * handled. It does not hand its channel's options on, so they are set before the channel connects.
 */
async function widen(client: EventStoreDBClient): Promise<void> {
  const { getChannel } = client as unknown as {
    getChannel(): Promise<{ readonly internalChannel: { readonly options: Record<string, number> } }>;
  };
  const channel = await getChannel().catch(() => undefined);
  if (channel) channel.internalChannel.options['grpc-node.flow_control_window'] = WINDOW_BYTES;
}

/** `dispose` ends the client's streams only; its channel, and with it the socket, is closed here. */
async function closeClient(client: EventStoreDBClient): Promise<void> {
  const { getChannel } = client as unknown as { getChannel(): Promise<{ close(): void }> };
  const channel = await getChannel().catch(() => undefined);
  void client.dispose();
  channel?.close();
}

/** Per-call credentials choose the classic append, the only one whose deadline holds and that cannot crash the process; without TLS the client drops them. */
export function credentialsOf(url: string): Credentials {
  const [, username = '', password = ''] = /^[^:]+:\/\/([^:@/?]*):([^@/?]*)@/.exec(url) ?? [];
  return {
    username: decodeURIComponent(username) || 'none',
    password: decodeURIComponent(password) || 'none',
  };
}

/** Whether the same call may be sent again, because the answer is unknown or the store was not ready. */
export function isTransient(error: unknown): boolean {
  return !(
    error instanceof AccessDeniedError ||
    error instanceof MaxAppendSizeExceededError ||
    error instanceof RequiredMetadataPropertyMissingError ||
    error instanceof StreamDeletedError ||
    error instanceof StreamNotFoundError ||
    error instanceof WrongExpectedVersionError ||
    error instanceof TypeError ||
    error instanceof RangeError
  );
}

/** What ends with a signal. A signal looks through all its listeners for each that is added, so it has one. */
const endings = new WeakMap<AbortSignal, Set<() => void>>();

function endingsOf(over: AbortSignal): Set<() => void> {
  const known = endings.get(over);
  if (known) return known;
  const ends = new Set<() => void>();
  endings.set(over, ends);
  const all = () => {
    for (const end of ends) end();
  };
  over.addEventListener('abort', all, { once: true });
  return ends;
}

/** Rejects with DeadlinePassed when the work is not done in time, or before it is over; the work itself goes on unheard. */
async function within<Result>(work: Promise<Result>, ms: number, over: AbortSignal): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const end = () => late.reject(new DeadlinePassed(`no answer within ${ms} ms`));
  const timer = setTimeout(end, ms);
  const ends = endingsOf(over);
  ends.add(end);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    ends.delete(end);
  }
}

/** Jittered, so that a restarted store is not met by everyone at once; the first attempt is 0. */
export function backOff(attempt: number, signal?: AbortSignal): Promise<void> {
  return delay(
    backOffAfter(attempt + 1, BACK_OFF) * (0.5 + Math.random() / 2),
    undefined,
    signal && { signal },
  );
}

/** As it is when a call begins; one who hurries ends what has begun before, too. */
export interface Patience {
  /** For one try. */
  readonly callMs: number;
  /** For all of them. */
  readonly totalMs: number;
  /** Aborted when what has begun by now is to have ended. */
  readonly over: AbortSignal;
}

/** Patience that may come to an end: from then on no call takes longer than so many milliseconds more. */
export function openPatience(callMs: number, totalMs: number): Patience & { hurry(ms: number): void } {
  let [longestMs, over] = [totalMs, new AbortController()];
  return {
    get callMs() {
      return Math.min(callMs, longestMs);
    },
    get totalMs() {
      return longestMs;
    },
    get over() {
      return over.signal;
    },
    hurry(ms) {
      const begun = over;
      [longestMs, over] = [Math.min(longestMs, ms), new AbortController()];
      setTimeout(() => begun.abort(), ms).unref();
    },
  };
}

/**
 * Repeats a call that is safe to repeat until it answers. One call only: a try that was given up goes on unheard, and a
 * second call of it would meet a closed client, which then ends the process (its executor throws where nobody hears).
 *
 * @throws {StoreUnavailable} when no try was answered in time; what is not transient is thrown as it is.
 */
export async function persist<Result>(
  connection: Connection,
  { callMs, totalMs, over }: Patience,
  call: (client: EventStoreDBClient, ms: number) => Promise<Result>,
): Promise<Result> {
  const giveUpAt = performance.now() + totalMs;
  // Also where it was closed: a client that is closed ends the process of who asks it.
  const isOver = () => over.aborted || connection.isClosed || performance.now() >= giveUpAt;
  for (let attempt = 0; ; attempt++) {
    const { client } = connection;
    const ms = Math.min(callMs, Math.max(1, giveUpAt - performance.now()));
    try {
      return await within(call(client, ms), ms, over);
    } catch (error) {
      if (!isTransient(error)) throw error;
      connection.failed(client, error);
      if (isOver()) throw new StoreUnavailable('the event store does not answer', { cause: error });
      await backOff(attempt, over).catch(() => undefined);
      if (isOver()) throw new StoreUnavailable('the event store does not answer', { cause: error });
    }
  }
}
