import { randomBytes } from 'node:crypto';
import type { StatementSync } from 'node:sqlite';
import { chainedSum, Damaged, rowCrc } from './checksum.ts';
import { damagedFile, type Fold, foldIn, isDamage, isDiskFull, type StoreFiles } from './database.ts';
import {
  type Append,
  type Change,
  EMPTY,
  metadataEvent,
  NO_STREAM,
  type Outcome,
  type ProposedEvent,
  type Removal,
  sizeOf,
  type StoredEvent,
  TOMBSTONE_REVISION,
} from './events.ts';
import { type Facts, judge, outcomeOf } from './expectation.ts';
import { mendIndexes } from './indexes.ts';
import { NotTaken, type Queued, survivable } from './not-taken.ts';
import { Pages } from './pages.ts';
import { RecentIds } from './recent-ids.ts';
import { Reserve, type ReserveOptions } from './reserve.ts';
import { type Integrity, lostEnd, Scrub } from './scrub.ts';
import { SOFT_DELETED_JSON } from './stream-metadata.ts';
import { type StreamState, Streams } from './streams.ts';
import { Tail } from './tail.ts';

/** Limits of what waits to be committed; each event takes half a KiB of memory besides its bytes. */
export const QUEUE_MAX = { changes: 20_000, bytes: 64 * 1024 * 1024, events: 400_000 } as const;
/** Changes in one transaction, as its share of a turn of the event loop. */
const COMMIT_CHANGES_MAX = 2_000;
const COMMIT_BYTES_MAX = 8 * 1024 * 1024;
/** Approximate size of the write-ahead log; whole pages are written, and each change touches some of its own. */
const CHECKPOINT_AFTER_BYTES = 16 * 1024 * 1024;
const PAGE_BYTES = 4096;
const CHANGE_PAGES_BYTES_ABOUT = 3 * PAGE_BYTES;
/** Size of the write-ahead log while another process's long read keeps it from being folded in: beyond it appends wait. */
const WAL_BYTES_MAX = 256 * 1024 * 1024;
const FOLD_AGAIN_MS = 500;
/** Kept for when the disk is full. */
const RESERVE_BYTES = 8 * 1024 * 1024;
/** Size of a row besides its data and metadata, including its index entry. */
const ROW_BYTES_ABOUT = 500;

export interface LogOptions {
  /** Called once when the disk failed: nothing is acknowledged from then on and the process has to end. */
  onFailure(error: unknown): void;
  /** Called for each event that differs from what was written, when it is found by looking for it. */
  readonly onFinding?: (finding: string) => void;
  /** Unix milliseconds; the system's clock when left out. */
  readonly now?: () => number;
  readonly reserve?: Partial<ReserveOptions>;
  /** WAL_BYTES_MAX when left out. */
  readonly walBytesMax?: number;
  /** QUEUE_MAX when left out. */
  readonly queueMax?: Readonly<Record<keyof typeof QUEUE_MAX, number>>;
}

/**
 * The event log: one writer, one file. Changes that arrive in one turn of the event loop share one transaction and one
 * fsync, and none is answered before it.
 */
export class Log {
  readonly streams: Streams;
  readonly pages: Pages;
  /** For those who follow the log. */
  readonly tail: Tail;
  readonly #files: StoreFiles;
  readonly #onFailure: LogOptions['onFailure'];
  readonly #now: () => number;
  readonly #recent = new RecentIds();
  readonly #reserve: Reserve;
  readonly #scrub: Scrub;
  readonly #walBytesMax: number;
  readonly #queueMax: NonNullable<LogOptions['queueMax']>;
  readonly #foldAfterBytes: number;
  readonly #listeners = new Set<() => void>();
  readonly #insert: StatementSync;
  readonly #selectAt: StatementSync;
  readonly #selectHead: StatementSync;
  #queue: Queued[] = [];
  #queuedBytes = 0;
  #queuedEvents = 0;
  /** How many of the queue get a transaction each, because one of them needs what is damaged. */
  #alone = 0;
  #uncheckpointedBytes = 0;
  #scheduled = false;
  /** The write-ahead log has reached its limit, and a reader keeps it there. */
  #heldBack = false;
  #foldTimer: NodeJS.Timeout | undefined;
  /** The position up to which everything has been folded in, until the next commit writes it down. */
  #toSeal: number | undefined;
  #state: 'open' | 'stopped' | 'failed' | 'closed' = 'open';
  #head = 0;
  #lastCreated = 0;

