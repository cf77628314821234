import type { Instant } from './instant.ts';

/** Who did it, by a pseudonymous id: never a name, a CURP or a CUIP. */
export interface Actor {
  readonly kind: 'OFFICER' | 'OPERATOR' | 'SYSTEM' | 'LIAISON';
  readonly id: string;
  readonly role: string;
  /** The pseudonym of the person for whom a system acted, where it says so. */
  readonly onBehalfOf?: string;
}

/** The institution that somebody acted for: its code, and what it was called at that time by the token that told it. */
export interface ActingAuthority {
  readonly code: string;
  readonly name?: string;
}

/** Where a device's clock came from: its satellites, the network, a hand, or nobody knows. */
export type ClockSource = 'GNSS' | 'NTP' | 'MANUAL' | 'UNKNOWN';

/** A device that tells what happened later, or under a clock of its own (N4). */
export interface Device {
  readonly id?: string;
  /** Rises by one with each fact that it tells: a gap is a fact that has not arrived. */
  readonly sequence?: number;
  readonly clock?: {
    readonly source: ClockSource;
    /** How far it was ahead of the server when it told, milliseconds; negative when it was behind. */
    readonly offsetMs: number;
  };
}

/** A catalogue that an event has codes of, and its version. */
export interface CatalogueUsed {
  readonly system: string;
  readonly version: string;
}

/** What is kept beside an event's data (ADR 106). */
export interface EventMetadata {
  /** Version of the event type's schema. */
  readonly version: number;
  readonly commandId: string;
  /** Which command that was, and a digest of what its sender gave; absent from events of before they were kept. */
  readonly command?: { readonly type: string; readonly digest?: string };
  /** When it happened, as it was told: a device's clock that is off is told by `device`, and never put right here. */
  readonly occurredAt: Instant;
  /** When a server first heard of it, Unix milliseconds; the store's own time is `recordedAt`. */
  readonly receivedAt?: number;
  readonly device?: Device;
  readonly actor: Actor;
  /** Absent where the platform itself acted. The first event's is the record's owner. */
  readonly authority?: ActingAuthority;
  readonly jurisdiction: {
    readonly entity: string;
    readonly municipality?: string;
    readonly beat?: string;
    /** The edition of the keys, such as `AGEEML-2025`. */
    readonly geography?: string;
  };
  /** Of the codes among the event's data, each once. */
  readonly catalogues?: readonly CatalogueUsed[];
  /** What the law says that it rests on, where a rule names it, such as `LGSNSP art. 42`. */
  readonly legalBasis?: string;
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
