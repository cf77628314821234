import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makeFolder } from '../make-folder.ts';
import { Damaged } from './checksum.ts';
import { walDamage, writeAgain } from './wal.ts';

const FORMAT = 1;
/** Before it two connections could corrupt a write-ahead log at its reset (sqlite.org/wal.html#walresetbug). */
const SQLITE_VERSION_MIN = [3, 51, 3] as const;
/** The system caches the file, too; a larger cache here would take memory twice and save no processor time. */
const CACHE_KIB = 8 * 1024;
/** The write-ahead log is cut to this size when it starts over. */
const WAL_KEPT_BYTES = 64 * 1024 * 1024;
/** Two processes that open one log at the same time take turns at what a killed one left: reading its write-ahead log again. */
const OPEN_WAIT_MS = 5_000;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;

/** The file cannot be used by this process, for a reason its user can act on: one clear line. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

export interface StoreFiles {
  readonly folder: string;
  readonly db: DatabaseSync;
  close(): void;
  /**
   * Instead of `close` after a failed fsync: SQLite folds its write-ahead log in when it closes, and it is unknown by then
   * what that log contains on the disk. The file stays open for as long as the process lives.
   */
  abandon(): void;
}

const abandoned: DatabaseSync[] = [];

/**
 * Opens the log for writing, as the only process that may.
 *
 * @throws {StoreRefused} when another process holds it, the folder cannot be written, or the format is foreign.
 */
