import { DatabaseSync } from 'node:sqlite';

const SQLITE_BUSY = 5;

/** Keeps the garbage collector from collecting, and so closing, what holds a lock. */
const held = new Set<DatabaseSync>();

/**
 * Takes a file for whoever asks alone, until they let go of it or their process ends, however it ends: the lock is the
 * system's. Undefined when another still holds it after `waitMs`; nothing has been touched then.
 */
export function takeAlone(file: string, waitMs: number): (() => void) | undefined {
  const db = new DatabaseSync(file, { timeout: waitMs });
  try {
    db.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!isBusy(error)) throw error;
    return undefined;
  }
  held.add(db);
  return () => {
    held.delete(db);
    db.close();
  };
}

/** Whether somebody has taken a file, or it cannot be found out because somebody just does. */
export function isTaken(file: string): boolean {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return isBusy(error);
  } finally {
    db?.close();
  }
}

const isBusy = (error: unknown) =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
