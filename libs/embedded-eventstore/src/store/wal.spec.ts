import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForWriting, StoreRefused } from './database.ts';
import { ANY } from './events.ts';
import { Log } from './log.ts';
import { verify } from './verify.ts';
import { walDamage } from './wal.ts';

const COMMITS = 40;
const FLIPS = 40;
let folder: string;
/** As a kill leaves it: with a write-ahead log that is not folded in. */
let killed: string;
let wal: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-wal-'));
  killed = mkdtempSync(join(tmpdir(), 'proximidad-wal-killed-'));
  wal = join(killed, 'log.db-wal');
  const log = new Log(openForWriting(folder), { onFailure: (error) => expect(error).toBeUndefined() });
  for (let n = 0; n < COMMITS; n++) {
    const event = {
      id: randomBytes(16),
      type: 'T',
      json: true,
      data: randomBytes(300),
      metadata: randomBytes(50),
    };
    await log.submit({ kind: 'append', stream: `incident_09-${n}`, expected: ANY, events: [event] });
  }
  for (const file of ['log.db', 'log.db-wal']) copyFileSync(join(folder, file), join(killed, file));
  log.close();
});
afterEach(() => {
  for (const path of [folder, killed]) rmSync(path, { recursive: true, force: true });
});

function head(): number {
  const log = new Log(openForWriting(killed), { onFailure: (error) => expect(error).toBeUndefined() });
  const position = log.head;
  log.close();
  return position;
}

test('what a kill leaves is whole', () => {
  expect(walDamage(wal)).toBeUndefined();
  expect(verify(killed)).toMatchObject({ events: COMMITS, findings: [] });
  expect(head()).toBe(COMMITS);
});

test('a log without its write-ahead log, or with an empty one, is whole', () => {
  expect(walDamage(join(folder, 'log.db-wal'))).toBeUndefined();
  expect(existsSync(join(killed, 'nothing'))).toBe(false);
  expect(walDamage(join(killed, 'nothing'))).toBeUndefined();
});

test('a flipped byte before the last commits is found, and the store does not start over them in silence', () => {
  const bytes = readFileSync(wal);
  const safe = Math.floor(bytes.length * 0.8);
  for (let i = 0; i < FLIPS; i++) {
    const at = Math.floor((safe * i) / FLIPS);
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 0x04;
    writeFileSync(wal, flipped);
    expect([at, walDamage(wal)]).toEqual([at, expect.stringContaining('damaged')]);
  }
  expect(() => openForWriting(killed)).toThrow(StoreRefused);
  expect(verify(killed).findings[0]).toMatch(/write-ahead log is damaged at frame \d+: at least \d+ commits/);
});

test('a flipped bit in the last transaction is told from one that was torn apart', () => {
  const bytes = readFileSync(wal);
  const frameBytes = 24 + bytes.readUInt32BE(8);
  for (let i = 0; i < FLIPS; i++) {
    const flipped = Buffer.from(bytes);
    const at = bytes.length - frameBytes + Math.floor((frameBytes * i) / FLIPS);
    flipped[at]! ^= 1 << (i % 8);
    writeFileSync(wal, flipped);
    expect([at, walDamage(wal)]).toEqual([at, expect.stringContaining('one bit is not what was written')]);
  }
});

test('a last transaction that a power cut tore apart was never acknowledged: the store starts without it', () => {
  const bytes = readFileSync(wal);
  const frameBytes = 24 + bytes.readUInt32BE(8);
  const frames = (bytes.length - 32) / frameBytes;
  const isCommit = (frame: number) => bytes.readUInt32BE(32 + frame * frameBytes + 4) !== 0;
  let firstOfLast = frames - 1;
  while (!isCommit(firstOfLast - 1)) firstOfLast--;
  bytes.fill(0, 32 + firstOfLast * frameBytes, 32 + (firstOfLast + 1) * frameBytes);
  writeFileSync(wal, bytes);
  expect(head()).toBe(COMMITS - 1);
});