export function openForWriting(folder: string): StoreFiles {
  mustHaveSoundSqlite();
  makeDataFolder(folder);
  const lock = takeLock(folder);
  try {
    const damage = damageOf(folder);
    if (damage)
      throw new StoreRefused(
        `${folder}: ${damage}; restore a copy, or move log.db-wal away to go on without them`,
      );
    writeAgain(walFile(folder));
    const db = new DatabaseSync(logFile(folder), { timeout: OPEN_WAIT_MS });
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = ${WAL_KEPT_BYTES};
      PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1;`);
    assertDurable(db);
    createSchema(db);
    // From here on nothing may hold the event loop: a reader only puts folding in off.
    db.exec('PRAGMA busy_timeout = 0');
    // What a killed process left there would otherwise grow with every kill.
    foldIn(db, 'TRUNCATE');
    return {
      folder,
      db,
      close() {
        db.close();
        lock.close();
      },
      abandon() {
        abandoned.push(db);
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    if (sqliteCode(error) === undefined) throw error;
    if (sqliteCode(error) === SQLITE_BUSY) throw held(folder, error);
    if (isDamage(error)) throw damagedFile(folder, error);
    throw new StoreRefused(`${folder}: the event log cannot be opened: ${String(error)}`, { cause: error });
  }
}

/** Opens the log beside a writer, or alone. @throws {StoreRefused} when there is no log, or it is held. */
export function openForReading(folder: string): DatabaseSync {
  const lost = standsAlone(folder);
  if (lost !== undefined) throw new StoreRefused(`${folder}: ${lost}`);
  try {
    const db = new DatabaseSync(logFile(folder), { readOnly: true, timeout: OPEN_WAIT_MS });
    assertFormat(db);
    return db;
  } catch (error) {
    if (error instanceof StoreRefused) throw error;
    const code = sqliteCode(error);
    if (code === SQLITE_BUSY) throw held(folder, error);
    if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) throw damagedFile(folder, error);
    const why = existsSync(logFile(folder))
      ? `the event log cannot be opened for reading (${(error as Error).message}); on a read-only file system, use a copy`
      : 'there is no readable event log';
    throw new StoreRefused(`${folder}: ${why}`, { cause: error });
  }
}

function held(folder: string, cause: unknown): StoreRefused {
  return new StoreRefused(
    `${folder}: another process kept this event log locked for ${OPEN_WAIT_MS / 1_000} s; end it, or try again`,
    { cause },
  );
}

/** Not even its end can be read. */
export function damagedFile(folder: string, cause: unknown): StoreRefused {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StoreRefused(`${folder}: the event log is damaged as a file (${why}); restore the last backup`, {
    cause,
  });
}

/** The log's file in a data folder; a single file, such as a backup, is itself a log. */
export function logFile(folder: string): string {
  return isFile(folder) ? folder : join(folder, 'log.db');
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The files that contain the log. */
export function logFiles(folder: string): readonly string[] {
  return [logFile(folder), walFile(folder)];
}

function walFile(folder: string): string {
  return `${logFile(folder)}-wal`;
}

/** What SQLite would not say of the write-ahead log. */
function damageOf(folder: string): string | undefined {
  return standsAlone(folder) ?? walDamage(walFile(folder));
}

/** A write-ahead log that SQLite would delete, because it takes the file for a new one. */
function standsAlone(folder: string): string | undefined {
  const [file, wal] = [logFile(folder), walFile(folder)];
  if (sizeOf(file) > 0 || sizeOf(wal) === 0) return undefined;
  return `log.db is gone, and its newest events lie in ${wal}`;
}

const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

export interface LogState {
  /** A writer is at work on it. */
  readonly served: boolean;
  /** What is wrong with the part of the log that is not folded in yet; undefined too while it is served. */
  readonly damage: string | undefined;
}

/** To be asked before the file is opened: SQLite then folds in the frames whose checksums are right and forgets the rest. */
export function logStateOf(folder: string): LogState {
  if (isFile(folder)) return { served: false, damage: damageOf(folder) };
  let lock: DatabaseSync;
  try {
    lock = takeLock(folder);
  } catch {
    return { served: true, damage: undefined };
  }
  try {
    return { served: false, damage: damageOf(folder) };
  } finally {
    lock.close();
  }
}

function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new StoreRefused(`${folder}: the data folder cannot be made`, { cause: error });
  }
}

/** An exclusive lock on a separate file: the kernel releases it with the process, and readers of the log are not affected. */
function takeLock(folder: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, 'writer.lock'), { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (sqliteCode(error) === SQLITE_BUSY) {
      throw new StoreRefused(`${folder}: another process serves this event log`, { cause: error });
    }
    throw new StoreRefused(`${folder}: the data folder cannot be written`, { cause: error });
  }
}

/** Durability before acknowledging depends on these two; they are checked on every open, never assumed. */
function assertDurable(db: DatabaseSync): void {
  const journal = String(db.prepare('PRAGMA journal_mode').get()?.['journal_mode']);
  const synchronous = Number(db.prepare('PRAGMA synchronous').get()?.['synchronous']);
  if (journal !== 'wal' || synchronous !== 2) {
    throw new StoreRefused(
      `the log is not durable here: journal_mode=${journal}, synchronous=${synchronous}`,
    );
  }
}

function mustHaveSoundSqlite(): void {
  const version = process.versions.sqlite ?? 'none';
  const parts = version.split('.').map(Number);
  const differs = SQLITE_VERSION_MIN.findIndex((part, at) => parts[at] !== part);
  if (differs < 0 || (parts[differs] ?? 0) > SQLITE_VERSION_MIN[differs]!) return;
  const wanted = SQLITE_VERSION_MIN.join('.');
  throw new StoreRefused(`this Node carries SQLite ${version}; the event log needs ${wanted} or newer`);
}

export function createSchema(db: DatabaseSync): void {
  if (formatOf(db) !== 0) assertFormat(db);
  else createLog(db);
  db.exec(
    'CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID',
  );
}

function createLog(db: DatabaseSync): void {
  db.exec(`BEGIN IMMEDIATE;
    CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, crc INTEGER NOT NULL) STRICT;
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream INTEGER NOT NULL, revision INTEGER NOT NULL, id BLOB NOT NULL,
      type TEXT NOT NULL, created INTEGER NOT NULL, json INTEGER NOT NULL, sum BLOB NOT NULL, crc INTEGER NOT NULL,
      metadata BLOB NOT NULL, data BLOB NOT NULL) STRICT;
    CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
    PRAGMA user_version = ${FORMAT};
    COMMIT;`);
}

function assertFormat(db: DatabaseSync): void {
  const format = formatOf(db);
  if (format === FORMAT) return;
  const isLog = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'events'").get() !== undefined;
  const why = isLog
    ? `the event log has format ${format}, and this program reads ${FORMAT}: it takes the version that wrote it`
    : 'is no event log';
  throw new StoreRefused(`${db.location()}: ${why}`);
}

function formatOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

export interface Fold {
  /** Whether all of the write-ahead log is in the file now. */
  readonly whole: boolean;
  /** Pages that the write-ahead log holds, folded in or not. */
  readonly pages: number;
}

/** Copies the write-ahead log into the file, as far as no reader and no full disk holds it back; nothing is lost. */
export function foldIn(db: DatabaseSync, mode: 'PASSIVE' | 'TRUNCATE'): Fold {
  try {
    const done = db.prepare(`PRAGMA wal_checkpoint(${mode})`).get();
    const [busy, pages, folded] = [done?.['busy'], done?.['log'], done?.['checkpointed']].map(Number);
    return { whole: busy === 0 && pages === folded, pages: pages! };
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return { whole: false, pages: 0 };
  }
}

export function isDiskFull(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_FULL;
}

/** A row contradicts another one: two have what only one may have. */
export function isConflict(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_CONSTRAINT;
}

/** A row, or a page of the file, that differs from what was written. */
export function isDamage(error: unknown): error is Error {
  return error instanceof Damaged || sqliteCode(error) === SQLITE_CORRUPT || isTooLarge(error);
}

/** A number was read that JavaScript has none for: none so large was ever written. */
function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

/** SQLite's primary result code of an error, undefined when it is not SQLite's. */
function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