  constructor(files: StoreFiles, options: LogOptions) {
    const { onFailure, onFinding = () => undefined, now = Date.now, walBytesMax = WAL_BYTES_MAX } = options;
    this.#files = files;
    this.#onFailure = onFailure;
    this.#now = now;
    this.#walBytesMax = walBytesMax;
    this.#queueMax = options.queueMax ?? QUEUE_MAX;
    this.#foldAfterBytes = Math.min(CHECKPOINT_AFTER_BYTES, walBytesMax);
    this.#reserve = new Reserve(files.folder, { bytes: RESERVE_BYTES, prefixes: [], ...options.reserve });
    const { db } = this.#files;
    this.pages = new Pages(db);
    this.tail = new Tail(this.pages, () => this.#head);
    this.#insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.#selectAt = db.prepare('SELECT id, position FROM events WHERE stream = ? AND revision = ?');
    this.#selectHead = db.prepare('SELECT position, created FROM events ORDER BY position DESC LIMIT 1');
    const busy = () => this.#queue.length > 0;
    try {
      const lost = lostEnd(db);
      if (lost !== undefined) throw new Damaged(lost);
      this.streams = new Streams(db);
      this.#readBack();
      const found = mendIndexes(db);
      this.#scrub = new Scrub(db, { head: () => this.#head, busy, onFinding, found });
    } catch (error) {
      files.close();
      throw isDamage(error) ? damagedFile(files.folder, error) : error;
    }
    this.#scrub.start();
  }

  /** What is known about the log's integrity without a check being requested. */
  get integrity(): Integrity {
    return this.#scrub.integrity;
  }

  /** True while the disk is full and only the streams with a reserve are accepted. */
  get diskFull(): boolean {
    return this.#reserve.spent;
  }

  /** Position of the last committed event, 0 for an empty log. */
  get head(): number {
    return this.#head;
  }

  /** What waits for the disk. */
  get queued(): { readonly changes: number; readonly bytes: number } {
    return { changes: this.#queue.length, bytes: this.#queuedBytes };
  }

  /** Whether changes are accepted at all. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Calls the listener after each commit that added events; returns a function that stops this. */
  onCommit(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Durable when it resolves with `done`.
   *
   * @throws {NotTaken} when the disk is full, the queue is full, or the log has stopped.
   */
  submit(change: Change): Promise<Outcome> {
    return new Promise((resolve, reject) => this.enqueue(change, resolve, reject));
  }

  /** `submit` without a promise, for the hot path. */
  enqueue(change: Change, settle: (outcome: Outcome) => void, refuse: (error: NotTaken) => void): void {
    const [bytes, events] = change.kind === 'append' ? [sizeOf(change.events), change.events.length] : [0, 1];
    if (this.#state !== 'open') return refuse(new NotTaken('stopped', 'the store is stopping'));
    if (
      this.#queue.length >= this.#queueMax.changes ||
      this.#queuedBytes + bytes > this.#queueMax.bytes ||
      this.#queuedEvents + events > this.#queueMax.events
    ) {
      return refuse(new NotTaken('busy', 'too many appends are waiting for the disk'));
    }
    if (this.#heldBack) {
      return refuse(
        new NotTaken(
          'busy',
          'a long read of the file by another process keeps the write-ahead log from being folded in',
        ),
      );
    }
    if (!this.#reserve.admits(change.stream)) return refuse(new NotTaken('disk-full', 'the disk is full'));
    this.#line({ change, bytes, events, settle, refuse });
    this.#schedule();
  }

  #line(queued: Queued): void {
    this.#queue.push(queued);
    this.#count(queued);
  }

  #count({ bytes, events }: Queued): void {
    this.#queuedBytes += bytes;
    this.#queuedEvents += events;
  }

  /** Commits and answers what is queued; nothing is accepted afterwards, reads go on. */
  stop(): void {
    while (this.#state === 'open' && this.#queue.length > 0) this.#commitBatch();
    if (this.#state === 'open') this.#state = 'stopped';
  }

  close(): void {
    this.stop();
    if (this.#state === 'closed') return;
    const failed = this.#state === 'failed';
    this.#state = 'closed';
    this.#scrub.stop();
    clearTimeout(this.#foldTimer);
    if (failed) return this.#files.abandon();
    try {
      this.#sealAll();
      foldIn(this.#files.db, 'TRUNCATE');
    } finally {
      this.#files.close();
    }
  }

  #sealAll(): void {
    if (this.integrity.sealedPosition === this.#head || !this.#scrub.canSeal) return;
    try {
      this.#files.db.exec('BEGIN IMMEDIATE');
      this.#scrub.seal(this.#head);
      this.#files.db.exec('COMMIT');
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      if (this.#files.db.isTransaction) this.#files.db.exec('ROLLBACK');
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#state !== 'open') return;
      this.#commitBatch();
      this.#checkpointWhenDue();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #commitBatch(): void {
    const batch = this.#takeBatch();
    const headBefore = this.#head;
    const toSeal = this.#toSeal !== undefined && this.#scrub.canSeal ? this.#toSeal : undefined;
    let outcomes: Outcome[];
    try {
      this.#files.db.exec('BEGIN IMMEDIATE');
      outcomes = batch.map(({ change }) => this.#apply(change));
      if (toSeal !== undefined) this.#scrub.seal(toSeal);
      this.#files.db.exec('COMMIT');
    } catch (error) {
      return this.#undo(batch, error);
    }
    this.#toSeal = undefined;
    for (const [index, queued] of batch.entries()) queued.settle(outcomes[index]!);
    if (this.#head === headBefore) return;
    this.#uncheckpointedBytes += batch.length * CHANGE_PAGES_BYTES_ABOUT;
    for (const listener of this.#listeners) listener();
  }

  #takeBatch(): Queued[] {
    let count = 0;
    let rowBytes = 0;
    const max = this.#alone > 0 ? 1 : COMMIT_CHANGES_MAX;
    while (count < this.#queue.length && count < max && rowBytes < COMMIT_BYTES_MAX) {
      const { bytes, events } = this.#queue[count++]!;
      rowBytes += bytes + events * ROW_BYTES_ABOUT;
      this.#queuedBytes -= bytes;
      this.#queuedEvents -= events;
    }
    if (this.#alone > 0) this.#alone--;
    return this.#queue.splice(0, count);
  }

  #takeAlone(batch: readonly Queued[]): void {
    this.#alone = batch.length;
    this.#queue.unshift(...batch);
    for (const queued of batch) this.#count(queued);
  }

  /**
   * A full disk is survived, and a damaged row fails only for those who need it. After any other fault, in particular a failed fsync,
   * nobody knows what the disk contains, and a later success would prove nothing: the log acknowledges nothing more.
   */
  #undo(batch: readonly Queued[], error: unknown): void {
    try {
      if (this.#files.db.isTransaction) this.#files.db.exec('ROLLBACK');
      this.#readBack();
    } catch (rollbackError) {
      return this.#fail(batch, rollbackError);
    }
    const refusal = survivable(error);
    if (!refusal) return this.#fail(batch, error);
    if (refusal.reason === 'damaged' && batch.length > 1) return this.#takeAlone(batch);
    const isNews = refusal.reason === 'disk-full' && this.#reserve.spend();
    for (const queued of batch) {
      // The space that was just given up is theirs.
      if (isNews && this.#reserve.mayUse(queued.change.stream)) this.#line(queued);
      else queued.refuse(refusal);
    }
  }

  #fail(batch: readonly Queued[], error: unknown): void {
    this.#state = 'failed';
    const refusal = new NotTaken('stopped', 'the store has stopped', { cause: error });
    for (const queued of [...batch, ...this.#queue.splice(0)]) queued.refuse(refusal);
    this.#onFailure(error);
  }

  /** The writer decides when, because a failed fsync of a checkpoint must be noticed like one of a commit. */
  #checkpointWhenDue(): void {
    if (this.#state !== 'open' || this.#uncheckpointedBytes < this.#foldAfterBytes) return;
    let fold: Fold;
    try {
      fold = foldIn(this.#files.db, 'PASSIVE');
    } catch (error) {
      return this.#fail([], error);
    }
    this.#uncheckpointedBytes = 0;
    if (fold.whole) this.#toSeal = this.#head;
    this.#heldBack = !fold.whole && fold.pages * PAGE_BYTES > this.#walBytesMax;
    if (this.#heldBack) this.#foldTimer = setTimeout(() => this.#foldAgain(), FOLD_AGAIN_MS).unref();
  }

  #foldAgain(): void {
    this.#uncheckpointedBytes = this.#foldAfterBytes;
    this.#checkpointWhenDue();
  }

  #readBack(): void {
    const row = this.#selectHead.get() as Pick<StoredEvent, 'position' | 'created'> | undefined;
    const before = this.#head;
    this.#head = row?.position ?? 0;
    this.#lastCreated = row?.created ?? 0;
    this.streams.forget();
    if (this.#head !== before) this.#recent.fill(this.#files.db, this.#head);
  }

  #apply(change: Change): Outcome {
    const state = this.streams.find(change.stream);
    if (change.kind === 'append') return this.#append(change, state);
    return this.#remove(change, state);
  }

  #append({ stream, expected, events }: Append, found: StreamState | undefined): Outcome {
    const ids = events.map(({ id }) => id);
    const verdict = judge(expected, ids, this.#factsOf(stream, found));
    if (verdict.kind !== 'write') return outcomeOf(verdict, found);
    if (events.length === 0) return { kind: 'done', revision: found?.last ?? -1, position: undefined };
    const isRevived = this.streams.metadataFor(stream).softDeleted;
    if (isRevived && this.#isMetadataOver(stream)) return { kind: 'deleted' };
    const state = found ?? this.streams.ensure(stream);
    if (isRevived) this.#revive(state);
    let position = 0;
    for (const event of events) position = this.#write(state, state.last + 1, event);
    return { kind: 'done', revision: state.last, position };
  }

  #remove({ kind, stream, expected, as }: Removal, found: StreamState | undefined): Outcome {
    const id = as?.id ?? randomBytes(16);
    const facts = this.#factsOf(stream, found);
    const verdict = judge(expected, [id], facts);
    if (verdict.kind !== 'write') return outcomeOf(verdict, found);
    if (kind === 'tombstone') {
      const event = { id, type: '$streamDeleted', json: true, data: EMPTY, metadata: EMPTY, ...as };
      const position = this.#write(this.streams.ensure(stream), TOMBSTONE_REVISION, event);
      return { kind: 'done', revision: -1, position };
    }
    if (facts.last < 0 && !facts.hasMetadata) return { kind: 'conflict', current: NO_STREAM };
    if (this.#isMetadataOver(stream)) return { kind: 'deleted' };
    const metastream = this.streams.ensure(`$$${stream}`);
    const position = this.#write(metastream, metastream.last + 1, metadataEvent(SOFT_DELETED_JSON, id));
    return { kind: 'done', revision: -1, position };
  }

  /** Earlier versions let metadata be deleted for good; what is written behind its tombstone breaks the chain. */
  #isMetadataOver(stream: string): boolean {
    return this.streams.find(`$$${stream}`)?.tombstoned === true;
  }

  /** A soft-deleted stream that is written to again continues at its next revision and keeps its past hidden. */
  #revive(state: StreamState): void {
    const metadata = { ...this.streams.metadataOf(state).raw, $tb: state.last + 1 };
    const metastream = this.streams.ensure(`$$${state.name}`);
    this.#write(metastream, metastream.last + 1, metadataEvent(JSON.stringify(metadata), randomBytes(16)));
  }

  #factsOf(name: string, state: StreamState | undefined): Facts {
    const { streams } = this;
    return {
      last: state?.last ?? -1,
      tombstoned: state?.tombstoned === true,
      softDeleted: state !== undefined && this.streams.metadataOf(state).softDeleted,
      // Few expectations ask for it, and each time it is looked up.
      get hasMetadata() {
        return !name.startsWith('$$') && (streams.find(`$$${name}`)?.last ?? -1) >= 0;
      },
      recent: (id) => {
        const place = this.#recent.find(id);
        return place && place.stream === state?.id ? place : undefined;
      },
      at: (revision) => {
        if (!state) return undefined;
        return this.#selectAt.get(state.id, revision) as Pick<StoredEvent, 'id' | 'position'> | undefined;
      },
    };
  }

  #write(state: StreamState, revision: number, proposed: ProposedEvent): number {
    const position = this.#head + 1;
    const created = Math.max(proposed.created ?? this.#now(), this.#lastCreated);
    const { id, type, data, metadata } = proposed;
    const json = proposed.json ? 1 : 0;
    const event = { position, stream: state.id, revision, id, type, created, json, metadata, data };
    const sum = chainedSum(state.sum, state.name, event);
    const crc = rowCrc(event);
    this.#insert.run(position, state.id, revision, id, type, created, json, sum, crc, metadata, data);
    this.#head = position;
    this.#lastCreated = created;
    this.#uncheckpointedBytes += data.length + metadata.length + ROW_BYTES_ABOUT;
    state.sum = sum;
    if (revision === TOMBSTONE_REVISION) state.tombstoned = true;
    else state.last = revision;
    this.streams.written(state.name);
    this.#recent.add(id, { stream: state.id, revision, position });
    return position;
  }
}
