import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { logFile, openForWriting } from './database.ts';
import { ANY } from './events.ts';
import { Log } from './log.ts';
import { stats } from './verify.ts';

const EVENTS = 600;
const FOUND_WITHIN_MS = 150_000;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-scrub-'));
  await fill(opened(), EVENTS).then((log) => log.close());
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function opened(findings: string[] = []): Log {
  return new Log(openForWriting(folder), {
    onFailure: (error) => expect(error).toBeUndefined(),
    onFinding: (finding) => findings.push(finding),
  });
}

async function fill(log: Log, count: number): Promise<Log> {
  for (let n = 0; n < count; n++) {
    const event = {
      ...{ id: randomBytes(16), type: 'CallReceived', json: true },
      ...{ data: randomBytes(100), metadata: randomBytes(50) },
    };
    await log.submit({ kind: 'append', stream: `incident_09-${n % 7}`, expected: ANY, events: [event] });
  }
  return log;
}

function damage(sql: string): void {
  const db = new DatabaseSync(logFile(folder));
  db.exec(sql);
  db.close();
}

async function found(log: Log): Promise<readonly string[]> {
  for (const end = performance.now() + FOUND_WITHIN_MS; performance.now() < end; await delay(20))
    if (log.integrity.findings.length > 0) return log.integrity.findings;
  return [];
}

test('a log that was closed is sealed, and a sound one has no findings after a whole pass', async () => {
  expect(stats(folder)).toMatchObject({ head: EVENTS, sealed: EVENTS });
  const log = opened();
  expect(log.integrity).toMatchObject({ sealedPosition: EVENTS, findings: [] });
  for (const end = performance.now() + FOUND_WITHIN_MS; performance.now() < end; await delay(20))
    if (log.integrity.passes > 0) break;
  expect(log.integrity).toMatchObject({ passes: 1, findings: [] });
  log.close();
});

test('damage behind the seal is found by the slow pass, and told', async () => {
  damage("UPDATE events SET data = x'00' WHERE position = 300");
  const told: string[] = [];
  const log = opened(told);
  expect(log.integrity.findings).toEqual([]);
  expect(await found(log)).toEqual(['position 300: the row is damaged']);
  expect(told).toEqual(log.integrity.findings);
  log.close();
});

test('damage in the unsealed tail, which a kill leaves, is found at start', async () => {
  const log = await fill(opened(), 20);
  const killed = mkdtempSync(join(tmpdir(), 'proximidad-scrub-'));
  for (const file of ['log.db', 'log.db-wal']) copyFileSync(join(folder, file), join(killed, file));
  log.close();
  rmSync(folder, { recursive: true });
  folder = killed;
  damage(
    `UPDATE events SET type = 'CallClosed' WHERE position = ${EVENTS + 3}; DELETE FROM events WHERE position = ${EVENTS + 5}`,
  );
  const again = opened();
  expect(again.integrity.findings).toEqual([
    `position ${EVENTS + 3}: the row is damaged`,
    `position ${EVENTS + 5}: the event is missing`,
    expect.stringMatching(/incident_09-.*, revision \d+: the events from revision \d+ on are missing/),
  ]);
  again.close();
});

test.each([
  ['an event was moved', 'UPDATE events SET revision = 9000 WHERE position = 10', /row is damaged/],
  [
    'a stream lost its name',
    "UPDATE streams SET name = 'beat_09-1' WHERE id = 2",
    /the name of stream 2 is damaged/,
  ],
])('it says where %s', async (_what, sql, finding) => {
  damage(sql);
  const log = opened();
  expect((await found(log)).join('\n')).toMatch(finding);
  log.close();
});
