import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sized } from '@proximidad/testing/sizes';
import { until } from '@proximidad/testing/waiting';
import { openForReading, openForWriting, StoreRefused, type StoreFiles } from './database.ts';
import {
  ANY,
  type Change,
  NO_STREAM,
  type ProposedEvent,
  type StoredEvent,
  STREAM_EXISTS,
} from './events.ts';
import { Log, type LogOptions, QUEUE_MAX } from './log.ts';
import { NotTaken } from './not-taken.ts';
import { viewOf } from './pages.ts';
import { verify } from './verify.ts';

const SQLITE_IOERR_FSYNC = 1034;
const EMPTY = Buffer.alloc(0);
const MIB = 1024 * 1024;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function event(bytes = 10): ProposedEvent {
  return {
    id: randomBytes(16),
    type: 'BeatDesigned',
    json: true,
    data: Buffer.alloc(bytes, 0x20),
    metadata: EMPTY,
  };
}

function append(stream: string, expected: number, ...events: ProposedEvent[]): Change {
  return { kind: 'append', stream, expected, events };
}

function opened(options: Partial<LogOptions> & { readonly files?: StoreFiles } = {}): Log {
  const { files = openForWriting(folder), onFailure = unexpected, ...rest } = options;
  return new Log(files, { onFailure, ...rest });
}

function unexpected(error: unknown): never {
  throw error;
}

test('what was acknowledged is there after the log is opened again, ids included', async () => {
  const first = event();
  const log = opened();
  await log.submit(append('beat_09-1', NO_STREAM, first, event()));
  log.close();
  const again = opened();
  expect(again.head).toBe(2);
  expect(again.streams.find('beat_09-1')).toMatchObject({ last: 1, tombstoned: false });
  expect(await again.submit(append('beat_09-1', ANY, first))).toEqual({
    kind: 'done',
    revision: 0,
    position: 1,
  });
  again.close();
});

test('all who follow read the end of the log once, and never what is no longer its end', async () => {
  const log = opened();
  await log.submit(append('s', ANY, event(), event()));
  const positions = (after: number) => log.tail.behind(after).map(({ position }) => position);
  const [whole, half] = [log.tail.behind(0), positions(1)];
  expect([positions(0), half, positions(2)]).toEqual([[1, 2], [2], []]);
  const again = log.tail.behind(0);
  expect(log.tail.behind(0)).toBe(again);
  expect(again).not.toBe(whole);
  await log.submit(append('s', ANY, event()));
  expect([positions(0), positions(2), positions(3)]).toEqual([[1, 2, 3], [3], []]);
  log.close();
});

test.each<[expected: number, written: number, outcome: string]>([
  [NO_STREAM, 0, 'done'],
  [NO_STREAM, 2, 'conflict'],
  [ANY, 0, 'done'],
  [ANY, 2, 'done'],
  [STREAM_EXISTS, 0, 'conflict'],
  [STREAM_EXISTS, 2, 'done'],
  [0, 0, 'conflict'],
  [0, 2, 'conflict'],
  [1, 2, 'done'],
  [2, 2, 'conflict'],
])('expecting %i of a stream of %i events is: %s', async (expected, written, outcome) => {
  const log = opened();
  if (written > 0)
    await log.submit(append('s', NO_STREAM, ...Array.from({ length: written }, () => event())));
  expect((await log.submit(append('s', expected, event()))).kind).toBe(outcome);
  log.close();
});

test('a repeated append is known when all its ids are there, and a conflict when only some are', async () => {
  const log = opened();
  const [one, two, three] = [event(), event(), event()];
  await log.submit(append('s', NO_STREAM, one, two));
  for (const expected of [NO_STREAM, ANY]) {
    expect(await log.submit(append('s', expected, one, two))).toEqual({
      kind: 'done',
      revision: 1,
      position: 2,
    });
    expect((await log.submit(append('s', expected, one, three))).kind).toBe('conflict');
  }
  expect((await log.submit(append('other', ANY, one))).kind).toBe('done');
  expect(log.head).toBe(3);
  log.close();
});

test('a soft-deleted stream is not found, goes on at its next revision, and keeps its past hidden', async () => {
  const log = opened();
  await log.submit(append('s', NO_STREAM, event(), event()));
  await log.submit({ kind: 'delete', stream: 's', expected: 1 });
  expect(viewOf(log.streams, 's')).toEqual({ kind: 'not-found' });
  expect((await log.submit(append('s', STREAM_EXISTS, event()))).kind).toBe('deleted');
  expect(await log.submit(append('s', NO_STREAM, event()))).toMatchObject({ kind: 'done', revision: 2 });
  expect(viewOf(log.streams, 's')).toMatchObject({ kind: 'visible', first: 2, last: 2 });
  log.close();
});

