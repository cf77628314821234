import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { isDamage } from './database.ts';
import { CHECKED_PAGES_MAX } from './file.ts';

/**
 * Opens a file whose contents come back by themselves: one that was torn by a power cut or the disk is begun anew, and
 * nobody has to wait for an operator. `begin` makes its tables where they are missing.
 */
export function openSpareFile(file: string, begin: (db: DatabaseSync) => void): DatabaseSync {
  const whole = openWhole(file, begin);
  if (whole) return whole;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
  const db = new DatabaseSync(file);
  begin(db);
  return db;
}

function openWhole(file: string, begin: (db: DatabaseSync) => void): DatabaseSync | undefined {
  const db = new DatabaseSync(file);
  try {
    begin(db);
    const { page_count: pages } = db.prepare('PRAGMA page_count').get() as { page_count: number };
    const checked = pages <= CHECKED_PAGES_MAX ? db.prepare('PRAGMA quick_check(1)').get() : undefined;
    if (checked === undefined || checked['quick_check'] === 'ok') return db;
  } catch (error) {
    if (!isDamage(error)) {
      db.close();
      throw error;
    }
  }
  db.close();
  return undefined;
}
