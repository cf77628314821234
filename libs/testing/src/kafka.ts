import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTestConfig } from './config.ts';
import { kafkaContainer } from './kafka-container.ts';

/** Time for Maven to fetch Kafka, the first time. */
const START_TIMEOUT_MS = 500_000;
const POLL_MS = 50;
const KAFKA = join(import.meta.dirname, '../../../infra/kafka/src/main.ts');
/** As short as a broker allows. */
export const KAFKA_TEST_TIMES = { sessionMs: 6_000, heartbeatMs: 500, fetchMs: 100 } as const;

/** A broker that suites may use, or why there is none. */
export type TestKafka =
  | { readonly brokers: readonly string[]; readonly missing?: undefined }
  | { readonly brokers?: undefined; readonly missing: string };

/** What carries the bus in a suite; each call of `bus` gives a separate bus. */
export interface Carrier {
  readonly name: 'the event store' | 'Kafka';
  bus(): 'eventstore' | ReturnType<typeof kafkaBus>;
}

/** Settings of a separate bus on a shared broker. */
export function kafkaBus(brokers: readonly string[]) {
  return {
    carrier: 'kafka' as const,
    brokers,
    namespace: `t${randomUUID().slice(0, 8)}`,
    times: KAFKA_TEST_TIMES,
  };
}

/** Both carriers, or only the store with the reason why. */
export async function testCarriers(): Promise<{
  readonly carriers: readonly Carrier[];
  readonly missing: string | undefined;
}> {
  const store: Carrier = { name: 'the event store', bus: () => 'eventstore' };
  const kafka = await testKafka();
  if (kafka.missing !== undefined) return { carriers: [store], missing: kafka.missing };
  return { carriers: [store, { name: 'Kafka', bus: () => kafkaBus(kafka.brokers) }], missing: undefined };
}

/** KAFKA_BROKERS, or else one broker by Java for all workers of this run of jest, which ends with the run, or else a container. */
export async function testKafka(): Promise<TestKafka> {
  const { KAFKA_BROKERS: elsewhere, PROXIMIDAD_TEST_RUN: run } = readTestConfig();
  if (elsewhere) return { brokers: elsewhere.split(',') };
  const folder = join(tmpdir(), `proximidad-kafka-${run}`);
  if (isFirst(folder)) start(folder, run);
  const says = saidIn(folder);
  for (const until = Date.now() + START_TIMEOUT_MS; Date.now() < until; await sleep(POLL_MS)) {
    const printed = existsSync(says) ? readFileSync(says, 'utf8') : '';
    const brokers = /is ready, brokers (\S+)/.exec(printed)?.[1];
    if (brokers) return { brokers: brokers.split(',') };
    if (existsSync(join(folder, 'ended')))
      return inContainer(printed.trim().split('\n').at(-1) ?? 'no broker');
  }
  return { missing: `the broker was not ready in ${START_TIMEOUT_MS} ms` };
}

/** A broker for this suite alone, where a container engine has the image; otherwise the reason why there is none at all. */
async function inContainer(withoutJava: string): Promise<TestKafka> {
  try {
    const { brokers, container } = await kafkaContainer();
    afterAll(async () => void (await container.stop()));
    return { brokers };
  } catch (error) {
    return { missing: `${withoutJava} In a container: ${(error as Error).message}` };
  }
}

/** Making a folder is the lock: only one of all workers can. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

/** Named as what Kafka itself writes there, and removes. */
const saidIn = (folder: string) => join(folder, 'log/kafka-out.log');

function start(folder: string, run: string): void {
  mkdirSync(join(folder, 'log'));
  const out = openSync(saidIn(folder), 'w');
  const args = ['--port', '0', '--data', folder, '--until', run, '--ephemeral'];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', KAFKA, ...args], {
    detached: true,
    stdio: ['ignore', out, out],
  });
  child.once('exit', () => {
    if (existsSync(folder)) writeFileSync(join(folder, 'ended'), '');
  });
  child.unref();
}
