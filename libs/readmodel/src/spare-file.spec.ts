import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openSpareFile } from './spare-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'spare-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const begin = (db: DatabaseSync) =>
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS seen (n INTEGER PRIMARY KEY, text TEXT)');
const open = (name: string) => openSpareFile(join(folder, name), begin);
const seenIn = (db: DatabaseSync) => db.prepare('SELECT count(*) AS count FROM seen').get()!['count'];

beforeAll(() => {
  const db = open('whole.db');
  const insert = db.prepare('INSERT INTO seen VALUES (?, ?)');
  for (let n = 0; n < 1_000; n++) insert.run(n, 'x'.repeat(100));
  db.close();
});

test('what is whole is kept', () => {
  const db = open('whole.db');
  expect(seenIn(db)).toBe(1_000);
  db.close();
});

test.each([
  ['is no database', (bytes: Buffer) => bytes.fill('x', 0, 4_096)],
  ['has a torn page', (bytes: Buffer) => bytes.fill('x', 3 * 4_096, 4 * 4_096)],
  ['was cut off', (bytes: Buffer) => bytes.subarray(0, 2 * 4_096 + 10)],
])('what %s is begun anew, and is taken from then on', (_what, tear) => {
  copyFileSync(join(folder, 'whole.db'), join(folder, 'torn.db'));
  writeFileSync(join(folder, 'torn.db'), tear(readFileSync(join(folder, 'torn.db'))));
  const db = open('torn.db');
  expect(seenIn(db)).toBe(0);
  db.prepare('INSERT INTO seen VALUES (1, ?)').run('y');
  db.close();
  const again = open('torn.db');
  expect(seenIn(again)).toBe(1);
  again.close();
  expect(existsSync(join(folder, 'torn.db-wal'))).toBe(false);
});

test('what cannot be opened for another cause is left as it is', () => {
  expect(() => open('absent/other.db')).toThrow('unable to open database file');
});
