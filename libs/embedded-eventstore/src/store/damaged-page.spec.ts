import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { backupLog } from '../transfer/backup.ts';
import { logFile, openForReading, openForWriting, StoreRefused } from './database.ts';
import { ANY, type Change, type ProposedEvent } from './events.ts';
import { Log } from './log.ts';
import { verify } from './verify.ts';

const PAGE_BYTES = 4_096;
const EVENTS = 2_000;
const known = event();
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-damaged-page-'));
  const log = opened();
  await log.submit(append('s', ANY, known));
  const more = Array.from({ length: EVENTS - 1 }, (_, n) => append(`s-${n % 100}`, ANY, event(300)));
  await Promise.all(more.map((change) => log.submit(change)));
  log.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function event(bytes = 10): ProposedEvent {
  const data = Buffer.alloc(bytes, 0x20);
  return { id: randomBytes(16), type: 'BeatDesigned', json: true, data, metadata: Buffer.alloc(0) };
}

function append(stream: string, expected: number, ...events: ProposedEvent[]): Change {
  return { kind: 'append', stream, expected, events };
}

function opened(): Log {
  return new Log(openForWriting(folder), { onFailure: (error) => expect(error).toBeUndefined() });
}

function damage(pageOf: string): void {
  const db = openForReading(folder);
  const { page } = db.prepare(pageOf).get() as { page: number };
  db.close();
  const file = openSync(logFile(folder), 'r+');
  writeSync(file, Buffer.alloc(PAGE_BYTES), 0, PAGE_BYTES, (page - 1) * PAGE_BYTES);
  closeSync(file);
}
const leafOf = (table: string, order: string) =>
  `SELECT pageno AS page FROM dbstat WHERE name = '${table}' AND pagetype = 'leaf' ORDER BY ${order} LIMIT 1`;

test('a log with a damaged page is opened and goes on with what is sound, the ids of repeated appends included', async () => {
  damage(`${leafOf('events', 'path')} OFFSET 10`);
  const log = opened();
  expect(await log.submit(append('s', ANY, known))).toEqual({ kind: 'done', revision: 0, position: 1 });
  expect(await log.submit(append('new', ANY, event()))).toMatchObject({ position: EVENTS + 1 });
  const before = log.pages.allForwards(1, EVENTS, log.head);
  expect(log.pages.allForwards(1, 1, log.head)).toHaveLength(1);
  expect(before.length).toBeGreaterThan(0);
  const damaged = before.at(-1)!.position + 1;
  expect(() => log.pages.allForwards(damaged, EVENTS, log.head)).toThrow(
    `the event at position ${damaged} cannot be read: database disk image is malformed`,
  );
  log.close();
});

test('a log with a page that counts more rows than it has is opened, though they have no ids', () => {
  const db = openForReading(folder);
  const leaves = db.prepare("SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf'").all();
  db.close();
  const whole = readFileSync(logFile(folder));
  for (const { pageno } of leaves.slice(1, 20) as { pageno: number }[]) {
    const damaged = Buffer.from(whole);
    damaged[(pageno - 1) * PAGE_BYTES + 4]! ^= 1 << 4;
    writeFileSync(logFile(folder), damaged);
    const log = opened();
    expect(log.pages.allForwards(1, 1, log.head)).toHaveLength(1);
    log.close();
  }
});

test('a log with a damaged page of its index refuses by name what is written there, and goes on', async () => {
  damage(leafOf('events_by_stream', 'path'));
  const log = opened();
  await expect(log.submit(append('s', ANY, event()))).rejects.toMatchObject({ reason: 'damaged' });
  expect(await log.submit(append('new', ANY, event()))).toMatchObject({ position: EVENTS + 1 });
  log.close();
});

test('a log that is damaged at its very end is refused in one clear line', () => {
  damage(leafOf('events', 'path DESC'));
  expect(() => opened()).toThrow(StoreRefused);
  expect(() => opened()).toThrow(/the event log is damaged as a file .*; restore the last backup$/);
});

test('a log that lost its end does not go on in the places of what was lost', () => {
  const db = new DatabaseSync(logFile(folder));
  db.exec(`DELETE FROM events WHERE position > ${EVENTS - 5}`);
  db.close();
  expect(() => opened()).toThrow(StoreRefused);
  expect(() => opened()).toThrow(
    /damaged as a file \(the log ends at position 1995 and was once safe on the disk up to 2000: .*\); restore/,
  );
});

test('whoever reads or follows the log up to its head is told that its last events are missing', () => {
  const log = opened();
  const db = new DatabaseSync(logFile(folder));
  db.exec(`DELETE FROM events WHERE position > ${EVENTS - 5}`);
  db.close();
  const missing = `the event at position ${EVENTS - 4} is missing`;
  expect(log.tail.behind(EVENTS - 6)).toHaveLength(1);
  expect(() => log.tail.behind(EVENTS - 5)).toThrow(missing);
  expect(() => log.pages.allForwards(EVENTS - 4, 10, log.head)).toThrow(missing);
  log.close();
});

test('a log whose marks are damaged opens, takes events and is closed; a backup of it is whole', async () => {
  damage("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'marks'");
  expect(verify(folder).findings).toContain(
    'the marks cannot be read to the end: database disk image is malformed',
  );
  const log = opened();
  expect(await log.submit(append('s', ANY, event()))).toMatchObject({ position: EVENTS + 1 });
  log.close();
  expect(await backupLog(folder, join(folder, 'backup'))).toMatchObject({ upTo: EVENTS + 1 });
  const again = opened();
  expect(again.head).toBe(EVENTS + 1);
  again.close();
});

test('a write-ahead log that stands alone is not thrown away by a start', () => {
  const log = opened();
  void log.submit(append('s', ANY, event()));
  log.stop();
  const wal = `${logFile(folder)}-wal`;
  const newest = readFileSync(wal);
  expect(newest.length).toBeGreaterThan(0);
  log.close();
  for (const gone of [rmSync, truncateSync]) {
    gone(logFile(folder));
    writeFileSync(wal, newest);
    expect(() => opened()).toThrow(StoreRefused);
    expect(() => opened()).toThrow(/is gone, and its newest events lie in .*log\.db-wal; restore a copy, or/);
    expect(() => verify(folder)).toThrow(StoreRefused);
    expect(readFileSync(wal)).toEqual(newest);
    writeFileSync(logFile(folder), '');
  }
});
