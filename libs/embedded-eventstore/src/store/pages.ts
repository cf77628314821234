import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Damaged, rowCrc } from './checksum.ts';
import { isDamage } from './database.ts';
import { EMPTY, type StoredEvent, TOMBSTONE_REVISION } from './events.ts';
import type { StreamState, Streams } from './streams.ts';

/** The events that one step of a read holds in memory: a paused reader keeps no more than this. */
const PAGE_EVENTS_MAX = 500;
const PAGE_BYTES_MAX = 256 * 1024;

/** Id, metadata and data in one: Node makes a separate buffer for each blob, which costs more than the rest of the row. */
const COLUMNS = `position, stream, revision, type, created, json, crc, octet_length(metadata) AS metadataBytes,
  CAST(id || metadata || data AS BLOB) AS bytes`;
const ID_BYTES = 16;

interface Row extends Omit<StoredEvent, 'id' | 'metadata' | 'data'> {
  readonly metadataBytes: number;
  readonly bytes: Uint8Array;
}

/** The part of a stream that a read shows. */
export type View =
  | { readonly kind: 'not-found' }
  | { readonly kind: 'deleted' }
  | {
      readonly kind: 'visible';
      readonly stream: StreamState;
      readonly first: number;
      readonly last: number;
      /** Events created earlier (Unix milliseconds) are hidden. */
      readonly notBefore: number;
    };

/** Reads events in pages that are bounded in number and bytes; each row's checksum is verified before it is served. */
export class Pages {
  readonly #streamForwards: StatementSync;
  readonly #streamBackwards: StatementSync;
  readonly #allForwards: StatementSync;
  readonly #allBackwards: StatementSync;

  constructor(db: DatabaseSync) {
    const events = `SELECT ${COLUMNS} FROM events WHERE`;
    this.#streamForwards = db.prepare(`${events} stream = ? AND revision BETWEEN ? AND ? ORDER BY revision`);
    this.#streamBackwards = db.prepare(
      `${events} stream = ? AND revision BETWEEN ? AND ? ORDER BY revision DESC`,
    );
    this.#allForwards = db.prepare(`${events} position >= ? ORDER BY position`);
    this.#allBackwards = db.prepare(`${events} position < ? ORDER BY position DESC`);
  }

  /** From `from` up to `to`, both included; empty at the end. */
  streamForwards(stream: number, from: number, to: number, max: number): StoredEvent[] {
    const rows = this.#streamForwards.iterate(stream, from, to);
    return page(rows, max, { by: 'revision', first: from, last: to, step: 1 });
  }

  streamBackwards(stream: number, from: number, downTo: number, max: number): StoredEvent[] {
    const rows = this.#streamBackwards.iterate(stream, downTo, from);
    return page(rows, max, { by: 'revision', first: from, last: downTo, step: -1 });
  }

  /** Positions from `from` on, inclusive; there is one for each number from 1 up to the head, which `to` is at most. */
  allForwards(from: number, max: number, to: number): StoredEvent[] {
    const first = Math.max(from, 1);
    return page(this.#allForwards.iterate(first), max, { by: 'position', first, last: to, step: 1 });
  }

  /** Positions below `before`, which is at most one above the head, downwards. */
  allBackwards(before: number, max: number): StoredEvent[] {
    const rows = this.#allBackwards.iterate(before);
    return page(rows, max, { by: 'position', first: before - 1, last: 1, step: -1 });
  }

  /** The event that a `$>` link points to; undefined when that event must not be seen. */
  linked(streams: Streams, link: StoredEvent): StoredEvent | undefined {
    const text = Buffer.from(link.data).toString('utf8');
    const at = text.indexOf('@');
    const revision = Number(text.slice(0, at));
    const view = viewOf(streams, text.slice(at + 1));
    if (view.kind !== 'visible' || !Number.isInteger(revision)) return undefined;
    if (revision < view.first || revision > view.last) return undefined;
    const event = this.streamForwards(view.stream.id, revision, revision, 1)[0];
    return event && event.created >= view.notBefore ? event : undefined;
  }
}

/** Truncation is a view, not erasure: `$all` still shows what `$maxCount`, `$maxAge` and `$tb` hide. */
export function viewOf(streams: Streams, name: string): View {
  const stream = streams.find(name);
  if (stream?.tombstoned || streams.describesTombstoned(name)) return { kind: 'deleted' };
  if (!stream || stream.last < 0) return { kind: 'not-found' };
  const { maxCount, maxAgeMs, truncateBefore, softDeleted } = streams.metadataOf(stream);
  if (softDeleted) return { kind: 'not-found' };
  const first = Math.max(truncateBefore, maxCount === undefined ? 0 : stream.last - maxCount + 1, 0);
  return {
    kind: 'visible',
    stream,
    first,
    last: stream.last,
    notBefore: maxAgeMs === undefined ? 0 : Date.now() - maxAgeMs,
  };
}

/** What must be there without a gap: an event that a damaged index hides must not be left out silently. */
interface Run {
  readonly by: 'revision' | 'position';
  readonly first: number;
  readonly last: number;
  readonly step: 1 | -1;
}

function page(rows: NodeJS.Iterator<unknown>, max: number, { by, first, last, step }: Run): StoredEvent[] {
  const events: StoredEvent[] = [];
  if (max <= 0) return events;
  const eventsMax = Math.min(max, PAGE_EVENTS_MAX);
  let expected = first;
  let bytes = 0;
  try {
    for (const row of rows) {
      const event = eventIn(row as Row);
      const problem = event[by] !== expected ? missing(by, expected) : problemOf(event);
      if (problem) throw new Damaged(problem);
      events.push(event);
      expected += step;
      bytes += event.data.length + event.metadata.length;
      if (events.length >= eventsMax || bytes >= PAGE_BYTES_MAX) return events;
    }
  } catch (error) {
    if (!isDamage(error)) throw error;
    // Otherwise whoever uses the statement next is told of this error.
    rows.return?.();
    if (events.length > 0) return events;
    if (error instanceof Damaged) throw error;
    throw new Damaged(`the event at ${by} ${expected} cannot be read: ${error.message}`, { cause: error });
  }
  const isMissing = (last - expected) * step >= 0;
  if (isMissing && events.length === 0) throw new Damaged(missing(by, expected));
  return events;
}

/** A row that lost a blob lacks everything, and its checksum shows that. */
function eventIn(row: Row): StoredEvent {
  const bytes = row.bytes ?? EMPTY;
  const dataAt = ID_BYTES + row.metadataBytes;
  return {
    position: row.position,
    stream: row.stream,
    revision: row.revision,
    id: bytes.subarray(0, ID_BYTES),
    type: row.type,
    created: row.created,
    json: row.json,
    crc: row.crc,
    metadata: bytes.subarray(ID_BYTES, dataAt),
    data: bytes.subarray(dataAt),
  };
}

function missing(by: Run['by'], expected: number): string {
  return `the event at ${by} ${expected} is missing`;
}

function problemOf(event: StoredEvent): string | undefined {
  if (rowCrc(event) === event.crc) return undefined;
  return `the event at position ${event.position}, revision ${revisionText(event)}, is damaged`;
}

function revisionText({ revision }: StoredEvent): string {
  return revision === TOMBSTONE_REVISION ? 'tombstone' : String(revision);
}
