import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { FileInUse } from './errors.ts';

/** Not a file: its contents are gone when it is closed. */
export const IN_MEMORY = ':memory:';
/** Filters give rise to few shapes of SQL; the bound is there in case they do not. */
const STATEMENTS_MAX = 500;
const BUSY_TIMEOUT_MS = 2_000;
const WAL_CHECKPOINT_PAGES = 4_000;
const PAGE_CACHE_KIB = 64 * 1024;
/** The most that SQLite can map. */
const MAPPED_BYTES_MAX = 2 ** 31 - 2 ** 16;

export type Values = readonly SQLInputValue[];
export type Tuple = SQLOutputValue[];

/** One SQLite file with its prepared statements; rows come as arrays in the order of the columns asked for. */
export interface Database {
  run(sql: string, values?: Values): void;
  first(sql: string, values?: Values): Tuple | undefined;
  all(sql: string, values?: Values): Tuple[];
  iterate(sql: string, values?: Values): Iterable<Tuple>;
  /** All or nothing; an error thrown by `work` is passed on after the roll-back. */
  transaction(work: () => void): void;
  /** Whether pages that are not cached are read from where the system already holds them: for work that reads the file repeatedly. */
  map(isMapped: boolean): void;
  /** Frees the cached pages: they are read again from the file. */
  shrink(): void;
  /** From now on nothing waits for the disk: a power cut may tear the file, and a mark beside it says so until `synced`. */
  hurry(): void;
  /** Commits keep to their order again from now on; resolves when all is on the disk. */
  synced(): Promise<void>;
  close(): void;
}

/**
 * While open, the file belongs to this process alone: a second one would project every event twice, and taking the lock
 * each time took two thirds of the time of reading a row by its key (ADR 366).
 *
 * WAL with `synchronous = NORMAL`: a power cut may lose the last commits but never tears one, and rows and checkpoint
 * share each commit, so what was lost is simply projected again. FULL would cost an fsync per batch for data that the log
 * keeps anyway; OFF could leave behind a torn file that looks whole.
 *
 * @throws {FileInUse} when another process has it open for longer than BUSY_TIMEOUT_MS.
 */
export function openDatabase(file: string): Database {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known) return known;
    const prepared = db.prepare(sql);
    prepared.setReturnArrays(true);
    for (const oldest of statements.keys()) {
      if (statements.size < STATEMENTS_MAX) break;
      statements.delete(oldest);
    }
    statements.set(sql, prepared);
    return prepared;
  };
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${WAL_CHECKPOINT_PAGES}; PRAGMA cache_size = -${PAGE_CACHE_KIB}`);
  } catch (error) {
    db.close();
    throw codeOf(error) === SQLITE_BUSY ? new FileInUse(file, error) : error;
  }
  const noting = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      if (isDamage(error) && file !== IN_MEMORY) writeFileSync(damageMark(file), String(error));
      throw error;
    }
  };
  return {
    run: (sql, values = []) => void noting(() => statement(sql).run(...values)),
    first: (sql, values = []) => noting(() => statement(sql).get(...values)) as unknown as Tuple | undefined,
    all: (sql, values = []) => noting(() => statement(sql).all(...values)) as unknown as Tuple[],
    iterate: (sql, values = []) => statement(sql).iterate(...values) as unknown as Iterable<Tuple>,
    transaction(work) {
      db.exec('BEGIN IMMEDIATE');
      try {
        work();
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
    },
    map: (isMapped) => db.exec(`PRAGMA mmap_size = ${isMapped ? MAPPED_BYTES_MAX : 0}`),
    shrink: () => db.exec('PRAGMA shrink_memory'),
    hurry() {
      if (file === IN_MEMORY) return;
      markUnsynced(file);
      db.exec('PRAGMA synchronous = OFF');
    },
    async synced() {
      if (!existsSync(unsyncedMark(file))) return;
      db.exec('PRAGMA synchronous = NORMAL');
      for (const path of [`${file}-wal`, file]) await syncFile(path);
      rmSync(unsyncedMark(file), { force: true });
    },
    close() {
      statements.clear();
      db.close();
    },
  };
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_NOTADB = 26;

/** Whether SQLite says that the file itself is torn, or is not a database. */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** Whether SQLite says that the disk is full: nothing of the transaction was written. */
export const isDiskFull = (error: unknown): boolean => codeOf(error) === SQLITE_FULL;

/** SQLite's result code, without the extended part. */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return undefined;
  return Number(error.errcode) & 0xff;
}

/** The path of a mark that stands beside a damaged file: the next start does not trust that file, however large it is. */
export function damageMark(file: string): string {
  return `${file}.damaged`;
}

const BOOT_ID_FILE = '/proc/sys/kernel/random/boot_id';
/** Since when the system has run without a break; where that is not known, this process alone. */
const runOfSystem = existsSync(BOOT_ID_FILE) ? readFileSync(BOOT_ID_FILE, 'utf8').trim() : randomUUID();

/** The path of a mark beside a file of which the disk may hold only parts. It names the run of the system that holds the rest. */
export function unsyncedMark(file: string): string {
  return `${file}.unsynced`;
}

/** Whether the system went down before all of the file was on the disk. */
export function mayBeTorn(file: string): boolean {
  const mark = unsyncedMark(file);
  return existsSync(mark) && readFileSync(mark, 'utf8') !== runOfSystem;
}

/** On the disk before anything that it warns of. */
function markUnsynced(file: string): void {
  writeFileSync(unsyncedMark(file), runOfSystem, { flush: true });
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

async function syncFile(path: string): Promise<void> {
  if (!existsSync(path)) return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
