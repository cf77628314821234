/** Expected revisions that are not a revision, as the protocol numbers them. */
export const NO_STREAM = -1;
export const ANY = -2;
export const STREAM_EXISTS = -4;

/** The revision a tombstone's row carries here; on the wire it is 2^63 - 1, which no JavaScript number holds. */
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;

/** An event that a client asks to append. */
export interface ProposedEvent {
  readonly id: Buffer;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Unix milliseconds, when it was recorded elsewhere; now when left out. */
  readonly created?: number;
}

/** An event as its row holds it; the names are those of the columns. */
export interface StoredEvent {
  readonly position: number;
  /** Row id of the stream. */
  readonly stream: number;
  readonly revision: number;
  readonly id: Uint8Array;
  readonly type: string;
  /** Unix milliseconds; never decreases along the log. */
  readonly created: number;
  /** 1 for JSON data, 0 for anything else. */
  readonly json: number;
  /** CRC-32 of the row, cheap enough to check at each read. */
  readonly crc: number;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/** A row with its link in the stream's chain. */
export interface ChainedEvent extends StoredEvent {
  /** SHA-256 over the previous event's sum in this stream and this event. */
  readonly sum: Uint8Array;
}

export interface Append {
  readonly kind: 'append';
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly ProposedEvent[];
}

export interface Removal {
  readonly kind: 'delete' | 'tombstone';
  readonly stream: string;
  readonly expected: number;
  /** Id and time of the event that records this, when it was recorded elsewhere first; generated when left out. */
  readonly as?: { readonly id: Buffer; readonly created: number };
}

export type Change = Append | Removal;

export type Outcome =
  /** `revision` -1 and `position` undefined when nothing had to be written. */
  | { readonly kind: 'done'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'conflict'; readonly current: number }
  | { readonly kind: 'deleted' };

export const EMPTY = Buffer.alloc(0);

/** A stream's metadata as an event in the stream beside it. */
export function metadataEvent(json: string, id: Buffer): ProposedEvent {
  return { id, type: '$metadata', json: true, data: Buffer.from(json), metadata: EMPTY };
}

/** In bytes, as it was sent. */
export function sizeOf(events: readonly ProposedEvent[]): number {
  return events.reduce(
    (sum, { id, type, data, metadata }) => sum + id.length + type.length + data.length + metadata.length,
    0,
  );
}
