import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { walDamage } from './wal.ts';

const FORMAT = 1;
const CACHE_KIB = 64 * 1024;
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/** The file cannot be used by this process, for a reason its user can act on: one clear line. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}

export interface StoreFiles {
  readonly db: DatabaseSync;
  close(): void;
}

/**
 * Opens the log for writing, as the only process that may.
 *
 * @throws {StoreRefused} when another process holds it, the folder cannot be written, or the format is foreign.
 */
export function openForWriting(folder: string): StoreFiles {
  makeFolder(folder);
  const lock = takeLock(folder);
  try {
    const damage = walDamage(walFile(folder));
    if (damage)
      throw new StoreRefused(
        `${folder}: ${damage}; restore a copy, or move log.db-wal away to go on without them`,
      );
    const db = new DatabaseSync(logFile(folder));
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1;`);
    assertDurable(db);
    createSchema(db);
    // What a killed process left there would otherwise grow with every kill.
    foldIn(db, 'TRUNCATE');
    return {
      db,
      close() {
        db.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    if (sqliteCode(error) === undefined) throw error;
    throw new StoreRefused(`${folder}: the event log cannot be opened: ${String(error)}`, { cause: error });
  }
}

/** Opens the log beside a writer, or alone. @throws {StoreRefused} when there is no log. */
export function openForReading(folder: string): DatabaseSync {
  try {
    const db = new DatabaseSync(logFile(folder), { readOnly: true });
    assertFormat(db);
    return db;
  } catch (error) {
    if (error instanceof StoreRefused) throw error;
    throw new StoreRefused(`${folder}: there is no readable event log`, { cause: error });
  }
}

export function logFile(folder: string): string {
  return join(folder, 'log.db');
}

function walFile(folder: string): string {
  return `${logFile(folder)}-wal`;
}

/** What is wrong with the part of the log that is not folded in yet; undefined too while a writer is at work on it. */
export function unfoldedDamage(folder: string): string | undefined {
  let lock: DatabaseSync;
  try {
    lock = takeLock(folder);
  } catch {
    return undefined;
  }
  try {
    return walDamage(walFile(folder));
  } finally {
    lock.close();
  }
}

/** Level by level: `recursive` never returns where the system refuses with ENOENT, as under /proc. */
function makeFolder(folder: string): void {
  try {
    const missing: string[] = [];
    for (let path = resolve(folder); !existsSync(path); path = dirname(path)) missing.unshift(path);
    for (const path of missing) mkdirSync(path);
  } catch (error) {
    throw new StoreRefused(`${folder}: the data folder cannot be made`, { cause: error });
  }
}

/** An exclusive lock on a file of its own: the kernel lets go of it with the process, and readers of the log stay free. */
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

/** Durable before acknowledging hangs on these two; they are asserted on every open, never assumed. */
function assertDurable(db: DatabaseSync): void {
  const journal = String(db.prepare('PRAGMA journal_mode').get()?.['journal_mode']);
  const synchronous = Number(db.prepare('PRAGMA synchronous').get()?.['synchronous']);
  if (journal !== 'wal' || synchronous !== 2) {
    throw new StoreRefused(
      `the log is not durable here: journal_mode=${journal}, synchronous=${synchronous}`,
    );
  }
}

function createSchema(db: DatabaseSync): void {
  if (formatOf(db) !== 0) {
    assertFormat(db);
    return;
  }
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
  if (format !== FORMAT)
    throw new StoreRefused(`the event log has format ${format}, this program reads ${FORMAT}`);
}

function formatOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
}

/** Copies the write-ahead log into the file; on a full disk it stays where it is, and nothing is lost. */
export function foldIn(db: DatabaseSync, mode: 'PASSIVE' | 'TRUNCATE'): void {
  try {
    db.exec(`PRAGMA wal_checkpoint(${mode})`);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

export function isDiskFull(error: unknown): boolean {
  return sqliteCode(error) === SQLITE_FULL;
}

/** SQLite's primary result code of an error, undefined when it is not SQLite's. */
function sqliteCode(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
