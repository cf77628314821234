import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { follow } from '@proximidad/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from './index.ts';

const SUBSCRIPTIONS = 8;
const WATCHED_MS = 3_000;
const READS = /^store_calls_total\{method="event_store\.client\.streams\.Streams\/Read",status="0"\} (\d+)$/m;

test('subscriptions that hear nothing look at the head of the log together, about once a second', async () => {
  const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  const log = connect(store.url, { silenceMs: 100 });
  const reads = async () => {
    const page = await (await fetch(`http://127.0.0.1:${store.port}/metrics`)).text();
    return Number(READS.exec(page)?.[1] ?? 0);
  };
  const silent = Array.from({ length: SUBSCRIPTIONS }, () =>
    follow(log, { after: undefined, only: { prefixes: ['nobody_'] } }),
  );
  try {
    await Promise.all(silent.map((items) => items.until((all) => all.length > 0)));
    await log.head();
    const [begun, before] = [performance.now(), await reads()];
    expect(before).toBeGreaterThan(0);
    await delay(WATCHED_MS);
    const more = (await reads()) - before;
    expect(more).toBeLessThanOrEqual((performance.now() - begun) / 1_000);
  } finally {
    for (const items of silent) await items.stop();
    await log.close();
    await store.close();
  }
});
