import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { makeFolder } from '../make-folder.ts';
import { createSchema, isDamage, openForReading, logStateOf, StoreRefused } from '../store/database.ts';
import type { ChainedEvent } from '../store/events.ts';
import { lostEnd } from '../store/scrub.ts';
import { verify } from '../store/verify.ts';
import { openFileTarget } from './file-side.ts';
import { openLog } from './log-opened.ts';

/** Short reads: a server that works on the same file is not held back. */
const PAGE_EVENTS = 1_000;
/** Findings that are named when a damaged log is refused. */
const FINDINGS_TOLD_MAX = 3;

export interface BackedUp {
  readonly streams: number;
  readonly events: number;
  /** Position up to which the backup goes. */
  readonly upTo: number;
}

interface Around {
  readonly onProgress?: (events: number) => void;
  /** When aborted, what was copied is removed. */
  readonly signal?: AbortSignal;
}

/**
 * Copies the log as it is at this moment into one file, row by row, whether or not it is being served, and verifies every event of
 * the copy. Rows never change once written, so what is read page by page is what was there at the beginning.
 *
 * @throws {StoreRefused} when the file already exists or cannot be written, or the log is damaged.
 */
export async function backupLog(folder: string, to: string, around: Around = {}): Promise<BackedUp> {
  if (existsSync(to)) throw new StoreRefused(`${to}: is there already; a backup overwrites nothing`);
  const { damage } = logStateOf(folder);
  if (damage !== undefined) throw new StoreRefused(`${folder}: ${damage}`);
  const partial = `${to}.part`;
  const source = openForReading(folder);
  try {
    const lost = lostEnd(source);
    if (lost !== undefined) throw new StoreRefused(`${folder}: the log is damaged: ${lost}`);
    makeFolder(dirname(resolve(to)));
    remove(partial);
    const upTo = await copyRows(source, partial, around);
    const { streams, events, findings } = verify(partial);
    if (findings.length > 0) throw new StoreRefused(`${folder}: the log is damaged: ${firstOf(findings)}`);
    sync(partial);
    renameSync(partial, to);
    sync(dirname(resolve(to)));
    return { streams, events, upTo };
  } catch (error) {
    remove(partial);
    if (!isDamage(error)) throw unwritable(to, error);
    throw new StoreRefused(`${folder}: the log is damaged: ${error.message}; store verify says where`, {
      cause: error,
    });
  } finally {
    source.close();
  }
}

/** One line, however many findings there are. */
function firstOf(findings: readonly string[]): string {
  const left = findings.length - FINDINGS_TOLD_MAX;
  const told = findings.slice(0, FINDINGS_TOLD_MAX).join('; ');
  return left > 0 ? `${told}; and ${left} more, which store verify lists` : told;
}

/** What the system or SQLite says about a place that cannot be written, in one line with the place. */
function unwritable(path: string, error: unknown): unknown {
  if (!(error instanceof Error && ('syscall' in error || 'errcode' in error))) return error;
  return new StoreRefused(`${path}: cannot be written (${error.message})`, { cause: error });
}

/** If its folder does not exist, there is nothing to remove. */
function remove(path: string): void {
  if (existsSync(path)) rmSync(path, { recursive: true, force: true });
}

async function copyRows(source: DatabaseSync, file: string, { onProgress, signal }: Around): Promise<number> {
  const upTo = Number(source.prepare('SELECT ifnull(max(position), 0) AS head FROM events').get()?.['head']);
  const selectEvents = source.prepare(
    'SELECT * FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ?',
  );
  const selectStreams = source.prepare('SELECT id, name, crc FROM streams WHERE id > ? ORDER BY id LIMIT ?');
  const target = new DatabaseSync(file);
  try {
    // It becomes durable as a whole, or not at all.
    target.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    createSchema(target);
    const insertEvent = target.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    const insertStream = target.prepare('INSERT INTO streams VALUES (?, ?, ?)');
    const hasEvent = source.prepare('SELECT 1 FROM events WHERE stream = ? AND position <= ? LIMIT 1');
    target.exec('BEGIN');
    for (let after = 0; ;) {
      const rows = selectEvents.all(after, upTo, PAGE_EVENTS) as unknown as ChainedEvent[];
      if (rows.length === 0) break;
      for (const { position, stream, revision, id, type, created, json, sum, crc, metadata, data } of rows)
        insertEvent.run(position, stream, revision, id, type, created, json, sum, crc, metadata, data);
      after = rows.at(-1)!.position;
      onProgress?.(after);
      await nextTurn();
      signal?.throwIfAborted();
    }
    for (let after = 0; ;) {
      const rows = selectStreams.all(after, PAGE_EVENTS);
      if (rows.length === 0) break;
      for (const { id, name, crc } of rows) if (hasEvent.get(id!, upTo)) insertStream.run(id!, name!, crc!);
      after = Number(rows.at(-1)!['id']);
      await nextTurn();
    }
    target.exec('COMMIT');
  } finally {
    target.close();
  }
  return upTo;
}

export interface Restored {
  readonly streams: number;
  readonly events: number;
  /** Id of the new log. */
  readonly log: string | undefined;
}

/**
 * Makes a data folder from a backup, after verifying it. The new log opens with a `LogOpened` of its own; the folder appears whole or
 * not at all.
 *
 * @throws {StoreRefused} when it is no backup, or a damaged one, or the folder is not empty or cannot be written.
 */
export async function restoreLog(from: string, folder: string, openedIn?: string): Promise<Restored> {
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new StoreRefused(`${folder}: is not an empty folder; a restore overwrites nothing`);
  const beside = statSync(`${from}-wal`, { throwIfNoEntry: false });
  if (beside && beside.size > 0)
    throw new StoreRefused(
      `${from}: is no backup but a log, whose newest events lie in ${from}-wal; store backup makes one of its folder`,
    );
  const { streams, events, findings } = verify(from);
  if (findings.length > 0) throw new StoreRefused(`${from}: the backup is damaged: ${firstOf(findings)}`);
  const making = `${resolve(folder)}.restoring`;
  try {
    remove(making);
    makeFolder(making);
    copyFileSync(from, `${making}/log.db`);
    sync(`${making}/log.db`);
    const target = openFileTarget(making);
    let log: string | undefined;
    try {
      if (openedIn !== undefined) log = await openLog(target, openedIn);
    } finally {
      await target.close();
    }
    sync(making);
    renameSync(making, folder);
    sync(dirname(resolve(folder)));
    return { streams, events, log };
  } catch (error) {
    remove(making);
    throw unwritable(folder, error);
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
