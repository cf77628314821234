import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sized } from '@proximidad/testing/sizes';
import { logFile, openForWriting } from './database.ts';
import { ANY } from './events.ts';
import { headLine, keptHeads } from '../kept-heads.ts';
import { Log } from './log.ts';
import { verify } from './verify.ts';

const FLIPS = sized(60, 500);
const EVENTS = 300;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-verify-'));
  const log = new Log(openForWriting(folder), { onFailure: (error) => expect(error).toBeUndefined() });
  for (let n = 0; n < EVENTS; n++) {
    const event = {
      id: randomBytes(16),
      type: 'CallReceived',
      json: true,
      data: randomBytes(200),
      metadata: randomBytes(100),
    };
    await log.submit({ kind: 'append', stream: `incident_09-${n % 20}`, expected: ANY, events: [event] });
  }
  await log.submit({ kind: 'tombstone', stream: 'incident_09-7', expected: ANY });
  log.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('an untouched log has no findings', () => {
  expect(verify(folder)).toEqual({
    ...{ streams: 20, events: EVENTS + 1, structure: true, findings: [] },
    head: { position: EVENTS + 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
  });
});

/** Changes the file as somebody would who has it and none of our programs. */
function tamper(sql: string): void {
  const db = new DatabaseSync(logFile(folder));
  db.exec(sql);
  db.close();
}

describe('F6: a log that was clean when it was closed', () => {
  test('and lost its end since is told by what it says of itself', () => {
    tamper(
      'DELETE FROM events WHERE position > 280; DELETE FROM streams WHERE id NOT IN (SELECT stream FROM events)',
    );
    expect(verify(folder).findings).toEqual([
      'the log ends at position 280 and was once safe on the disk up to 301: the last 21 events are missing',
    ]);
  });

  test('and lost its end and the mark of it is told by a head that was kept', () => {
    const { head } = verify(folder);
    tamper("DELETE FROM events WHERE position > 280; UPDATE marks SET value = 280 WHERE name = 'sealed'");
    expect(verify(folder).findings).toEqual([]);
    expect(verify(folder, [head!]).findings).toEqual([
      'the log ends at position 280, before the kept head of position 301',
    ]);
  });

  test('goes on from its kept heads, however far', async () => {
    const kept = [verify(folder).head!];
    const log = new Log(openForWriting(folder), { onFailure: () => undefined });
    const more = {
      id: randomBytes(16),
      type: 'More',
      json: true,
      data: randomBytes(9),
      metadata: randomBytes(9),
    };
    await log.submit({ kind: 'append', stream: 'incident_09-1', expected: ANY, events: [more] });
    log.close();
    kept.push(verify(folder).head!);
    expect(kept.map(({ position }) => position)).toEqual([EVENTS + 1, EVENTS + 2]);
    expect(verify(folder, kept).findings).toEqual([]);
  });

  test('and was written anew, every sum of it right, is told by a head that was kept', async () => {
    const { head } = verify(folder);
    const forged = join(folder, 'forged');
    const log = new Log(openForWriting(forged), { onFailure: () => undefined });
    for (let n = 0; n <= EVENTS; n++) {
      const event = {
        id: randomBytes(16),
        type: 'CallReceived',
        json: true,
        data: randomBytes(9),
        metadata: randomBytes(9),
      };
      await log.submit({ kind: 'append', stream: `incident_09-${n % 20}`, expected: ANY, events: [event] });
    }
    log.close();
    expect(verify(forged).findings).toEqual([]);
    expect(verify(forged, [head!]).findings).toEqual([
      expect.stringMatching(
        /^up to position 301 this is not the log whose head was kept: [0-9a-f]{64} instead of/,
      ),
    ]);
  });
});

test('heads are kept as they are said, one a line, with what one likes behind them', () => {
  const { head } = verify(folder);
  const text = `# of the building's archive\n\n${headLine(head!.position, head!.hash)}  2026-11-26, by hand\n`;
  const kept = (lines: string) => keptHeads(lines, 'position', (position, hash) => ({ position, hash }));
  expect(kept(text)).toEqual([head]);
  expect(() => kept('head 12')).toThrow('line 1 is no kept head');
  expect(() => kept('# nothing\n')).toThrow('there is no kept head in it');
});

test(`each of ${FLIPS} flipped bytes is found, or changes no event`, () => {
  const before = dump();
  let found = 0;
  for (let i = 0; i < FLIPS; i++) {
    const at = Math.floor((statSync(logFile(folder)).size * (i + 0.5)) / FLIPS);
    const original = flip(at);
    if (findings().length > 0) found++;
    else expect(dump()).toEqual(before);
    flip(at, original);
  }
  expect(found).toBeGreaterThan(FLIPS / 2);
  expect(findings()).toEqual([]);
});

/** What `verify` finds, including that a file is too damaged to be opened at all. */
function findings(): readonly string[] {
  try {
    return verify(folder).findings;
  } catch (error) {
    return [String(error)];
  }
}

function flip(at: number, value?: number): number {
  const file = openSync(logFile(folder), 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  const original = byte[0]!;
  byte[0] = value ?? original ^ 0x10;
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
  return original;
}

function dump(): unknown[] {
  const db = new DatabaseSync(logFile(folder), { readOnly: true });
  try {
    return db
      .prepare('SELECT * FROM events JOIN streams ON streams.id = events.stream ORDER BY position')
      .all();
  } finally {
    db.close();
  }
}

test.each([
  [
    'an event was changed',
    "UPDATE events SET data = x'00' WHERE position = 100",
    /revision 4, position 100: the row is damaged/,
  ],
  [
    'an event was removed',
    'DELETE FROM events WHERE position = 100',
    /the event before position 101 is missing/,
  ],
  [
    'a stream was renamed',
    "UPDATE streams SET name = 'incident_14-0' WHERE id = 1",
    /the name of stream 1 is damaged/,
  ],
  ['a stream was removed', 'DELETE FROM streams WHERE id = 3', /stream 3 has lost its name/],
])('verify says where %s', (_what, sql, finding) => {
  const db = new DatabaseSync(logFile(folder));
  db.exec(sql);
  db.close();
  expect(verify(folder).findings.join('\n')).toMatch(finding);
});

test('whoever changes an event and its own checksum is still betrayed by the chain', async () => {
  const { rowCrc } = await import('./checksum.ts');
  const db = new DatabaseSync(logFile(folder));
  const row = db.prepare('SELECT * FROM events WHERE position = 41').get() as unknown as Parameters<
    typeof rowCrc
  >[0];
  const forged = { ...row, data: Buffer.from('forged') };
  db.prepare('UPDATE events SET data = ?, crc = ? WHERE position = 41').run(forged.data, rowCrc(forged));
  db.close();
  expect(verify(folder).findings).toEqual([
    'incident_09-0, revision 2, position 41: the event is not the one that was written',
  ]);
});

test('an event that the index has lost is missed, never left out in silence', () => {
  const db = new DatabaseSync(logFile(folder));
  db.exec('UPDATE events SET revision = 1000 WHERE position = 101');
  db.close();
  const log = new Log(openForWriting(folder), { onFailure: () => undefined });
  const stream = log.streams.find('incident_09-0')!.id;
  expect(log.pages.streamForwards(stream, 0, 14, 500)).toHaveLength(5);
  expect(() => log.pages.streamForwards(stream, 5, 14, 500)).toThrow('the event at revision 5 is missing');
  expect(() => log.pages.streamBackwards(stream, 5, 0, 500)).toThrow('the event at revision 5 is missing');
  log.close();
});

test('a log that is served is proven, too, without one long read', () => {
  const log = new Log(openForWriting(folder), { onFailure: () => undefined });
  expect(verify(folder)).toMatchObject({
    ...{ streams: 20, events: EVENTS + 1, structure: false, findings: [] },
    head: { position: EVENTS + 1 },
  });
  log.close();
});

test('a damaged event is not served; those before it are', () => {
  const db = new DatabaseSync(logFile(folder));
  db.exec("UPDATE events SET data = x'00' WHERE position = 100");
  db.close();
  const log = new Log(openForWriting(folder), { onFailure: () => undefined });
  expect(log.pages.allForwards(1, 500, log.head)).toHaveLength(99);
  expect(() => log.pages.allForwards(100, 500, log.head)).toThrow(
    'the event at position 100, revision 4, is damaged',
  );
  log.close();
});
