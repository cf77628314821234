import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openQuarantine, LANE_LIMITS } from '@proximidad/bus';
import { connect, type EventLog } from '@proximidad/eventstore';
import { idFor, uuidv5 } from '@proximidad/eventsourcing';
import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { bareEnvironment, eventNumbered, temporaryStore, type TemporaryStore } from '@proximidad/testing';

const MAIN = join(import.meta.dirname, 'main.ts');
const STREAM = `incident_${idFor('09', 'incident', 'bad')}`;
const SECRET = 'Avenida Insurgentes Sur 1';

let store: TemporaryStore;
let log: EventLog;
let stopping: AbortController;
let following: Promise<void>;
const delivered: string[] = [];
let broken = true;

const message = (n: number) => ({
  ...{ id: uuidv5('message', n), context: 'incidents', kind: 'restricted' as const, version: 1 },
  ...{ type: 'IncidentReported', data: { incidentId: STREAM, place: SECRET, lat: 19.3579 } },
  correlationId: uuidv5('correlation'),
  source: {
    ...{ eventId: uuidv5('event', n), stream: STREAM, revision: n, position: n, entity: '09' },
    ...{ occurredAt: { ms: 0, offsetMin: 0 }, recordedAt: 0 },
  },
});
const delivery = (n: number) => ({
  ...{ key: STREAM, id: message(n).id, origin: `sp.incidents.09.v1/0@${n}`, message: message(n) },
});

/** A running service `beats`, as far as its quarantine is concerned, in which two messages of one stream wait. */
beforeEach(async () => {
  store = await temporaryStore();
  log = connect(store.url);
  stopping = new AbortController();
  broken = true;
  delivered.length = 0;
  const quarantine = await openQuarantine({
    ...{ log, service: 'beats', now: Date.now, limits: { ...LANE_LIMITS, backOffMs: 1 } },
  });
  await quarantine.setAside(delivery(1), new TypeError(`cannot place "${SECRET}"`));
  expect(await quarantine.behind(delivery(2))).toBe(true);
  following = quarantine.follow(async ({ id }) => {
    if (broken) throw new TypeError('still not');
    delivered.push(id);
  }, stopping.signal);
});
afterEach(async () => {
  stopping.abort();
  await following;
  await log.close();
  await store.close();
});

const run = (...args: string[]) => runOn(store.url, ...args);

async function runOn(url: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    env: { ...bareEnvironment(), ESDB_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (stdout += String(part)));
  child.stderr.on('data', (part: Buffer) => (stderr += String(part)));
  await once(child, 'close');
  const lines = stdout.split('\n').filter(Boolean);
  return { code: child.exitCode, stderr, lines: lines.map((line) => JSON.parse(line) as object) };
}
/** Asks for ten seconds, during which the other tests ask theirs. */
const withoutStore = runOn('esdb://127.0.0.1:9?tls=false', 'quarantine', 'list');
const ofKey = ['--service', 'beats', '--key', STREAM];

test('what waits is listed and shown, with its reason, and nobody’s data', async () => {
  const listed = await run('quarantine', 'list');
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.lines).toMatchObject([{ service: 'beats', key: STREAM, waiting: 2 }]);
  const shown = await run('quarantine', 'show', ...ofKey);
  expect(shown.lines).toMatchObject([
    {
      ...{ id: message(1).id, type: 'IncidentReported', reason: 'TypeError: cannot place "…"' },
      data: { place: `*** (${SECRET.length})`, lat: '***' },
    },
    { id: message(2).id, reason: null },
  ]);
  expect(JSON.stringify([listed, shown])).not.toMatch(/Insurgentes|19\.35/);
});

test('a replay tries in order, and leaves nothing behind when it goes through', async () => {
  broken = false;
  expect(await run('quarantine', 'replay', ...ofKey)).toMatchObject({ code: 0, lines: [{ waiting: 0 }] });
  expect(delivered).toEqual([message(1).id, message(2).id]);
  expect((await run('quarantine', 'list')).lines).toEqual([]);
});

test('one message is given up, on record, and the others wait on', async () => {
  const { id } = message(1);
  const given = await run('quarantine', 'discard', ...ofKey, '--id', id, '--reason', 'a drill');
  expect(given).toMatchObject({ code: 0, lines: [{ discarded: id, waiting: 1 }] });
  const unknown = await run('quarantine', 'discard', ...ofKey, '--id', id, '--reason', 'a drill');
  expect(unknown).toMatchObject({ code: 1, stderr: `No message ${id} waits there.\n` });
});

test('under a key that nothing waits under there is nothing to show, to replay or to give up', async () => {
  const misspelt = ['--service', 'beats', '--key', `${STREAM}0`];
  for (const verb of [['show'], ['replay'], ['discard', '--id', message(1).id, '--reason', 'a drill']]) {
    expect(await run('quarantine', ...verb, ...misspelt)).toMatchObject({
      ...{ code: 1, lines: [] },
      stderr: `Nothing of ${STREAM}0 waits at beats; list says what does.\n`,
    });
  }
});

test.each([
  [['quarantine'], 'Say list, show, replay or discard.'],
  [['quarantine', 'show'], 'Name --service and --key.'],
  [['quarantine', 'list', '--all'], "Unknown option '--all'"],
  [['quarantine', 'list', 'beats'], 'beats is not understood after list.'],
  [['relay', '--from', 'yesterday'], '--from must be a position of the log.'],
  [['relay', '--from', ''], '--from must be a position of the log.'],
  [['relay', '--from', '999999999'], 'The log ends at '],
  [['relay', '--from', '0', '--service', 'nobody'], 'There is no service nobody'],
])('%j is answered with what is wrong', async (args, message_) => {
  const { code, stderr } = await run(...args);
  expect(code).toBe(1);
  expect(stderr).toContain(message_);
  expect(stderr).not.toContain('    at ');
});

test('where the store has no room it says so, not that the store does not answer', async () => {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-full-'));
  const roomy = await startEmbeddedStore({ data, port: 0 });
  const writer = connect(roomy.url);
  await writer.append(`call_${idFor('09', 'call', 1)}`, -1, [eventNumbered(1)], null);
  await writer.close();
  await roomy.close();
  const reserve = join(data, 'reserve');
  rmSync(reserve);
  // With its reserve the store tries the disk, and removes what it could not write: at its start and before a write.
  symlinkSync('/dev/full', reserve);
  const full = await startEmbeddedStore({ data, port: 0 });
  symlinkSync('/dev/full', reserve);
  expect(await runOn(full.url, 'relay', '--from', '0')).toMatchObject({
    ...{ code: 1, lines: [] },
    stderr: 'The disk of the event store is full: free space on it, and ask again.\n',
  });
  await full.close();
  rmSync(data, { recursive: true });
});

test('where no store answers it says what to do, without a stack', async () => {
  const { code, stderr } = await withoutStore;
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^The event store does not answer: start .*\n$/)]);
});
