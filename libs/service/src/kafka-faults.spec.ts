import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  askQuarantine,
  type KafkaOptions,
  LANE_LIMITS,
  operationEvent,
  quarantinedKeys,
  quarantinedMessages,
  rewindRelay,
} from '@proximidad/bus';
import { idFor, StoreUnavailable } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import {
  bareEnvironment,
  KAFKA_TEST_TIMES,
  kafkaBus,
  needing,
  type OwnKafka,
  ownKafka,
  printed,
  testKafka,
  testPassportJwks,
  whyNotOwnKafka,
} from '@proximidad/testing';
import type { ServiceDefinition } from '@proximidad/edge';
import { isFull, sized } from '@proximidad/testing/sizes';
import { type OpenService, openService } from './open-service.ts';
import { type Ground, openGround, receive, until } from './testing/harness.ts';
import {
  forget,
  forgetGroup,
  isShared,
  type Kind,
  KINDS,
  placesOf,
  produce,
  recordsOf,
  streamOf,
} from './testing/calls-on-kafka.ts';
import { calls, contactIdOf, contacts } from './testing/two-services.ts';

const TIMEOUT_MS = sized(900_000, 2_700_000);
/** Lags are gone within 30 s after a fault, without human help (reliability, I10); three times that on a busy machine. */
const HEALED_SECONDS = 90;
/** Enough time for thousands of effects, on a machine that does other things, too. */
const PATIENCE_SECONDS = 150;
const MAIN = join(import.meta.dirname, 'testing/main.ts');

const shared = await testKafka();
const testBreaking = needing(await whyNotOwnKafka()).test;

let ground: Ground;
let log: EventLog;
let cluster: OwnKafka | undefined;
const open: OpenService[] = [];
const processes: ChildProcess[] = [];

async function begin(brokers: readonly string[]): Promise<KafkaOptions> {
  const bus = kafkaBus(brokers);
  ground = await openGround({ name: 'Kafka', bus: () => bus });
  log = connect(ground.esdbUrl);
  return bus;
}
afterEach(async () => {
  for (const child of processes.splice(0)) child.kill('SIGKILL');
  await Promise.all(open.splice(0).map((service) => service.close()));
  await log.close();
  await ground.clear();
  await cluster?.close();
  cluster = undefined;
});

async function start(definition: ServiceDefinition): Promise<OpenService> {
  const lanes = { ...LANE_LIMITS, backOffMs: 5 };
  const service = await openService(definition, ground.config(definition.name), { lanes });
  open.push(service);
  await service.caughtUp;
  return service;
}

function startProcess({ brokers, namespace }: KafkaOptions): ChildProcess {
  const { esdbUrl, data } = ground.config('echoes');
  const keys = join(data, 'keys.json');
  writeFileSync(keys, JSON.stringify(testPassportJwks));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, 'echoes'], {
    env: {
      ...bareEnvironment(),
      ...{ ESDB_URL: esdbUrl, PROXIMIDAD_DATA: data, PASSPORT_KEYS: keys },
      ...{ BUS: 'kafka', KAFKA_BROKERS: brokers.join(','), KAFKA_NAMESPACE: namespace },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(child);
  return child;
}

const newIds = (count: number) => Array.from({ length: count }, () => idFor('09', 'call', randomUUID()));

async function receiveAll(source: OpenService, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const { data } = await receive((entry) => source.execute(entry), id);
    expect(data).toMatchObject({ receiveCall: { __typename: 'CallAccepted' } });
  }
}

/** The number of contacts recorded for each call: the effects of the reaction. */
async function effects(ids: readonly string[]): Promise<number[]> {
  const counts: number[] = [];
  for (const id of ids) counts.push((await log.read(`contact_${contactIdOf(id)}`)).events.length);
  return counts;
}

/** Each call has its contact within this time, and none has two. */
async function everyEffectOnce(ids: readonly string[], seconds = HEALED_SECONDS): Promise<void> {
  let met = 0;
  // One question at a time: the store answers in this process, beside all that it records meanwhile.
  const settled = async () => {
    while (met < ids.length && (await hasEffect(ids[met]!))) met++;
    return met === ids.length;
  };
  await until(settled, seconds).catch((cause: unknown) => {
    throw new Error(`call ${met + 1} of ${ids.length} is without effect: ${ids[met]}`, { cause });
  });
  expect(await effects(ids)).toEqual(ids.map(() => 1));
}

