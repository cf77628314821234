import type { Instant } from './instant.ts';

/** Who did it, by a pseudonymous id: never a name, a CURP or a CUIP. */
export interface Actor {
  readonly kind: 'OFFICER' | 'OPERATOR' | 'SYSTEM' | 'LIAISON';
  readonly id: string;
  readonly role: string;
  /** The pseudonym of the person for whom a system acted, where it states one. */
  readonly onBehalfOf?: string;
}

/** The institution that somebody acted for: its code, and its name at that time, as stated by the token. */
export interface ActingAuthority {
  readonly code: string;
  readonly name?: string;
}

/** What set a device's clock: satellites, the network, a person by hand, or unknown. */
export type ClockSource = 'GNSS' | 'NTP' | 'MANUAL' | 'UNKNOWN';

/** A device that reports later than things happened, or with a clock of its own (N4). */
export interface Device {
  readonly id?: string;
  /** Rises by one with each fact that the device reports: a gap is a fact that has not arrived. */
  readonly sequence?: number;
  readonly clock?: {
    readonly source: ClockSource;
    /** How far its clock was ahead of the server's when it reported, milliseconds; negative when behind. */
    readonly offsetMs: number;
  };
}

/** A catalogue that an event's codes come from, and its version. */
export interface CatalogueUsed {
  readonly system: string;
  readonly version: string;
}

/** What is kept beside an event's data (ADR 106). */
export interface EventMetadata {
  /** Version of the event type's schema. */
  readonly version: number;
  readonly commandId: string;
  /** Which command that was, and a digest of what its sender gave; absent from events from before these were recorded. */
  readonly command?: { readonly type: string; readonly digest?: string };
  /** When it happened, as reported: how far a device's clock was off is in `device`, and is never corrected here. */
  readonly occurredAt: Instant;
  /** When a server first received it, Unix milliseconds; the store's own time is `recordedAt`. */
  readonly receivedAt?: number;
  readonly device?: Device;
  readonly actor: Actor;
  /** Absent where the platform itself acted. The authority of a record's first event owns the record. */
  readonly authority?: ActingAuthority;
  readonly jurisdiction: {
    readonly entity: string;
    readonly municipality?: string;
    readonly beat?: string;
    /** The edition of the keys, such as `AGEEML-2025`. */
    readonly geography?: string;
  };
  /** Those that the codes in the event's data come from, each once. */
  readonly catalogues?: readonly CatalogueUsed[];
  /** The legal basis, where a rule names it, such as `LGSNSP art. 42`. */
  readonly legalBasis?: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly purpose?: string;
  /** W3C trace context of the request that caused it. */
  readonly traceparent?: string;
  /** Only for a published event: the private event it was made from, and the log in which its position counts. */
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
  /** Rises strictly over the whole log, with gaps. */
  readonly position: number;
  /** When the store took it, Unix milliseconds; never decreases along the log. */
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

/** Where the last of the appended events lies, and its hash. */
export interface Appended {
  readonly revision: number;
  readonly position: number;
  readonly hash: string;
}

/** What `handle` needs from a store. There is one implementation, `@proximidad/eventstore`. */
export interface EventStore {
  read(stream: string): Promise<Slice>;
  /** Position of the last event in the whole log at some moment after the call; 0 when the log is empty. */
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
  /** The stream's actual revision, when the store reported it. */
  readonly actual: number | undefined;
  constructor(stream: string, expected: number, actual?: number) {
    super(`${stream} is no longer at revision ${expected}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

/** The store has no room: what was to be written was not, and may be sent again when there is. */
export class StoreFull extends StoreUnavailable {
  override readonly name = 'StoreFull';
}

/** An event that the call needs is damaged: the store answers, and others need not wait for this one. */
export class StoreDamaged extends StoreUnavailable {
  override readonly name = 'StoreDamaged';
}
