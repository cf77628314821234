import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { faultProxy, type FaultProxy, follow } from '@proximidad/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { connect, type EventLog } from './index.ts';

const SUBSCRIPTIONS = 8;
const SILENCE_MS = 100;
const WATCHED_MS = 3_000;
const READS = /^store_calls_total\{method="event_store\.client\.streams\.Streams\/Read",status="0"\} (\d+)$/m;

let store: Awaited<ReturnType<typeof startEmbeddedStore>>;
let proxy: FaultProxy;
let log: EventLog;
let silent: ReturnType<typeof follow>[];

beforeEach(async () => {
  store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  proxy = await faultProxy(store);
  log = connect(`esdb://127.0.0.1:${proxy.port}?tls=false`, { silenceMs: SILENCE_MS });
  silent = [];
  // Each looks at different moments.
  for (let n = 0; n < SUBSCRIPTIONS; n++) {
    silent.push(follow(log, { after: undefined, only: { prefixes: ['nobody_'] } }));
    await delay(SILENCE_MS / SUBSCRIPTIONS);
  }
  await Promise.all(silent.map((items) => items.until((all) => all.length > 0)));
  await log.head();
});
afterEach(async () => {
  for (const items of silent) await items.stop();
  await log.close();
  await proxy.close();
  await store.close();
});

/** How often the log has been read so far, according to the store. */
const reads = async () => {
  const page = await (await fetch(`http://127.0.0.1:${store.port}/metrics`)).text();
  return Number(READS.exec(page)?.[1] ?? 0);
};

/** Once a second; the first may come at once. */
const looksIn = (ms: number) => ms / 1_000 + 1;

test('subscriptions that hear nothing look at the head of the log together, about once a second', async () => {
  const before = await reads();
  const begun = performance.now();
  expect(before).toBeGreaterThan(0);
  await delay(WATCHED_MS);
  const more = (await reads()) - before;
  expect(more).toBeLessThanOrEqual(looksIn(performance.now() - begun));
});

test('they look together while the answer is still to come, too', async () => {
  const before = await reads();
  const begun = performance.now();
  proxy.set('deaf');
  await delay(WATCHED_MS);
  const more = (await reads()) - before;
  const lasted = performance.now() - begun;
  proxy.set('none');
  proxy.cut();
  expect(more).toBeGreaterThan(0);
  expect(more).toBeLessThanOrEqual(looksIn(lasted));
});
