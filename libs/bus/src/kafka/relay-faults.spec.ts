import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type EventLog } from '@proximidad/eventstore';
import {
  type FaultProxy,
  faultProxy,
  kafkaBus,
  needing,
  type OwnKafka,
  ownKafka,
  printed,
  temporaryStore,
  type TemporaryStore,
  testKafka,
  whyNotOwnKafka,
} from '@proximidad/testing';
import { sized } from '@proximidad/testing/sizes';
import { findings, published, relayOnKafka, say } from '../testing/number-service.ts';
import type { KafkaOptions } from './client.ts';

const TIMEOUT_MS = 1_800_000;
const RELAY = join(import.meta.dirname, '../testing/main.ts');

const broker = await testKafka();
const testBreaking = needing(await whyNotOwnKafka()).test;
const shared = () => kafkaBus(broker.brokers ?? []);

let store: TemporaryStore;
let log: EventLog;
const started: ChildProcess[] = [];
const clusters: OwnKafka[] = [];
const proxies: FaultProxy[] = [];

beforeEach(async () => {
  store = await temporaryStore();
  log = connect(store.url);
});
afterEach(async () => {
  const alive = started
    .splice(0)
    .filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  await Promise.all(alive.map((child) => (child.kill('SIGTERM'), once(child, 'exit'))));
  for (const cluster of clusters.splice(0)) await cluster.close();
  for (const proxy of proxies.splice(0)) await proxy.close();
  await log.close();
  await store.close();
});

function start(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  return child;
}

async function breakable(nodes: 1 | 3): Promise<OwnKafka> {
  const cluster = await ownKafka(nodes);
  clusters.push(cluster);
  return cluster;
}

/** Runs a relay in this process until `work` is done. */
async function relaying(kafka: KafkaOptions, work: () => Promise<void>, text?: string): Promise<void> {
  const stop = new AbortController();
  const { relay, close } = relayOnKafka(log, kafka, text);
  const running = relay.run(stop.signal);
  running.catch(() => undefined);
  try {
    await work();
  } finally {
    stop.abort();
    await running;
    await close();
  }
}

needing(broker.missing).describe('the relay on Kafka', () => {
  test(
    'killed again and again, it publishes everything, in order per stream',
    async () => {
      const kafka = shared();
      const [kills, each] = sized([3, 100], [20, 1_000]);
      for (let round = 0; round < kills; round++) {
        const relay = start([RELAY, store.url, kafka.brokers.join(','), kafka.namespace]);
        await printed(relay, /relaying/);
        await say(log, round * each + 1, (round + 1) * each);
        await sleep(Math.random() * 600);
        relay.kill('SIGKILL');
        await once(relay, 'exit');
      }
      const last = start([RELAY, store.url, kafka.brokers.join(','), kafka.namespace]);
      await printed(last, /relaying/);
      const found = findings(await published(kafka, kills * each), kills * each);
      expect(found).toMatchObject({ missing: 0, unordered: 0 });
    },
    TIMEOUT_MS,
  );

  test(
    'what is more bytes than one batch may have is published all the same, in order',
    async () => {
      const kafka = shared();
      const count = 100;
      await say(log, 1, count);
      const work = async () => {
        const found = findings(await published(kafka, count), count);
        expect(found).toEqual({ missing: 0, unordered: 0, duplicates: 0 });
      };
      await relaying(kafka, work, 'ñ'.repeat(60_000));
    },
    TIMEOUT_MS,
  );

  test(
    'answers lost after the broker stored the batch cost neither a message nor a second one',
    async () => {
      const direct = shared();
      const port = Number(direct.brokers[0]!.split(':')[1]);
      const proxy = await faultProxy({ port });
      proxies.push(proxy);
      const kafka: KafkaOptions = {
        ...direct,
        socketFactory: ({ host, port: asked, onConnect }) =>
          dial({ host, port: asked === port ? proxy.port : asked }, onConnect),
      };
      const [losses, each] = sized([4, 100], [40, 500]);
      await relaying(kafka, async () => {
        await say(log, 1, each);
        await published(direct, each);
        for (let round = 1; round <= losses; round++) {
          proxy.set('deaf');
          await say(log, round * each + 1, (round + 1) * each);
          // The batch is stored, and then the connection is lost together with the answer.
          await sleep(150);
          proxy.set('none');
          proxy.cut();
          await sleep(100);
        }
        const count = (losses + 1) * each;
        const found = findings(await published(direct, count), count);
        expect(found).toEqual({ missing: 0, unordered: 0, duplicates: 0 });
      });
    },
    TIMEOUT_MS,
  );

  test(
    'two at once publish everything, in order, and one of them steps down',
    async () => {
      const kafka = shared();
      const count = sized(500, 10_000);
      const stop = new AbortController();
      const relays = [relayOnKafka(log, kafka), relayOnKafka(log, kafka)];
      const ends = relays.map(({ relay }) => relay.run(stop.signal).catch((error: unknown) => error));
      for (let from = 1; from <= count; from += 100) await say(log, from, from + 99);
      const fenced = Promise.race(ends);
      const found = findings(await published(kafka, count), count);
      expect(found).toMatchObject({ missing: 0, unordered: 0 });
      expect(await fenced).toMatchObject({ name: 'Fenced' });
      stop.abort();
      await Promise.all(ends);
      await Promise.all(relays.map(({ close }) => close()));
    },
    TIMEOUT_MS,
  );

  testBreaking(
    'a broker that is away stops nobody from recording, and when it is back everything follows in order',
    async () => {
      const broker = await breakable(1);
      const kafka = kafkaBus(broker.brokers);
      await relaying(kafka, async () => {
        await say(log, 1, 100);
        await published(kafka, 100);
        await broker.stop();
        for (let round = 1; round <= sized(3, 60); round++) {
          await say(log, round * 100 + 1, (round + 1) * 100);
          await sleep(1_000);
        }
        await broker.start();
        const count = sized(400, 6_100);
        const found = findings(await published(kafka, count), count);
        expect(found).toMatchObject({ missing: 0, unordered: 0 });
      });
    },
    TIMEOUT_MS,
  );

  testBreaking(
    'of three nodes one is killed: nothing is lost, and order holds',
    async () => {
      const cluster = await breakable(3);
      const kafka = kafkaBus(cluster.brokers);
      const each = sized(100, 1_000);
      await relaying(kafka, async () => {
        await say(log, 1, each);
        await published(kafka, each);
        cluster.kill(2);
        await say(log, each + 1, 3 * each);
        const found = findings(await published(kafka, 3 * each), 3 * each);
        expect(found).toMatchObject({ missing: 0, unordered: 0 });
      });
    },
    TIMEOUT_MS,
  );
});
