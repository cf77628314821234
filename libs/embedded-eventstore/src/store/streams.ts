import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type DefaultAcls, parseDefaultAcls } from './acl.ts';
import { BoundedMap } from './bounded-map.ts';
import { Damaged, FIRST_SUM, nameCrc, rowCrc } from './checksum.ts';
import { type ChainedEvent, TOMBSTONE_REVISION } from './events.ts';
import {
  NO_METADATA,
  parseObject,
  parseStreamMetadata,
  type StreamMetadata,
  textOf,
} from './stream-metadata.ts';

const STREAMS_CACHED_MAX = 50_000;
const NAMES_CACHED_MAX = 100_000;
/** Names of which it is remembered that no stream has them: one append asks several times. */
const ABSENT_MAX = 1_000;
const SETTINGS_STREAM = '$settings';

/** What the writer knows about a stream; mutated as it writes, discarded when a commit fails. */
export interface StreamState {
  readonly id: number;
  readonly name: string;
  /** Revision of the last event, -1 when there is none. */
  last: number;
  tombstoned: boolean;
  /** The chain's last sum. */
  sum: Uint8Array;
  /** Undefined until asked for, and again after a write to `$$<name>`. */
  metadata: StreamMetadata | undefined;
}

type StreamRow = { id: number; name: string; crc: number };
/** What is read of a damaged entry may be of any type. */
type NameEntry = Omit<StreamRow, 'name'> & { readonly name: unknown; readonly rowName: string | null };

/** An entry of the index of events, and what the row that it leads to has in its place: entries have no checksums. */
interface EventEntry extends Pick<ChainedEvent, 'stream' | 'revision' | 'sum'> {
  readonly rowStream: number | null;
  readonly rowRevision: number | null;
}
const lastEntry = (where: string) =>
  `SELECT entry.stream, entry.revision, event.stream AS rowStream, event.revision AS rowRevision, event.sum
    FROM (SELECT stream, revision, position FROM events INDEXED BY events_by_stream
      WHERE ${where} ORDER BY revision DESC LIMIT 1) AS entry
    LEFT JOIN events AS event ON event.position = entry.position`;
const NEXT_ENTRIES =
  'SELECT stream, revision FROM events INDEXED BY events_by_stream WHERE stream > ? ORDER BY stream, revision LIMIT 2';
const nameEntries = (where: string) =>
  `SELECT entry.id, entry.name, stream.name AS rowName, stream.crc
    FROM (SELECT id, name FROM streams INDEXED BY sqlite_autoindex_streams_1 WHERE ${where} LIMIT 2) AS entry
    LEFT JOIN streams AS stream ON stream.id = entry.id`;

const isNamed = ({ id, name, crc }: NameEntry) => typeof name === 'string' && nameCrc(id, name) === crc;