/** A store that is too busy to answer is asked again. */
async function hasEffect(id: string): Promise<boolean> {
  try {
    const [count] = await effects([id]);
    return count! > 0;
  } catch (error) {
    if (error instanceof StoreUnavailable) return false;
    throw error;
  }
}

const lagOf = async (service: OpenService) =>
  Number(/consumer_lag_messages\S+ (\d+)/.exec(await service.metrics())?.[1] ?? Number.NaN);

needing(shared.missing).describe('reactions on Kafka', () => {
  test(
    'a consumer that is killed again and again has every effect once',
    async () => {
      const kafka = await begin(shared.brokers ?? []);
      const source = await start(calls);
      const [kills, each] = sized([2, 20], [12, 200]);
      const ids: string[] = [];
      for (let kill = 0; kill < kills; kill++) {
        const consumer = startProcess(kafka);
        await printed(consumer, /"ready"/);
        const fresh = newIds(each);
        ids.push(...fresh);
        await receiveAll(source, fresh);
        // Sometimes before the group has let it in, sometimes in the middle of its work.
        await sleep(Math.random() * (KAFKA_TEST_TIMES.sessionMs + 2_000));
        consumer.kill('SIGKILL');
        await once(consumer, 'exit');
      }
      const last = await start(contacts());
      await everyEffectOnce(ids);
      await until(async () => (await lagOf(last)) === 0, HEALED_SECONDS);
    },
    TIMEOUT_MS,
  );

  test(
    'a handler that takes longer than the group’s session is delivered to once, and others do not wait for it',
    async () => {
      await begin(shared.brokers ?? []);
      const source = await start(calls);
      const [slow, ...quick] = newIds(sized(20, 200)) as [string, ...string[]];
      const seen: string[] = [];
      const othersAreDone = Promise.withResolvers<void>();
      const consumer = await start(
        contacts(async ({ callId }) => {
          seen.push(callId);
          if (callId !== slow) return;
          await Promise.all([sleep(KAFKA_TEST_TIMES.sessionMs + 2_000), othersAreDone.promise]);
        }),
      );
      await receiveAll(source, [slow, ...quick]);
      await everyEffectOnce(quick);
      expect(await effects([slow])).toEqual([0]);
      othersAreDone.resolve();
      await everyEffectOnce([slow]);
      expect(seen.length).toBe(quick.length + 1);
      await until(async () => (await lagOf(consumer)) === 0);
    },
    TIMEOUT_MS,
  );

  test(
    'one message in a hundred is poison of five kinds: each waits with its key, and nothing else does',
    async () => {
      const kafka = await begin(shared.brokers ?? []);
      const ids = newIds(sized(500, 5_000));
      const poisoned = new Map(
        ids.filter((_id, n) => n % 100 === 50).map((id, n) => [id, KINDS[n % KINDS.length]!]),
      );
      let mended = false;
      const consumer = await start(
        contacts(({ callId }) => {
          if (!mended && poisoned.get(callId) === 'not to be handled') throw new TypeError('cannot');
        }),
      );
      await produce(
        kafka,
        ids.flatMap((id) => recordsOf(id, poisoned.get(id))),
      );
      const sound = ids.filter((id) => !poisoned.has(id));
      await everyEffectOnce(sound, PATIENCE_SECONDS);
      // The lag is measured only now and then: wait until everything that has to wait does.
      const waitingOf = (id: string) => quarantinedMessages(log, 'echoes', streamOf(id));
      const waits = async ([id, kind]: readonly [string, Kind]) =>
        (await waitingOf(id)).length === (kind === 'not to be handled' ? 1 : 2);
      await until(async () => (await Promise.all([...poisoned].map(waits))).every(Boolean), HEALED_SECONDS);
      await until(async () => (await lagOf(consumer)) === 0, HEALED_SECONDS);
      const keys = await quarantinedKeys(log, 'echoes');
      expect(keys.map(({ key }) => key).toSorted()).toEqual([...poisoned.keys()].map(streamOf).toSorted());
      expect(await effects([...poisoned.keys()])).toEqual([...poisoned].map(() => 0));
      for (const [id, kind] of poisoned) {
        const waiting = await waitingOf(id);
        expect(waiting.map(({ reason }) => reason === null)).toEqual(
          kind === 'not to be handled' ? [false] : [false, true],
        );
      }

      mended = true;
      const tended = [...poisoned].slice(0, KINDS.length);
      for (const [id, kind] of tended) await tend(id, kind);
      expect(await effects(tended.map(([id]) => id))).toEqual(tended.map(() => 1));
      // The list of keys is written after the last message of a key has gone.
      const left = poisoned.size - tended.length;
      await until(async () => (await quarantinedKeys(log, 'echoes')).length <= left);
      expect((await quarantinedKeys(log, 'echoes')).length).toBe(left);
    },
    TIMEOUT_MS,
  );

  test(
    'of a record that is no message and whose key is no stream, nothing is kept but its place',
    async () => {
      const kafka = await begin(shared.brokers ?? []);
      await start(contacts());
      const [callId] = newIds(1) as [string];
      const record = { ...recordsOf(callId, 'without headers')[0]!, value: 'María López' };
      await produce(kafka, [{ ...record, key: 'María López' }, ...recordsOf(callId, undefined)]);
      await everyEffectOnce([callId]);
      await until(async () => (await quarantinedKeys(log, 'echoes')).length === 1);
      const { key } = (await quarantinedKeys(log, 'echoes'))[0]!;
      expect(key).toMatch(/^\S+\.pub\.calls\.v1\/\d@\d+$/);
      expect(await quarantinedMessages(log, 'echoes', key)).toMatchObject([{ key, origin: key }]);
    },
    TIMEOUT_MS,
  );

  test(
    'what a topic lost before it was read is told, and comes when it is published anew',
    async () => {
      const kafka = await begin(shared.brokers ?? []);
      const source = await start(calls);
      await start(contacts());
      const [read, lost, later] = [newIds(20), newIds(20), newIds(20)];
      await receiveAll(source, read);
      await everyEffectOnce(read);
      await open.pop()!.close();
      await receiveAll(source, lost);
      await forget(kafka, read.length + lost.length);
      await receiveAll(source, later);
      const again = await start(contacts());
      await everyEffectOnce(later);
      await until(async () => /consumer_gaps_total\S+ [1-9]/.test(await again.metrics()));
      expect(await effects(lost)).toEqual(lost.map(() => 0));
      const { log: store, logId } = source;
      await rewindRelay({ log: store, logId, service: 'calls', from: 0, now: Date.now });
      await everyEffectOnce([...read, ...lost, ...later]);
    },
    TIMEOUT_MS,
  );

  test(
    'what a service missed while the brokers forgot its place is told once',
    async () => {
      const kafka = await begin(shared.brokers ?? []);
      const source = await start(calls);
      await start(contacts());
      const [read, lost] = [newIds(20), newIds(20)];
      await receiveAll(source, read);
      await everyEffectOnce(read);
      await open.pop()!.close();
      await receiveAll(source, lost);
      await forget(kafka, read.length + lost.length);
      await forgetGroup(kafka);
      const again = await start(contacts());
      await until(async () => /consumer_gaps_total\S+ [1-9]/.test(await again.metrics()));
      const hasPlaces = ({ offset }: { offset: string }) => offset !== '-1';
      await until(async () => (await placesOf(kafka)).some(hasPlaces));
      await open.pop()!.close();
      const third = await start(contacts());
      await until(async () => (await third.health()).ready);
      expect(await third.metrics()).toMatch(/consumer_gaps_total\S+ 0/);
    },
    TIMEOUT_MS,
  );

  test(
    'what was told by a log from before it was restored is not handled, and the service says so',
    async () => {
      const kafka = await begin(shared.brokers ?? []);
      const source = await start(calls);
      await start(contacts());
      const [read, unread] = [newIds(20), newIds(20)];
      await receiveAll(source, read);
      await everyEffectOnce(read);
      await open.pop()!.close();
      expect((await placesOf(kafka)).map(({ metadata }) => metadata)).toContain(source.logId);
      await receiveAll(source, unread);
      await logIsAnother();
      const lines: string[] = [];
      const logSink = { write: (line: string) => void lines.push(line) };
      const config = { ...ground.config('echoes'), logLevel: 'warn' as const };
      open.push(await openService(contacts(), config, { logSink }));
      await until(() => lines.some((line) => line.includes('told by another log')));
      expect((await open.at(-1)!.health()).parts).toMatchObject({ consumer: 'starting', store: 'ready' });
      expect(await effects(unread)).toEqual(unread.map(() => 0));

      await Promise.all(open.splice(0).map((service) => service.close()));
      const anew = kafkaBus(shared.brokers ?? []);
      for (const definition of [calls, contacts()])
        open.push(await openService(definition, { ...ground.config(definition.name), bus: anew }));
      await rewindRelay({ log, logId: open[0]!.logId, service: 'calls', from: 0, now: Date.now });
      await everyEffectOnce([...read, ...unread]);
    },
    TIMEOUT_MS,
  );

  test(
    'what one process of a service set aside holds back what follows when another takes its place',
    async () => {
      const kafka = await begin(shared.brokers ?? []);
      const ofFirst: string[] = [];
      await start(contacts(({ callId }) => void ofFirst.push(callId)));
      const config = ground.config('echoes');
      open.push(await openService(contacts(), { ...config, data: join(config.data, 'second') }));
      const ids = newIds(sized(20, 200));
      await isShared(kafka);
      const [poison, sound] = [0, 1].map((n) => (id: string) => recordsOf(id, 'not JSON')[n]!);
      await produce(kafka, ids.map(sound!));
      await everyEffectOnce(ids);
      await produce(kafka, ofFirst.map(poison!));
      const eachWaits = (count: number) => async () => {
        const waiting = ofFirst.map((id) => quarantinedMessages(log, 'echoes', streamOf(id)));
        return (await Promise.all(waiting)).every(({ length }) => length === count);
      };
      await until(eachWaits(1), HEALED_SECONDS);

      await open.shift()!.close();
      await produce(kafka, ofFirst.map(sound!));
      await until(eachWaits(2), HEALED_SECONDS);
      expect((await quarantinedKeys(log, 'echoes')).length).toBe(ofFirst.length);
    },
    TIMEOUT_MS,
  );

  testBreaking(
    'brokers that die or are all away stop no command, readiness tells, and everything heals by itself',
    async () => {
      cluster = await ownKafka(sized(1, 3));
      await begin(cluster.brokers);
      const source = await start(calls);
      const consumer = await start(contacts());
      const ids = newIds(sized(30, 300));
      const [before, oneDead, allAway, after] = [0, 1, 2, 3].map((part) =>
        ids.slice((part * ids.length) / 4, ((part + 1) * ids.length) / 4),
      ) as [string[], string[], string[], string[]];
      await receiveAll(source, before);
      await everyEffectOnce(before);
      if (isFull) cluster.kill(2);
      await receiveAll(source, oneDead);
      await everyEffectOnce(oneDead);

      await cluster.stop();
      await until(async () => !(await consumer.health()).ready);
      const awayUntil = Date.now() + sized(5_000, 60_000);
      await receiveAll(source, allAway);
      await sleep(Math.max(0, awayUntil - Date.now()));
      expect(await effects(allAway)).toEqual(allAway.map(() => 0));
      await cluster.start();
      await receiveAll(source, after);
      await everyEffectOnce([...allAway, ...after]);
      await until(async () => (await consumer.health()).ready, HEALED_SECONDS);
      await until(async () => (await lagOf(consumer)) === 0, HEALED_SECONDS);
    },
    TIMEOUT_MS,
  );
});

/** As after a restoration: what the log says about itself has another id. */
async function logIsAnother(): Promise<void> {
  const { events, revision } = await log.read('ops_00-log');
  const opened = operationEvent('LogOpened', {}, Date.now());
  await log.append('ops_00-log', revision, [opened], events.at(-1)!.metadata.hash);
}

/** What an operator does: discards what is not a message, and has the rest tried again. */
async function tend(callId: string, kind: Kind): Promise<void> {
  const key = streamOf(callId);
  const patience = { now: Date.now, patienceMs: 15_000 };
  const [first] = await quarantinedMessages(log, 'echoes', key);
  if (kind !== 'not to be handled') {
    const discard = { type: 'DiscardAsked', key, id: first!.id, by: 'test', reason: 'no message' } as const;
    expect((await askQuarantine(log, 'echoes', discard, patience)).length).toBe(1);
  }
  const replay = { type: 'ReplayAsked', key, by: 'test' } as const;
  expect(await askQuarantine(log, 'echoes', replay, patience)).toEqual([]);
}