test('nothing is written behind the tombstone of metadata, which earlier versions let be set', async () => {
  const log = opened();
  for (const stream of ['s', 't']) await log.submit(append(stream, NO_STREAM, event()));
  await log.submit({ kind: 'delete', stream: 't', expected: ANY });
  for (const stream of ['$$s', '$$t']) await log.submit({ kind: 'tombstone', stream, expected: ANY });
  const { head } = log;
  expect(await log.submit({ kind: 'delete', stream: 's', expected: ANY })).toEqual({ kind: 'deleted' });
  expect(await log.submit(append('t', ANY, event()))).toEqual({ kind: 'deleted' });
  expect(log.head).toBe(head);
  expect(await log.submit(append('s', 0, event()))).toMatchObject({ kind: 'done', revision: 1 });
  log.close();
  expect(verify(folder).findings).toEqual([]);
});

test('a tombstone is for ever, for the stream and for who reads its metadata, over a restart, too', async () => {
  const log = opened();
  await log.submit(append('s', NO_STREAM, event()));
  await log.submit({ kind: 'tombstone', stream: 's', expected: ANY });
  log.close();
  const again = opened();
  expect(viewOf(again.streams, 's')).toEqual({ kind: 'deleted' });
  expect(viewOf(again.streams, '$$s')).toEqual({ kind: 'deleted' });
  expect((await again.submit(append('s', ANY, event()))).kind).toBe('deleted');
  expect((await again.submit(append('$$s', ANY, event()))).kind).toBe('done');
  expect(viewOf(again.streams, '$$s')).toEqual({ kind: 'deleted' });
  again.close();
});

test('metadata limits what a stream shows, and a later change is seen at once', async () => {
  const log = opened();
  await log.submit(append('s', NO_STREAM, ...Array.from({ length: 5 }, () => event())));
  const describe = (json: string) =>
    log.submit(append('$$s', ANY, { ...event(), type: '$metadata', data: Buffer.from(json) }));
  await describe('{"$maxCount":2}');
  expect(viewOf(log.streams, 's')).toMatchObject({ first: 3, last: 4 });
  await describe('{"$tb":1,"$maxAge":60}');
  expect(viewOf(log.streams, 's')).toMatchObject({ first: 1, last: 4 });
  await describe('not json');
  expect(viewOf(log.streams, 's')).toMatchObject({ first: 0, last: 4, notBefore: 0 });
  log.close();
});

test('a log that somebody keeps locked is waited for, and then refused by that name, to read as to write', () => {
  opened().close();
  const holder = new DatabaseSync(join(folder, 'log.db'));
  holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
  for (const open of [openForWriting, openForReading]) {
    const since = performance.now();
    expect(() => open(folder)).toThrow(/another process kept this event log locked for 5 s/);
    expect(performance.now() - since).toBeGreaterThan(4_000);
  }
  holder.close();
  opened().close();
});

test('a second writer of the same folder is refused with one clear line, also in the same process', () => {
  const log = opened();
  expect(() => openForWriting(folder)).toThrow(StoreRefused);
  expect(() => openForWriting(folder)).toThrow(/another process serves this event log/);
  log.close();
  opened().close();
});

test('a full disk refuses writes by name, leaves no trace, lets reads go on, and heals by itself', async () => {
  const files = openForWriting(folder);
  const log = opened({ files });
  await log.submit(append('s', NO_STREAM, event()));
  const { page_count: pages } = files.db.prepare('PRAGMA page_count').get() as { page_count: number };
  files.db.exec(`PRAGMA max_page_count = ${pages + 2}`);
  const small = event();
  const refused = await Promise.allSettled([
    log.submit(append('s', 0, small)),
    log.submit(append('new', NO_STREAM, event(500_000))),
  ]);
  for (const outcome of refused) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'NotTaken', reason: 'disk-full' } });
  }
  expect(log.head).toBe(1);
  expect(log.streams.find('new')).toBeUndefined();
  expect(log.pages.allForwards(0, 10, log.head)).toHaveLength(1);
  files.db.exec('PRAGMA max_page_count = 1000000');
  await until(() =>
    log.submit(append('probe', ANY)).then(
      () => !log.diskFull,
      () => false,
    ),
  );
  expect(await log.submit(append('s', 0, small))).toEqual({ kind: 'done', revision: 1, position: 2 });
  expect(await log.submit(append('new', NO_STREAM, event()))).toMatchObject({ kind: 'done', position: 3 });
  log.close();
});

