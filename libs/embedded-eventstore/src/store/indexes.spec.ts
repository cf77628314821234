import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sized } from '@proximidad/testing/sizes';
import { isDamage, logFile, openForReading, openForWriting } from './database.ts';
import { type Change, NO_STREAM } from './events.ts';
import { Inspection } from './inspection.ts';
import { Log } from './log.ts';
import { viewOf } from './pages.ts';
import { verify } from './verify.ts';

/* Entries at the end of an index leave no gap when they are lost: a stream just seems to end there. */

const PAGE_BYTES = 4_096;
/** Where a page says how many entries it has. */
const COUNT_AT = 3;
const STREAMS = 3;
const EVENTS = 300;
const FLIPS: number = sized(60, 1_500);
/** Streams beside those, and their events. */
const [SHORT_STREAMS, SHORT] = [50, 12];
const LAST = EVENTS / STREAMS - 1;
let folder: string;
let findings: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-indexes-'));
  findings = [];
  const log = opened();
  for (let n = 0; n < EVENTS; n++) await log.submit(append(`s-${n % STREAMS}`, Math.floor(n / STREAMS) - 1));
  log.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function append(stream: string, expected: number, count = 1): Change {
  const event = { type: 'BeatDesigned', json: true, data: randomBytes(10) };
  const events = Array.from({ length: count }, () => ({
    ...event,
    id: randomBytes(16),
    metadata: Buffer.alloc(0),
  }));
  return { kind: 'append', stream, expected, events };
}

function opened(): Log {
  return new Log(openForWriting(folder), {
    onFailure: (error) => expect(error).toBeUndefined(),
    onFinding: (finding) => findings.push(finding),
  });
}

/** The last entries of an index are no longer counted among its own, as one bit or two can bring it about. */
function lose(entries: number, index: string): void {
  const db = openForReading(folder);
  const { page } = db
    .prepare('SELECT pageno AS page FROM dbstat WHERE name = ? AND pagetype = ? ORDER BY path DESC LIMIT 1')
    .get(index, 'leaf') as { page: number };
  db.close();
  const at = (page - 1) * PAGE_BYTES + COUNT_AT;
  const file = openSync(logFile(folder), 'r+');
  const count = Buffer.alloc(2);
  readSync(file, count, 0, 2, at);
  count.writeUInt16BE(count.readUInt16BE() - entries);
  writeSync(file, count, 0, 2, at);
  closeSync(file);
}

test('an index of events that lost its last entries is made anew: no revision is given twice', async () => {
  lose(8, 'events_by_stream');
  const log = opened();
  expect(findings).toEqual(['the index events_by_stream had lost entries, and was made anew from the rows']);
  expect(log.integrity.findings).toEqual(findings);
  expect(log.streams.find('s-2')?.last).toBe(LAST);
  expect(await log.submit(append('s-2', LAST - 8))).toEqual({ kind: 'conflict', current: LAST });
  expect(await log.submit(append('s-2', LAST))).toMatchObject({ kind: 'done', revision: LAST + 1 });
  log.close();
  expect(verify(folder).findings).toEqual([]);
});

test('an index of names that lost its last entries is made anew: no stream is begun twice', async () => {
  lose(2, 'sqlite_autoindex_streams_1');
  const log = opened();
  expect(findings).toEqual([
    'the index sqlite_autoindex_streams_1 had lost entries, and was made anew from the rows',
  ]);
  expect(await log.submit(append('s-1', NO_STREAM))).toEqual({ kind: 'conflict', current: LAST });
  log.close();
  expect(verify(folder).findings).toEqual([]);
});

test('where rows contradict each other the log is opened all the same, and says so', async () => {
  lose(1, 'events_by_stream');
  const db = new DatabaseSync(logFile(folder));
  const columns = 'stream, revision, id, type, created, json, sum, crc, metadata, data';
  db.exec(`INSERT INTO events SELECT ${EVENTS + 1}, ${columns} FROM events WHERE position = ${EVENTS}`);
  db.close();
  const log = opened();
  expect(findings[0]).toMatch(
    /^the index events_by_stream had lost entries, and cannot be made anew: UNIQUE/,
  );
  expect(await log.submit(append('s-0', LAST))).toMatchObject({ kind: 'done' });
  log.close();
});

test('what an index loses while the log is served is found by verify, and by the slow pass', async () => {
  const log = opened();
  lose(8, 'events_by_stream');
  lose(1, 'sqlite_autoindex_streams_1');
  const missed = Array.from({ length: 8 }, (_, n) => EVENTS - 3 * (7 - n)).map(
    (position) => `the index does not lead to the event at position ${position}`,
  );
  expect(verify(folder)).toMatchObject({
    structure: false,
    findings: [...missed, 'the index does not lead to the name of stream 3'],
  });
  log.close();
  const db = openForReading(folder);
  const slowly = new Inspection(db).stretch(0, EVENTS);
  db.close();
  expect(slowly).toHaveLength(EVENTS / STREAMS);
  expect(slowly.at(-1)).toBe(
    'position 300: the name of stream 3 is damaged, or the index does not lead to it',
  );
});

/** Each stream as it is read: its revisions, or that it is said to be damaged. */
function streamsIn(log: Log): readonly string[] {
  return Array.from({ length: SHORT_STREAMS + STREAMS }, (_, n) => {
    const read: number[] = [];
    try {
      const view = viewOf(log.streams, `s-${n}`);
      if (view.kind !== 'visible') return `${n} is ${view.kind}`;
      for (let next = view.first; next <= view.last; next = read.at(-1)! + 1)
        read.push(
          ...log.pages.streamForwards(view.stream.id, next, view.last, 500).map(({ revision }) => revision),
        );
      return `${n} goes to ${read.at(-1)}`;
    } catch (error) {
      if (!isDamage(error)) throw error;
      return 'damaged';
    }
  });
}

test.each(['events_by_stream', 'sqlite_autoindex_streams_1'])(
  'a bit that flips in %s makes no stream seem shorter, or not there: it is damaged, or whole',
  async (index) => {
    const filling = opened();
    for (let n = 0; n < SHORT_STREAMS; n++)
      await filling.submit(append(`s-${STREAMS + n}`, NO_STREAM, SHORT));
    filling.close();
    const db = openForReading(folder);
    const pages = db.prepare('SELECT pageno FROM dbstat WHERE name = ?').all(index) as { pageno: number }[];
    db.close();
    const whole = readFileSync(logFile(folder));
    let damaged = 0;
    for (let n = 0; n < FLIPS; n++) {
      const { pageno } = pages[n % pages.length]!;
      const flipped = Buffer.from(whole);
      flipped[(pageno - 1) * PAGE_BYTES + Math.floor((PAGE_BYTES * (n + 0.5)) / FLIPS)]! ^= 1 << (n % 8);
      writeFileSync(logFile(folder), flipped);
      const log = opened();
      for (const [stream, read] of streamsIn(log).entries()) {
        if (read === 'damaged') damaged++;
        else expect([n, read]).toEqual([n, `${stream} goes to ${stream < STREAMS ? LAST : SHORT - 1}`]);
      }
      log.close();
    }
    expect(damaged).toBeGreaterThan(0);
  },
);
