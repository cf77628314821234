import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Damaged, rowCrc } from './checksum.ts';
import { type StoredEvent, TOMBSTONE_REVISION } from './events.ts';
import type { StreamState, Streams } from './streams.ts';

/** What one step of a read holds in memory: a paused reader keeps no more than this. */
const PAGE_EVENTS_MAX = 500;
const PAGE_BYTES_MAX = 256 * 1024;

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

/** Reads events in pages bounded in number and bytes; each row's checksum is proven before it leaves. */
export class Pages {
  readonly #streamForwards: StatementSync;
  readonly #streamBackwards: StatementSync;
  readonly #allForwards: StatementSync;
  readonly #allBackwards: StatementSync;

  constructor(db: DatabaseSync) {
    const columns = 'position, stream, revision, id, type, created, json, crc, metadata, data';
    const events = `SELECT ${columns} FROM events WHERE`;
    this.#streamForwards = db.prepare(`${events} stream = ? AND revision BETWEEN ? AND ? ORDER BY revision`);
    this.#streamBackwards = db.prepare(
      `${events} stream = ? AND revision BETWEEN ? AND ? ORDER BY revision DESC`,
    );
    this.#allForwards = db.prepare(`${events} position >= ? ORDER BY position`);
    this.#allBackwards = db.prepare(`${events} position < ? ORDER BY position DESC`);
  }

  /** From `from` up to `to`, both included; empty at the end. */
  streamForwards(stream: number, from: number, to: number, max: number): StoredEvent[] {
    return page(this.#streamForwards.iterate(stream, from, to), max);
  }

  streamBackwards(stream: number, from: number, downTo: number, max: number): StoredEvent[] {
    return page(this.#streamBackwards.iterate(stream, downTo, from), max);
  }

  /** Positions from `from` on, included. */
  allForwards(from: number, max: number): StoredEvent[] {
    return page(this.#allForwards.iterate(from), max);
  }

  /** Positions below `before`, downwards. */
  allBackwards(before: number, max: number): StoredEvent[] {
    return page(this.#allBackwards.iterate(before), max);
  }

  /** Where a `$>` link points, undefined when that event is not to be seen. */
  linked(streams: Streams, link: StoredEvent): StoredEvent | undefined {
    const text = Buffer.from(link.data).toString('utf8');
    const at = text.indexOf('@');
    const revision = Number(text.slice(0, at));
    const view = viewOf(streams, text.slice(at + 1));
    if (view.kind !== 'visible' || !(revision >= view.first)) return undefined;
    return this.streamForwards(view.stream.id, revision, revision, 1)[0];
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

function page(rows: Iterable<unknown>, max: number): StoredEvent[] {
  const events: StoredEvent[] = [];
  if (max <= 0) return events;
  const eventsMax = Math.min(max, PAGE_EVENTS_MAX);
  let bytes = 0;
  for (const row of rows) {
    const event = row as StoredEvent;
    if (rowCrc(event) !== event.crc) {
      if (events.length > 0) break;
      throw new Damaged(
        `the event at position ${event.position}, revision ${revisionText(event)}, is damaged`,
      );
    }
    events.push(event);
    bytes += event.data.length + event.metadata.length;
    if (events.length >= eventsMax || bytes >= PAGE_BYTES_MAX) break;
  }
  return events;
}

function revisionText({ revision }: StoredEvent): string {
  return revision === TOMBSTONE_REVISION ? 'tombstone' : String(revision);
}
