import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inMemory, type Place, scan } from './erase-looking.ts';

/* The search for erased data finds what was planted, wherever it is. */

const CANARY = 'Canario señora 123456789012';
const OTHER = 'Canario calle 999999999999';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-looking-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (path: string) => join(folder, path);
const look = (places: readonly Place[] = []) => scan([folder], [OTHER, CANARY], places);

function database(path: string): DatabaseSync {
  const db = new DatabaseSync(file(path));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF; CREATE TABLE rows (text TEXT)');
  return db;
}

/** As processes leave them: a row, a page that is only in the write-ahead log, a freed page. */
const DATABASES = {
  'a row': (db) => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
  'the write-ahead log': () => copyFileSync(file('db-wal'), file('kept-wal')),
  'a free page'(db) {
    db.exec('DELETE FROM rows; PRAGMA wal_checkpoint(TRUNCATE)');
  },
} as const satisfies Record<string, (db: DatabaseSync) => void>;

test.each(Object.entries(DATABASES))('in a database: %s', (where, leave) => {
  const db = database('db');
  db.prepare('INSERT INTO rows VALUES (?)').run(`${'x'.repeat(5_000)} {"name":"${CANARY}"}`);
  leave(db);
  db.close();
  if (where === 'the write-ahead log') rmSync(file('db'));
  const { found } = look();
  expect(found).toEqual([where === 'the write-ahead log' ? 'kept-wal' : 'db']);
});

const SPELT = {
  'in clear': (text) => Buffer.from(text),
  'in a line of a log': (text) => Buffer.from(JSON.stringify({ level: 'info', message: text })),
  'as a heap keeps it': (text) => Buffer.from(text, 'utf16le'),
  'in hexadecimal': (text) => Buffer.from(Buffer.from(text).toString('hex')),
  'as part of base64, from its first byte on': (text) => Buffer.from(Buffer.from(text).toString('base64')),
  'as part of base64, from its second byte on': (text) =>
    Buffer.from(Buffer.from(`a${text}b`).toString('base64url')),
  'as part of base64, from its third byte on': (text) =>
    Buffer.from(Buffer.from(`ab${text}`).toString('base64')),
} as const satisfies Record<string, (text: string) => Buffer>;

test.each(Object.entries(SPELT))('in any file, %s', (_, spell) => {
  mkdirSync(file('kafka/node-1'), { recursive: true });
  writeFileSync(file('kafka/node-1/0.log'), Buffer.concat([Buffer.alloc(3_001, 7), spell(CANARY)]));
  expect(look().found).toEqual(['kafka/node-1/0.log']);
});

test('what is like a canary is none, and a place without its marker was not seen', () => {
  const place: Place = { name: 'logs', holds: (path) => path.startsWith('log'), marker: 'listening' };
  writeFileSync(file('log'), `${CANARY.slice(0, -1)}3`);
  expect(look([place])).toMatchObject({ found: [], places: { logs: 1 }, unseen: ['logs'] });
  appendFileSync(file('log'), '{"message":"listening"}');
  expect(look([place])).toMatchObject({ found: [], places: { logs: 1 }, unseen: [] });
});

test('in the memory of a running process', async () => {
  const [first, last] = [CANARY.slice(0, 10), CANARY.slice(10)];
  const program = `const kept = [Buffer.from(process.argv[1] + process.argv[2]).toString(), 'on']; console.log(kept[1]);
    setInterval(() => kept.length, 1_000)`;
  const child = spawn(process.execPath, ['-e', program, first, last]);
  try {
    await once(child.stdout, 'data');
    expect([...inMemory(child.pid!, [OTHER, CANARY])]).toEqual([CANARY]);
  } finally {
    child.kill('SIGKILL');
  }
});
