import type { EventStore, RecordedEvent, Slice } from '@proximidad/eventsourcing';

/** For one stream that is read whole; long-lived streams are divided by time long before this (ADR 104). */
export const STREAM_EVENTS_MAX = 5_000;

export class StreamTooLong extends Error {
  override readonly name = 'StreamTooLong';
  constructor(stream: string) {
    super(`${stream} has more than ${STREAM_EVENTS_MAX} events and cannot be read whole`);
  }
}

/** By the names of streams, or by the types of events. */
export type Selection =
  | { readonly prefixes: readonly string[] }
  | { readonly regex: string }
  | { readonly types: readonly string[] };

export interface Subscribing {
  /** Position of the last event already seen; undefined starts at the beginning. */
  readonly after: number | undefined;
  readonly only: Selection;
  readonly signal: AbortSignal;
  /** The head may be far away: after a thousand events a thread reads ahead (ADR 392). */
  readonly isFarBehind?: boolean;
  /** Called each time the subscription had to be reopened, for logs and health. */
  readonly onReopen?: (reason: string, error: unknown) => void;
}

export type LogItem =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  /** Everything up to this position of the whole log has been seen. */
  | { readonly kind: 'checkpoint'; readonly position: number }
  | { readonly kind: 'caughtUp' };

export interface StreamLimits {
  /** Older events are hidden from reads of the stream. */
  readonly maxCount?: number;
  readonly maxAgeSeconds?: number;
}

/** The record as the platform sees it. Events of the store's own streams (`$...`) never appear. */
export interface EventLog extends EventStore {
  /** The whole stream. @throws {StreamTooLong} @throws {StoreUnavailable} */
  read(stream: string): Promise<Slice>;
  /** The whole stream however long it is, page by page; for what is not divided by time. @throws {StoreUnavailable} */
  readLong(stream: string): Promise<Slice>;
  /** @throws {StoreUnavailable} */
  readLast(stream: string): Promise<RecordedEvent | undefined>;
  /** Position of the last event in the log, 0 when it is empty. @throws {StoreUnavailable} */
  head(): Promise<number>;
  /** At most `max` events after `after`, in log order. @throws {StoreUnavailable} */
  readAll(range: {
    readonly after: number | undefined;
    readonly max: number;
    readonly signal?: AbortSignal;
  }): AsyncIterable<RecordedEvent>;
  /**
   * Every matching event after `after`, once and in log order, until `signal` is aborted: it survives drops, silence and
   * clean ends. Commits to other streams arrive as checkpoints. Ends without an error on abort.
   */
  subscribe(subscribing: Subscribing): AsyncIterable<LogItem>;
  setMetadata(stream: string, limits: StreamLimits): Promise<void>;
  /** From now on no call, not even one under way, waits longer than this many milliseconds for the store: the process is about to end. */
  hurry(ms: number): void;
  close(): Promise<void>;
}
