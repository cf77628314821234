import {
  AccessDeniedError,
  type Credentials,
  DeadlineExceededError,
  EventStoreDBClient,
  MaxAppendSizeExceededError,
  RequiredMetadataPropertyMissingError,
  StreamDeletedError,
  StreamNotFoundError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { setTimeout as delay } from 'node:timers/promises';
import { backOffAfter, StoreDamaged, StoreFull, StoreUnavailable } from '@proximidad/eventsourcing';
import { avoidWebProxies } from './config.ts';

const BACK_OFF = { firstMs: 50, maxMs: 5_000 } as const;

/** The client did not answer within our own deadline; not every call honours the client's own. */
export class DeadlinePassed extends Error {
  override readonly name: string = 'DeadlinePassed';
}

/** The connection was given up during a read: the client ends the read as if the stream ended there. */
class CutShort extends Error {
  override readonly name: string = 'CutShort';
}

const KEEP_ALIVE_MS = 10_000;
const LANE_MS = 1_000;
/** How much may be sent and not yet taken, per connection and per stream. */
const WINDOW_BYTES = 1024 * 1024;

/**
 * One connection of the official client, replaced when it stops answering, since the client takes 20 s to notice a dead one.
 * The client's transport silently shares one connection between clients with equal options: the keep-alive interval
 * differs by lane and generation, so that each has a connection of its own.
 */
export class Connection {
  readonly url: string;
  readonly #lane: number;
  readonly #renewalPauseMs: number;
  #generation = 0;
  #client: EventStoreDBClient;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  /** At most one replacement per `renewalPauseMs`, however many calls fail together. */
  constructor(url: string, lane: number, renewalPauseMs: number) {
    this.url = url;
    this.#lane = lane;
    this.#renewalPauseMs = renewalPauseMs;
    this.#client = this.#connected();
  }

  get client(): EventStoreDBClient {
    return this.#client;
  }

  #connected(): EventStoreDBClient {
    const keepAliveMs = KEEP_ALIVE_MS + this.#lane * LANE_MS + (this.#generation % LANE_MS);
    const separator = this.url.includes('?') ? '&' : '?';
    const address = `${this.url}${separator}keepAliveInterval=${keepAliveMs}`;
    avoidWebProxies();
    const client = EventStoreDBClient.connectionString(address);
    void widen(client);
    return client;
  }

  /** To be called with each failure; a silent connection is replaced, at most once per `renewalPauseMs`. */
  failed(client: EventStoreDBClient, error: unknown): void {
    const silent = error instanceof DeadlinePassed || error instanceof DeadlineExceededError;
    const now = performance.now();
    if (!silent || client !== this.#client || now - this.#renewedAt < this.#renewalPauseMs) return;
    this.#renewedAt = now;
    this.#generation++;
    this.#client = this.#connected();
    void closeClient(client);
  }

  /** @throws {CutShort} when what this client returned may be incomplete. */
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
 * The client lets 64 KiB of a subscription be under way, about sixty events: the store stands still while those are
 * handled. It does not pass its channel's options on, so they are set before the channel connects.
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

/**
 * Credentials per call select the classic append, the only one whose deadline holds and that cannot crash the process;
 * without TLS the client drops them.
 */
export function credentialsOf(url: string): Credentials {
  const [, username = '', password = ''] = /^[^:]+:\/\/([^:@/?]*):([^@/?]*)@/.exec(url) ?? [];
  return {
    username: decodeURIComponent(username) || 'none',
    password: decodeURIComponent(password) || 'none',
  };
}

/** Whether the same call may be sent again, because its outcome is unknown or the store was not ready. */
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

/** The code with which the store refuses what needs a damaged event. */
const DATA_LOSS = 15;

function isOfDamage(error: unknown): boolean {
  return error instanceof UnknownError && (error as { readonly code?: unknown }).code === DATA_LOSS;
}

/** Whether the embedded store refused a write because its disk is full; other stores do not say that. */
export function isOfFullDisk(error: unknown): boolean {
  return error instanceof UnknownError && error._raw?.metadata?.get('exception')[0] === 'disk-full';
}

/** What ends with a signal. Adding a listener makes a signal go through all it has, so each signal gets only one. */
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

/** What is left of a longer patience is a fraction of a millisecond, too. */
export const notWithin = (ms: number) => `no answer within ${Math.round(ms)} ms`;

/** Rejects with DeadlinePassed when the work is not done in time, or when `over` is aborted first; the work itself goes on unobserved. */
async function within<Result>(work: Promise<Result>, ms: number, over: AbortSignal): Promise<Result> {
  const late = Promise.withResolvers<never>();
  const end = () => late.reject(new DeadlinePassed(notWithin(ms)));
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

/** Jittered, so that a restarted store is not hit by everyone at once; the first attempt is 0. */
export function backOff(attempt: number, signal?: AbortSignal): Promise<void> {
  return delay(
    backOffAfter(attempt + 1, BACK_OFF) * (0.5 + Math.random() / 2),
    undefined,
    signal && { signal },
  );
}

/** The deadlines in force when a call begins; `hurry` also ends calls that have begun before. */
export interface Patience {
  /** For one try. */
  readonly callMs: number;
  /** For all tries together. */
  readonly totalMs: number;
  /** Aborted when calls that are under way have to have ended. */
  readonly over: AbortSignal;
}

/** Patience that can be cut short: from then on no call takes longer than the given number of milliseconds. */
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
 * Repeats a call that is safe to repeat until it answers. One call only: a try that was given up goes on unobserved, and a
 * second call made by it would meet a closed client, which ends the process (its executor throws where nothing catches it).
 *
 * @throws {StoreUnavailable} when no try was answered in time. {@link StoreDamaged} and {@link StoreFull} at once. Errors that are not transient are thrown as they are.
 */
export async function persist<Result>(
  connection: Connection,
  { callMs, totalMs, over }: Patience,
  call: (client: EventStoreDBClient, ms: number) => Promise<Result>,
): Promise<Result> {
  const giveUpAt = performance.now() + totalMs;
  // Also when the connection was closed: using a closed client ends the process.
  const isOver = () => over.aborted || connection.isClosed || performance.now() >= giveUpAt;
  for (let attempt = 0; ; attempt++) {
    const { client } = connection;
    const ms = Math.min(callMs, Math.max(1, giveUpAt - performance.now()));
    try {
      return await within(call(client, ms), ms, over);
    } catch (error) {
      if (isOfDamage(error)) throw new StoreDamaged('what the call needs is damaged', { cause: error });
      if (isOfFullDisk(error)) throw new StoreFull('the event store has no room', { cause: error });
      if (!isTransient(error)) throw error;
      connection.failed(client, error);
      if (isOver()) throw new StoreUnavailable('the event store does not answer', { cause: error });
      await backOff(attempt, over).catch(() => undefined);
      if (isOver()) throw new StoreUnavailable('the event store does not answer', { cause: error });
    }
  }
}
