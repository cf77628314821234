import { makeFolder } from '@proximidad/embedded-eventstore/make-folder';
import { copyFileSync, existsSync, linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { type KeyDatabase, openKeyDatabase, VAULT_VERSION } from './database.ts';
import { sync } from './sync.ts';

const SQLITE_BUSY = 5;

/** What was asked cannot be done with the keys as they are; nothing was changed. */
export class KeysRefused extends Error {
  override readonly name = 'KeysRefused';
}

export const keysIn = (folder: string): string => join(folder, 'vault.db');
const draftIn = (folder: string) => `${keysIn(folder)}.restoring`;

/** @throws where it may not be looked at: it may be there for all that. */
const isThere = (file: string) => statSync(file, { throwIfNoEntry: false }) !== undefined;

/** The keys that a vault left in the folder. @throws {KeysRefused} when there are none, instead of making new ones. */
export function keysThatAre(folder: string): KeyDatabase {
  const file = keysIn(folder);
  if (!isThere(file))
    throw new KeysRefused(`${file} is not there: name the platform's folder with PROXIMIDAD_DATA`);
  return openKeyDatabase(file);
}

/**
 * Takes the folder for this process alone until it is released or the process ends: for the vault that serves it, and for a
 * process that replaces the keys. Of a restoration that was killed nothing is left then: an erasure would not reach the keys in its
 * draft.
 *
 * @throws {KeysRefused} when another process has it.
 */
export function takeKeys(folder: string): { release(): void } {
  makeFolder(folder, 0o700);
  const lock = new DatabaseSync(join(folder, 'vault.lock'), { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    removeDraft(folder);
  } catch (cause) {
    lock.close();
    if (!(cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY)) throw cause;
    throw new KeysRefused(`${folder} is served by a vault: stop it first`, { cause });
  }
  return { release: () => lock.close() };
}

function removeDraft(folder: string): void {
  const draft = basename(draftIn(folder));
  for (const name of readdirSync(folder)) if (name.startsWith(draft)) rmSync(join(folder, name));
}

/** Copies the keys as they are now into one file, whole or not at all. @throws {KeysRefused} */
export function backUpKeys(folder: string, to: string): void {
  const db = keysThatAre(folder);
  const partial = `${to}.part`;
  try {
    makeFolder(dirname(resolve(to)));
    rmSync(partial, { force: true });
    db.backup(partial);
    renameSync(partial, to);
    sync(dirname(resolve(to)));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    db.close();
  }
}

/**
 * Replaces the keys with a backup. The present ones stay until the backup has been read whole and is on the disk beside them, and
 * then get another name, which is answered: keys made since the backup, and the notes of accesses since, exist nowhere else. What
 * cannot be folded into a damaged file is kept beside it.
 *
 * @throws {KeysRefused} when the backup is not whole, or a vault serves the folder.
 */
export function restoreKeys(from: string, folder: string, now = Date.now()): string | undefined {
  mustBeWhole(from);
  const taken = takeKeys(folder);
  const file = keysIn(folder);
  const draft = draftIn(folder);
  try {
    copyFileSync(from, draft);
    markRestored(draft, now);
    sync(draft);
    const newest = `${draft}-newest`;
    // SQLite deletes it where it belongs to no file that it knows.
    if (existsSync(`${file}-wal`)) linkSync(`${file}-wal`, newest);
    fold(file);
    const until = `${file}.until-${now}`;
    const kept: string[] = [];
    if (existsSync(file)) {
      linkSync(file, until);
      kept.push(until);
    }
    if (statSync(newest, { throwIfNoEntry: false })?.size) {
      renameSync(newest, `${until}-wal`);
      kept.push(`${until}-wal`);
    }
    for (const path of [`${file}-wal`, `${file}-shm`]) rmSync(path, { force: true });
    renameSync(draft, file);
    sync(folder);
    return kept[0];
  } finally {
    removeDraft(folder);
    taken.release();
  }
}

/** Older keys do not contain the decisions about persons made since; they say so until they have been given them. */
function markRestored(draft: string, now: number): void {
  const db = openKeyDatabase(draft);
  try {
    db.run('INSERT INTO restored (at) VALUES (?)', now);
  } finally {
    db.close();
  }
}

/**
 * Folds what a killed vault left beside its keys into them: they are then whole even if this process ends before the
 * backup replaces them.
 */
function fold(file: string): void {
  if (!existsSync(file)) return;
  try {
    const db = new DatabaseSync(file);
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      db.close();
    }
  } catch {
    // Keys that cannot be read are the very reason to put a backup back.
  }
}

/** Read without writing: nothing is made beside a backup. */
function mustBeWhole(backup: string): void {
  if (!isThere(backup)) throw new KeysRefused(`${backup} is not there`);
  const refuse = (why: string, cause?: unknown) =>
    new KeysRefused(`${backup} is no whole backup of the keys (${why}); nothing was changed`, { cause });
  const beside = statSync(`${backup}-wal`, { throwIfNoEntry: false });
  if (beside && beside.size > 0)
    throw refuse(`a vault's own file, whose newest keys lie in ${backup}-wal; vault backup makes one`);
  let findings: readonly unknown[];
  try {
    const url = pathToFileURL(backup);
    url.searchParams.set('immutable', '1');
    const db = new DatabaseSync(url, { readOnly: true });
    try {
      const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
      if (version < 1 || version > VAULT_VERSION)
        throw refuse(`version ${version}, not 1 to ${VAULT_VERSION}`);
      db.prepare('SELECT count(*) FROM subject_keys').get();
      findings = db
        .prepare('PRAGMA integrity_check')
        .all()
        .map((row) => row['integrity_check']);
    } finally {
      db.close();
    }
  } catch (error) {
    throw error instanceof KeysRefused ? error : refuse((error as Error).message, error);
  }
  if (findings[0] !== 'ok') throw refuse(String(findings[0]));
}