test('what has a reserve is written on a full disk, the rest only when there is room again', async () => {
  const files = openForWriting(folder);
  const log = opened({ files, reserve: { prefixes: ['audit_'] } });
  const reserve = join(folder, 'reserve');
  expect(statSync(reserve).size).toBe(8 * 1024 * 1024);
  await log.submit(append('s', NO_STREAM, event()));
  files.db.exec('PRAGMA max_page_count = 1');
  const both = await Promise.allSettled([
    log.submit(append('s', 0, event(500_000))),
    log.submit(append('audit_00-1', ANY, event(500_000))),
  ]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(log.diskFull).toBe(true);
  expect(existsSync(reserve)).toBe(false);
  files.db.exec('PRAGMA max_page_count = 1000000');
  expect(await log.submit(append('audit_00-1', ANY, event()))).toMatchObject({ kind: 'done' });
  await expect(log.submit(append('s', 0, event()))).rejects.toMatchObject({ reason: 'disk-full' });
  await until(async () => (await log.submit(append('s', 0, event())).catch(() => undefined)) !== undefined);
  expect(log.diskFull).toBe(false);
  expect(statSync(reserve).size).toBe(8 * 1024 * 1024);
  log.close();
});

/** The real bounds in the full run; a twentieth of them otherwise. */
const QUEUE = sized({ changes: 1_000, bytes: 4 * MIB, events: 20_000 }, QUEUE_MAX);

test('too many waiting appends are refused by name, and those that were taken are all done', async () => {
  const log = opened({ queueMax: QUEUE });
  const appends = Array.from({ length: QUEUE.changes + 10 }, () => log.submit(append('s', ANY, event())));
  const outcomes = await Promise.allSettled(appends);
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(10);
  expect(refused[0]).toMatchObject({ reason: { name: 'NotTaken', reason: 'busy' } });
  expect(log.head).toBe(QUEUE.changes);
  log.close();
});

test('what waits is bounded by bytes that were sent, and by events, which take memory of their own', async () => {
  const log = opened({ queueMax: QUEUE });
  const thousand = () => Array.from({ length: 1_000 }, () => event());
  const taken = QUEUE.events / 1_000;
  const many = Array.from({ length: taken + 1 }, () => log.submit(append('many', ANY, ...thousand())));
  const outcomes = await Promise.allSettled(many);
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...Array.from({ length: taken }, () => 'fulfilled'),
    'rejected',
  ]);
  expect(log.queued).toEqual({ changes: 0, bytes: 0 });
  const mebibytes = QUEUE.bytes / MIB;
  const large = Array.from({ length: mebibytes + 1 }, () => log.submit(append('large', ANY, event(MIB))));
  const refused = (await Promise.allSettled(large)).filter(({ status }) => status === 'rejected');
  expect(refused).toMatchObject([{ reason: { reason: 'busy' } }, { reason: { reason: 'busy' } }]);
  log.close();
});

test('a long read by another process bounds the write-ahead log: appends wait, and go on after it', async () => {
  const walBytesMax = 1024 * 1024;
  const log = opened({ walBytesMax });
  await log.submit(append('s', ANY, event()));
  const reader = openForReading(folder);
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM events').get();
  const write = () => log.submit(append('s', ANY, event(100_000)));
  let refusal: unknown;
  for (let n = 0; n < 100 && refusal === undefined; n++) await write().catch((error) => (refusal = error));
  expect(refusal).toMatchObject({ name: 'NotTaken', reason: 'busy' });
  expect(statSync(join(folder, 'log.db-wal')).size).toBeLessThan(3 * walBytesMax);
  reader.exec('COMMIT');
  reader.close();
  await until(async () => (await write().catch(() => undefined)) !== undefined);
  log.close();
});