/** By their bytes, as the index has them; undefined for what is no name. */
function order(one: unknown, other: unknown): number | undefined {
  if (typeof one !== 'string' || typeof other !== 'string') return undefined;
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** The streams of a log, the recently used ones in memory. */
export class Streams {
  readonly #byName = new BoundedMap<string, StreamState>(STREAMS_CACHED_MAX);
  readonly #names = new BoundedMap<number, string>(NAMES_CACHED_MAX);
  /** Names that no stream has, until one is created. */
  readonly #absent = new Set<string>();
  readonly #selectByName: StatementSync;
  readonly #selectById: StatementSync;
  readonly #selectAfterName: StatementSync;
  readonly #selectBeforeName: StatementSync;
  readonly #selectLast: StatementSync;
  readonly #selectBeforeTombstone: StatementSync;
  readonly #selectNext: StatementSync;
  readonly #selectEvent: StatementSync;
  readonly #selectNextId: StatementSync;
  readonly #insert: StatementSync;
  #nextId: number;
  #defaultAcls: DefaultAcls | undefined;

  constructor(db: DatabaseSync) {
    this.#selectByName = db.prepare('SELECT id, name, crc FROM streams WHERE name = ?');
    this.#selectById = db.prepare('SELECT id, name, crc FROM streams WHERE id = ?');
    this.#selectAfterName = db.prepare(nameEntries('name > ? ORDER BY name'));
    this.#selectBeforeName = db.prepare(nameEntries('name < ? ORDER BY name DESC'));
    this.#selectLast = db.prepare(lastEntry('stream = ?'));
    this.#selectBeforeTombstone = db.prepare(lastEntry(`stream = ? AND revision < ${TOMBSTONE_REVISION}`));
    this.#selectNext = db.prepare(NEXT_ENTRIES);
    this.#selectEvent = db.prepare('SELECT * FROM events WHERE stream = ? AND revision = ?');
    this.#selectNextId = db.prepare('SELECT ifnull(max(id), 0) + 1 AS id FROM streams');
    this.#insert = db.prepare('INSERT INTO streams VALUES (?, ?, ?)');
    this.#nextId = this.#readNextId();
  }

  find(name: string): StreamState | undefined {
    const cached = this.#byName.get(name);
    if (cached) return cached;
    const row = this.#selectByName.get(name) as StreamRow | undefined;
    if (!row) return this.#mustBeAbsent(name);
    this.#remember(row);
    const last = this.#soundEntry(this.#selectLast, row);
    // Streams begin with their first event.
    if (!last) throw new Damaged(`the index has lost the events of ${JSON.stringify(name)}`);
    this.#mustEnd(row);
    const tombstoned = last.revision === TOMBSTONE_REVISION;
    const lastLiving = tombstoned ? this.#soundEntry(this.#selectBeforeTombstone, row) : last;
    const state: StreamState = {
      id: row.id,
      name,
      last: lastLiving?.revision ?? -1,
      tombstoned,
      sum: last.sum,
      metadata: undefined,
    };
    this.#byName.set(name, state);
    return state;
  }

  #soundEntry(select: StatementSync, { id, name }: StreamRow): EventEntry | undefined {
    const entry = select.get(id) as EventEntry | undefined;
    if (entry && (entry.rowStream !== entry.stream || entry.rowRevision !== entry.revision))
      throw new Damaged(`the index does not lead to the last event of ${JSON.stringify(name)}`);
    return entry;
  }

  /** What follows in the index is the beginning of another stream, and what follows that lies behind it. */
  #mustEnd({ id, name }: StreamRow): void {
    const [next, afterNext] = this.#selectNext.all(id) as unknown as Pick<
      ChainedEvent,
      'stream' | 'revision'
    >[];
    if (!next) return;
    const isBeginning = next.revision === 0 || next.revision === TOMBSTONE_REVISION;
    const isInOrder =
      !afterNext ||
      afterNext.stream > next.stream ||
      (afterNext.stream === next.stream && afterNext.revision > next.revision);
    if (!isBeginning || !isInOrder)
      throw new Damaged(`the index is damaged where ${JSON.stringify(name)} ends`);
  }

  /** A search that a damaged entry led astray ends beside it. */
  #mustBeAbsent(name: string): undefined {
    if (this.#absent.has(name)) return;
    for (const select of [this.#selectBeforeName, this.#selectAfterName]) {
      const [beside, beyond] = select.all(name) as unknown as NameEntry[];
      if (!beside) continue;
      const isWritten = beside.name === beside.rowName || isNamed(beside);
      const side = order(beside.name, name);
      // In the place of an entry another one of the page may stand a second time.
      const isInOrder = !beyond || order(beyond.name, beside.name) === side;
      if (!isWritten || side === undefined || !isInOrder)
        throw new Damaged(`the index of names is damaged where ${JSON.stringify(name)} would be`);
    }
    if (this.#absent.size >= ABSENT_MAX) this.#absent.clear();
    this.#absent.add(name);
  }

  /** The stream, created when it does not exist. Only inside the writer's transaction. */
  ensure(name: string): StreamState {
    const found = this.find(name);
    if (found) return found;
    this.#absent.delete(name);
    const id = this.#nextId++;
    this.#insert.run(id, name, nameCrc(id, name));
    const state: StreamState = { id, name, last: -1, tombstoned: false, sum: FIRST_SUM, metadata: undefined };
    this.#byName.set(name, state);
    this.#names.set(id, name);
    return state;
  }

  /** @throws {Damaged} when the row differs from what was written. */
  nameOf(id: number): string {
    const cached = this.#names.get(id);
    if (cached !== undefined) return cached;
    const row = this.#selectById.get(id) as StreamRow | undefined;
    if (!row) throw new Damaged(`stream ${id} has no name`);
    this.#remember(row);
    return row.name;
  }

  metadataOf(state: StreamState): StreamMetadata {
    return (state.metadata ??= this.#readMetadata(state.name));
  }

  /** The metadata of a stream that may not have been written yet. */
  metadataFor(name: string): StreamMetadata {
    const state = this.find(name);
    return state ? this.metadataOf(state) : this.#readMetadata(name);
  }

  /** Who may do what with streams that do not say so themselves. */
  defaultAcls(): DefaultAcls {
    if (this.#defaultAcls) return this.#defaultAcls;
    const data = this.#lastData(SETTINGS_STREAM);
    return (this.#defaultAcls = parseDefaultAcls(data ? parseObject(textOf(data)) : {}));
  }

  /** Whether it is the `$$` stream of a stream that was deleted for good. */
  describesTombstoned(name: string): boolean {
    return name.startsWith('$$') && this.find(name.slice(2))?.tombstoned === true;
  }

  /** To be called after each write to a stream, so that a change of metadata takes effect at once. */
  written(name: string): void {
    if (name === SETTINGS_STREAM) this.#defaultAcls = undefined;
    if (!name.startsWith('$$')) return;
    const described = this.find(name.slice(2));
    if (described) described.metadata = undefined;
  }

  /** Returns to what the file says, after a transaction that did not commit. */
  forget(): void {
    this.#byName.clear();
    this.#names.clear();
    this.#absent.clear();
    this.#defaultAcls = undefined;
    this.#nextId = this.#readNextId();
  }

  #readMetadata(name: string): StreamMetadata {
    const data = name.startsWith('$$') ? undefined : this.#lastData(`$$${name}`);
    return data ? parseStreamMetadata(data) : NO_METADATA;
  }

  #lastData(name: string): Uint8Array | undefined {
    const stream = this.find(name);
    if (!stream || stream.last < 0) return undefined;
    const event = this.#selectEvent.get(stream.id, stream.last) as ChainedEvent | undefined;
    if (!event || rowCrc(event) !== event.crc)
      throw new Damaged(`the last event of ${JSON.stringify(name)} is damaged`);
    return event.data;
  }

  #remember(row: StreamRow): void {
    if (nameCrc(row.id, row.name) !== row.crc) throw new Damaged(`the name of stream ${row.id} is damaged`);
    this.#names.set(row.id, row.name);
  }

  #readNextId(): number {
    return Number(this.#selectNextId.get()?.['id']);
  }
}
