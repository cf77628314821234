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

/** The streams of a log, the recently used ones in memory. */
export class Streams {
  readonly #byName = new BoundedMap<string, StreamState>(STREAMS_CACHED_MAX);
  readonly #names = new BoundedMap<number, string>(NAMES_CACHED_MAX);
  readonly #selectByName: StatementSync;
  readonly #selectById: StatementSync;
  readonly #selectLast: StatementSync;
  readonly #selectBeforeTombstone: StatementSync;
  readonly #selectEvent: StatementSync;
  readonly #selectNextId: StatementSync;
  readonly #insert: StatementSync;
  #nextId: number;
  #defaultAcls: DefaultAcls | undefined;

  constructor(db: DatabaseSync) {
    const lastOf = 'SELECT revision, sum FROM events WHERE stream = ?';
    this.#selectByName = db.prepare('SELECT id, name, crc FROM streams WHERE name = ?');
    this.#selectById = db.prepare('SELECT id, name, crc FROM streams WHERE id = ?');
    this.#selectLast = db.prepare(`${lastOf} ORDER BY revision DESC LIMIT 1`);
    this.#selectBeforeTombstone = db.prepare(
      `${lastOf} AND revision < ${TOMBSTONE_REVISION} ORDER BY revision DESC LIMIT 1`,
    );
    this.#selectEvent = db.prepare('SELECT * FROM events WHERE stream = ? AND revision = ?');
    this.#selectNextId = db.prepare('SELECT ifnull(max(id), 0) + 1 AS id FROM streams');
    this.#insert = db.prepare('INSERT INTO streams VALUES (?, ?, ?)');
    this.#nextId = this.#readNextId();
  }

  find(name: string): StreamState | undefined {
    const cached = this.#byName.get(name);
    if (cached) return cached;
    const row = this.#selectByName.get(name) as StreamRow | undefined;
    if (!row) return undefined;
    this.#remember(row);
    const last = this.#selectLast.get(row.id) as Pick<ChainedEvent, 'revision' | 'sum'> | undefined;
    const tombstoned = last?.revision === TOMBSTONE_REVISION;
    const lastLiving = tombstoned ? this.#selectBeforeTombstone.get(row.id) : last;
    const state: StreamState = {
      id: row.id,
      name,
      last: Number(lastLiving?.['revision'] ?? -1),
      tombstoned,
      sum: last?.sum ?? FIRST_SUM,
      metadata: undefined,
    };
    this.#byName.set(name, state);
    return state;
  }

  /** The stream, created when it does not exist. Only inside the writer's transaction. */
  ensure(name: string): StreamState {
    const found = this.find(name);
    if (found) return found;
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