test('a failed fsync is never acknowledged: the log stops, says so once, and takes nothing more', async () => {
  const files = openForWriting(folder);
  const failures: unknown[] = [];
  const log = opened({
    files: { ...files, db: failingCommit(files.db, 2) },
    onFailure: (error) => failures.push(error),
  });
  expect(await log.submit(append('s', NO_STREAM, event()))).toMatchObject({ kind: 'done' });
  const attempts = await Promise.allSettled([
    log.submit(append('s', 0, event())),
    log.submit(append('t', ANY, event())),
  ]);
  for (const outcome of attempts)
    expect(outcome).toMatchObject({ status: 'rejected', reason: { reason: 'stopped' } });
  expect(failures).toHaveLength(1);
  await expect(log.submit(append('s', 0, event()))).rejects.toBeInstanceOf(NotTaken);
  log.close();
  const again = opened();
  expect(again.head).toBe(1);
  again.close();
});

/** The real database, whose n-th commit reports that fsync failed. */
function failingCommit(db: DatabaseSync, nth: number): DatabaseSync {
  let commits = 0;
  return new Proxy(db, {
    get(target, key) {
      if (key === 'exec') {
        return (sql: string) => {
          if (sql === 'COMMIT' && ++commits === nth) {
            throw Object.assign(new Error('disk I/O error'), {
              code: 'ERR_SQLITE_ERROR',
              errcode: SQLITE_IOERR_FSYNC,
            });
          }
          target.exec(sql);
        };
      }
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('when an event was taken never runs backwards, whatever the clock does', async () => {
  let clock = 2_000_000_000_000;
  const log = opened({ now: () => clock });
  await log.submit(append('s', NO_STREAM, event()));
  clock = 1_000_000_000_000;
  await log.submit(append('s', 0, event()));
  log.close();
  const again = opened({ now: () => clock });
  await again.submit(append('s', 1, event()));
  const created = again.pages.allForwards(0, 10, again.head).map((stored) => stored.created);
  expect(created).toEqual([2_000_000_000_000, 2_000_000_000_000, 2_000_000_000_000]);
  again.close();
});

test('a page is bounded in bytes, so that a paused reader of large events holds few of them', async () => {
  const log = opened();
  for (let i = 0; i < 8; i++) await log.submit(append('s', i - 1, event(200_000)));
  expect(log.pages.allForwards(0, 500, log.head)).toHaveLength(2);
  log.close();
});

test('a link leads to what its stream shows, and to nothing else', async () => {
  const log = opened();
  await log.submit(append('s', NO_STREAM, { ...event(), created: 1 }, { ...event(), created: 1 }));
  await log.submit(append('s', 1, event()));
  const linked = (text: string) =>
    log.pages.linked(log.streams, { data: Buffer.from(text) } as unknown as StoredEvent)?.position;
  expect(['0@s', '2@s', '3@s', '0.5@s', '0@t', '2'].map(linked)).toEqual([1, 3, ...Array(4)]);
  await log.submit(append('$$s', ANY, { ...event(), data: Buffer.from('{"$maxAge":3600}') }));
  expect(['0@s', '2@s'].map(linked)).toEqual([undefined, 3]);
  log.close();
});

test('a damaged stream refuses what is written to it by name; the log goes on', async () => {
  const log = opened();
  await log.submit(append('damaged', NO_STREAM, event()));
  await log.submit(append('sound', NO_STREAM, event()));
  log.close();
  const files = openForWriting(folder);
  files.db.exec("UPDATE streams SET crc = crc + 1 WHERE name = 'damaged'");
  const again = opened({ files });
  await expect(again.submit(append('damaged', 0, event()))).rejects.toMatchObject({ reason: 'damaged' });
  expect(await again.submit(append('sound', 0, event()))).toMatchObject({ kind: 'done', revision: 1 });
  again.close();
});

test('of what is written together only what needs a damaged row is refused', async () => {
  const log = opened();
  for (const name of ['damaged', 'sound']) await log.submit(append(name, NO_STREAM, event()));
  log.close();
  const files = openForWriting(folder);
  files.db.exec("UPDATE streams SET crc = crc + 1 WHERE name = 'damaged'");
  const again = opened({ files });
  const together = ['sound', 'damaged', 'new', 'damaged', 'sound'].map((name) =>
    again.submit(append(name, ANY, event())),
  );
  expect(await Promise.allSettled(together)).toMatchObject([
    { value: { kind: 'done', revision: 1, position: 3 } },
    { reason: { reason: 'damaged' } },
    { value: { kind: 'done', revision: 0, position: 4 } },
    { reason: { reason: 'damaged' } },
    { value: { kind: 'done', revision: 2, position: 5 } },
  ]);
  expect(again.queued).toEqual({ changes: 0, bytes: 0 });
  again.close();
});
