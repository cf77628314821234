import { existsSync, renameSync, rmSync } from 'node:fs';
import {
  damageMark,
  type Database,
  IN_MEMORY,
  isDamage,
  mayBeTorn,
  openDatabase,
  unsyncedMark,
} from './database.ts';
import { fingerprintOf, STATE_DDL, type Index, type ModelLayout } from './layout.ts';

/** Larger files are not read through at every start; SQLite then notices damage when it comes across it. */
export const CHECKED_PAGES_MAX = 65_536;

/** How far the projection has read, and which event it handled last. */
export interface Checkpoint {
  /** Id of the log that the positions belong to; `null` until a projector has named it. */
  readonly log: string | null;
  /** How far the whole log has been read; 0 before its first event. */
  readonly position: number;
  /** Position, time, stream, revision and id of the last event handled. */
  readonly eventPosition: number;
  readonly recordedAt: number | null;
  readonly stream: string | null;
  readonly revision: number | null;
  readonly event: string | null;
}

/** What was found when the file was opened; `unfinished` if the system went down while it was built. */
export type Found = 'kept' | 'none' | 'damaged' | 'unfinished' | 'outdated';

/** What the rows of a file are made of. */
export interface Made {
  readonly layouts: readonly ModelLayout[];
  /** Positions of the events that the log comes without. */
  readonly without: readonly number[];
}

/** Opens the existing file if it is whole and made so; one that is damaged or unfinished is deleted, since it can be rebuilt. */
export function openFile(file: string, made: Made): { db: Database; found: Found } {
  if (file === IN_MEMORY || !existsSync(file)) {
    removeFile(file);
    return { db: createFile(file, made, null), found: 'none' };
  }
  const isUnfinished = mayBeTorn(file);
  const db = openWhole(file);
  if (!db) {
    removeFile(file);
    return { db: createFile(file, made, null), found: isUnfinished ? 'unfinished' : 'damaged' };
  }
  if (!isOf(db, made)) return { db, found: 'outdated' };
  comesWithout(db, made.without);
  return { db, found: 'kept' };
}

/** The file in which a replacement is built: an unfinished one that is made so, from the same log, is continued. */
export function openBeside(file: string, made: Made, log: string | null): Database {
  if (file === IN_MEMORY) return createFile(file, made, log);
  const beside = besideOf(file);
  const started = existsSync(beside) ? openWhole(beside) : undefined;
  if (started && isOf(started, made) && readCheckpoint(started).log === log) {
    comesWithout(started, made.without);
    return started;
  }
  started?.close();
  removeFile(beside);
  return createFile(beside, made, log);
}

/** The indexes that still have to be made. */
export function missingIndexes(db: Database, layouts: readonly ModelLayout[]): Index[] {
  const made = new Set(db.all("SELECT name FROM sqlite_schema WHERE type = 'index'").map(([name]) => name));
  const wanted = layouts.flatMap(({ rows, figures }) => [...rows.indexes, ...(figures?.indexes ?? [])]);
  return wanted.filter(({ name }) => !made.has(name));
}

/** Puts the replacement, once it is synced, in the old file's place in one step. */
export function swapIn(file: string, replacement: Database): Database {
  if (file === IN_MEMORY) return replacement;
  // A database may be renamed only when nothing of it lies in the write-ahead log.
  replacement.all('PRAGMA journal_mode = DELETE');
  replacement.close();
  rmSync(`${file}-wal`, { force: true });
  rmSync(`${file}-shm`, { force: true });
  renameSync(besideOf(file), file);
  // It was the mark of the file that is gone.
  rmSync(unsyncedMark(file), { force: true });
  return openDatabase(file);
}

/** Removes all files of a replacement that is no longer needed. */
export function removeBeside(file: string): void {
  removeFile(besideOf(file));
}

function besideOf(file: string): string {
  return `${file}.next`;
}

function removeFile(file: string): void {
  if (file.startsWith(IN_MEMORY)) return;
  for (const mark of [damageMark(file), unsyncedMark(file)]) rmSync(mark, { force: true });
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
}

export function readCheckpoint(db: Database): Checkpoint {
  const [log, position, eventPosition, recordedAt, stream, revision, event] = db.first(
    'SELECT log, position, eventPosition, recordedAt, stream, revision, event FROM _checkpoint',
  )!;
  return { log, position, eventPosition, recordedAt, stream, revision, event } as Checkpoint;
}

export function writeCheckpoint(db: Database, to: Checkpoint): void {
  db.run(
    `UPDATE _checkpoint SET log = ?, position = ?, eventPosition = ?, recordedAt = ?, stream = ?, revision = ?, event = ?`,
    [to.log, to.position, to.eventPosition, to.recordedAt, to.stream, to.revision, to.event],
  );
}

/** `undefined` when SQLite finds it damaged, or not to be a database at all. */
function openWhole(file: string): Database | undefined {
  if (existsSync(damageMark(file)) || mayBeTorn(file)) return undefined;
  let db: Database | undefined;
  try {
    db = openDatabase(file);
    const pages = db.first('PRAGMA page_count')![0] as number;
    const verdict = pages <= CHECKED_PAGES_MAX ? db.first('PRAGMA quick_check(1)')![0] : 'ok';
    // The tables are made in one transaction: without the checkpoint there are none, or they are not ours.
    const ours = "SELECT 1 FROM sqlite_schema WHERE name = '_checkpoint'";
    if (verdict === 'ok' && db.first(ours)) {
      if (existsSync(unsyncedMark(file))) db.hurry();
      return db;
    }
  } catch (error) {
    if (!isDamage(error)) {
      db?.close();
      throw error;
    }
  }
  db?.close();
  return undefined;
}

/** Whether its rows are of these models, and made without the same events as far as it has read. */
function isOf(db: Database, { layouts, without }: Made): boolean {
  if (db.first('SELECT fingerprint FROM _checkpoint')![0] !== fingerprintOf(layouts)) return false;
  const before = new Set(db.all('SELECT position FROM _without').map(([position]) => position as number));
  const now = new Set(without);
  const read = readCheckpoint(db).position;
  return [...before, ...now].every(
    (position) => before.has(position) === now.has(position) || position > read,
  );
}

function comesWithout(db: Database, positions: readonly number[]): void {
  db.transaction(() => {
    db.run('DELETE FROM _without');
    for (const position of positions) db.run('INSERT INTO _without VALUES (?)', [position]);
  });
}

function createFile(file: string, { layouts, without }: Made, log: string | null): Database {
  const db = openDatabase(file);
  db.hurry();
  db.transaction(() => {
    for (const ddl of STATE_DDL) db.run(ddl);
    for (const { model, rows, figures } of layouts) {
      for (const ddl of [...rows.tables, ...(figures?.tables ?? [])]) db.run(ddl);
      db.run('INSERT INTO _projection VALUES (?, ?)', [model.name, model.version]);
    }
    db.run('INSERT INTO _checkpoint VALUES (1, ?, ?, 0, 0, NULL, NULL, NULL, NULL)', [
      fingerprintOf(layouts),
      log,
    ]);
  });
  comesWithout(db, without);
  return db;
}
