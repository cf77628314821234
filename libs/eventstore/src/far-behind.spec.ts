import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { eventNumbered, type FaultProxy, faultProxy, until } from '@proximidad/testing';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { connect, type EventLog, type LogItem } from './index.ts';
import { startReadingThread } from './reading-thread.ts';

/** More than a thread reads ahead. */
const STREAMS = 32;
const EVENTS_EACH = 500;
/** More than a busy machine takes from a reading. */
const SILENCE_MS = 2_000;
/** In which the whole log could have been read. */
const UNTAKEN_MS = 2_000;

let store: Awaited<ReturnType<typeof startEmbeddedStore>>;
let direct: EventLog;
/** What is in it. */
const whole: RecordedEvent[] = [];
/** Each test reads what is in the log through a proxy of its own. */
let proxy: FaultProxy;
let log: EventLog;

beforeAll(async () => {
  store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  direct = connect(store.url, { totalDeadlineMs: 120_000 });
  for (let n = 0; n < STREAMS; n++) {
    const events = Array.from({ length: EVENTS_EACH }, (_, at) => eventNumbered(at));
    await direct.append(`incident_09-${randomUUID()}`, -1, events, null);
  }
  for await (const event of direct.readAll({ after: undefined, max: 2 * STREAMS * EVENTS_EACH }))
    if (event.stream.startsWith('incident_')) whole.push(event);
});
afterAll(async () => {
  await direct.close();
  await store.close();
});
beforeEach(async () => {
  proxy = await faultProxy(store);
  log = connect(`esdb://127.0.0.1:${proxy.port}?tls=false`, { silenceMs: SILENCE_MS });
});
afterEach(async () => {
  await log.close();
  await proxy.close();
  await until(() => threads() === 0, 'no thread is left');
});

const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

/** What is read until the head, no faster than a thread begins; `at` is told how many events there have been. */
async function readAll(at: (events: number) => void, isFarBehind = true) {
  const stop = new AbortController();
  const items: LogItem[] = [];
  const reasons: string[] = [];
  const subscribing = {
    ...{ after: undefined, only: { prefixes: ['incident_'] }, signal: stop.signal, isFarBehind },
    onReopen: (reason: string) => reasons.push(reason),
  };
  for await (const item of log.subscribe(subscribing)) {
    items.push(item);
    if (item.kind === 'caughtUp') break;
    if (item.kind !== 'event') continue;
    if (isFarBehind && items.length > 1_000 && proxy.taken < 2) await delay(5);
    at(items.length);
  }
  return { events: items.flatMap((item) => (item.kind === 'event' ? [item.event] : [])), reasons };
}

/** As `toEqual`, which takes seconds for so many. */
function expectWhole(events: readonly RecordedEvent[]): void {
  const at = whole.findIndex((event, n) => !isDeepStrictEqual(events[n], event));
  expect([events.length, events[at]]).toEqual([whole.length, whole[at]]);
}

test('a thread reads the log over a connection of its own, the same as would have been read without it', async () => {
  const read = await readAll(() => undefined);
  expectWhole(read.events);
  expect(read.reasons).toEqual([]);
  expect(proxy.taken).toBe(2);
});

test('there is no thread where nobody says that much is to come', async () => {
  expectWhole((await readAll(() => undefined, false)).events);
  expect(proxy.taken).toBe(1);
});

test.each<[string, 'cut' | 'abandon', RegExp]>([
  ['breaks', 'cut', /./],
  ['falls silent', 'abandon', /Stalled/],
])('what a thread has not read when its connection %s is read without it', async (_how, fault, reason) => {
  let isDisturbed = false;
  const read = await readAll((events) => {
    if (isDisturbed || proxy.taken < 2 || events < 2_000) return;
    isDisturbed = true;
    proxy[fault]();
  });
  expectWhole(read.events);
  expect(read.reasons.join()).toMatch(reason);
});

test('a thread reads no further ahead than its bound while nobody takes what it has read', async () => {
  const stop = new AbortController();
  const url = `esdb://127.0.0.1:${proxy.port}?tls=false`;
  const thread = startReadingThread({ url, only: { prefixes: ['incident_'] } });
  await until(thread.isReady, 'the thread is ready');
  const session = thread.readAfter(-1, stop.signal);
  await session.next();
  await delay(UNTAKEN_MS);
  // What comes now had been read, or was on its way.
  proxy.cut();
  let items = 1;
  const rest = async () => {
    while (await session.next()) items++;
  };
  await rest().catch(() => undefined);
  session.close();
  expect(items).toBeGreaterThan(1_000);
  expect(items).toBeLessThan((STREAMS * EVENTS_EACH * 3) / 4);
});

test('a thread ends with the subscription', async () => {
  const stop = new AbortController();
  let most = 0;
  const subscribing = { after: undefined, only: { prefixes: ['incident_'] }, signal: stop.signal };
  let items = 0;
  for await (const _item of log.subscribe({ ...subscribing, isFarBehind: true })) {
    if (++items % 100 === 0) await delay(10);
    most = Math.max(most, threads());
    if (items === 5_000) stop.abort();
  }
  expect(most).toBe(1);
  await until(() => threads() === 0, 'the thread has ended');
});
