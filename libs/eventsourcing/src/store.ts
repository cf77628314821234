import type { Instant } from './instant.ts';

/** Who did it, by a pseudonymous id: never a name, a CURP or a CUIP. */
export interface Actor {
  readonly kind: 'OFFICER' | 'OPERATOR' | 'SYSTEM' | 'LIAISON';
  readonly id: string;
  readonly role: string;
}

/** What is kept beside an event's data (ADR 106). */
export interface EventMetadata {
  /** Version of the event type's schema. */
  readonly version: number;
  readonly commandId: string;
  /** Which command that was, and a digest of what its sender gave; absent from events of before they were kept. */
  readonly command?: { readonly type: string; readonly digest?: string };
  readonly occurredAt: Instant;
  readonly actor: Actor;
  readonly jurisdiction: { readonly entity: string; readonly municipality?: string };
  readonly correlationId: string;
  readonly causationId?: string;
  readonly purpose?: string;
  /** W3C trace context of the request that caused it. */
  readonly traceparent?: string;
  /** Of a published event only: the private event it was made of, and the log that its position counts in. */
  readonly source?: {
    readonly log: string;
    readonly eventId: string;
    readonly stream: string;
    readonly revision: number;
    readonly position: number;
    readonly recordedAt: number;
  };
  /** `hash` of the stream's previous event, null for the first. */
  readonly prevHash: string | null;
  /** Base64 SHA-256 of the JCS form of `{ stream, revision, id, type, data, metadata without hash }` as stored. */
  readonly hash: string;
}

/** An event that is about to be appended; the store adds the hashes. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: Omit<EventMetadata, 'prevHash' | 'hash'>;
}

/** An event as it lies in the log. */
export interface RecordedEvent {
  readonly id: string;
  readonly stream: string;
  /** 0-based, gapless within the stream. */
  readonly revision: number;
  /** Rises strictly over the whole log; not gapless. */
  readonly position: number;
  /** When the store took it, Unix milliseconds; never falls along the log. */
  readonly recordedAt: number;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

export interface Slice {
  readonly events: readonly RecordedEvent[];
  /** Revision of the last event, or -1 for a stream that does not exist. */
  readonly revision: number;
}

/** Where the last of the events lies, and its hash. */
export interface Appended {
  readonly revision: number;
  readonly position: number;
  readonly hash: string;
}

/** What `handle` needs of a store. There is one implementation, `@proximidad/eventstore`. */
export interface EventStore {
  read(stream: string): Promise<Slice>;
  /** Position of the last event in the whole log at some time after the call, 0 when it is empty. */
  head(): Promise<number>;
  /**
   * Durable when it resolves. `previousHash` is the hash of the event at `expected`.
   *
   * @throws {RevisionConflict} when the stream is not at `expected` (-1: must not exist).
   * @throws {StoreUnavailable} when the store cannot be reached within the deadline and the result could not be found out.
   */
  append(
    stream: string,
    expected: number,
    events: readonly NewEvent[],
    previousHash: string | null,
  ): Promise<Appended>;
}

export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  readonly stream: string;
  readonly expected: number;
  /** Where the stream really is, when the store said so. */
  readonly actual: number | undefined;
  constructor(stream: string, expected: number, actual?: number) {
    super(`${stream} is no longer at revision ${expected}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
