import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect } from '@proximidad/eventstore';
import { readConfig } from '@proximidad/kafka/config';
import { jars } from '@proximidad/kafka/jars';
import { SERVICES } from '@proximidad/topology';
import { root } from './config.ts';
import { ask } from './load.ts';
import { type Platform, startPlatform } from './platform.ts';
import { cpuMicros, start, startStore, temporaryFolder } from './processes.ts';
import { progress, type Report } from './report.ts';

const EVENTS = 40_000;
const ROUNDS = 2;
const INCIDENTS = 400;
const INCIDENTS_PER_SECOND = 40;
const SETTLE_TIMEOUT_MS = 20_000;
const IDLE_REST_MS = 3_000;
const IDLE_MS = 8_000;
const PERF_BATCH_BYTES = 16_384;
const REPORT_INCIDENT = `mutation ($input: ReportIncidentInput!) {
  reportIncident(input: $input) { __typename ... on Refusal { code } }
}`;

/** Relay, reactions and idleness of the bus, on Apache Kafka itself and on the store. */
export async function bus(scope: AsyncDisposableStack, report: Report): Promise<void> {
  await relaying(scope, report);
  const latencies = new Map<string, Measured>();
  for (const carrier of ['eventstore', 'kafka'] as const) {
    await using own = scope.use(new AsyncDisposableStack());
    const platform = await startPlatform(own, carrier);
    const idle = await idleCpu(platform);
    const measured = { ...(await reactions(platform)), idle };
    latencies.set(carrier, measured);
    progress(`bus: on ${carrier} p50 ${measured.p50} ms, p99 ${measured.p99} ms, idle ${idle.toFixed(2)} %`);
  }
  const [store, kafka] = [latencies.get('eventstore')!, latencies.get('kafka')!];
  for (const name of ['p50', 'p99'] as const) {
    report({
      ...{ metric: `event to the reaction’s event, ${name}, on Kafka`, value: kafka[name], unit: 'ms' },
      ...{ peer: 'on the event store', peerValue: store[name] },
    });
  }
  report({
    ...{ metric: 'idle CPU of the four services, on Kafka', value: kafka.idle, unit: '% of a processor' },
    ...{ peer: 'on the event store', peerValue: store.idle },
  });
}

interface Measured {
  readonly p50: number;
  readonly p99: number;
  readonly idle: number;
}

async function relaying(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const folder = await temporaryFolder(scope);
  const broker = {
    entry: 'infra/kafka/src/main.ts',
    args: ['--port', '0', '--data', join(folder, 'broker')],
  };
  const { ready: brokers } = await start(scope, broker, (line) => /ready, brokers (\S+)/.exec(line)?.[1]);
  const url = await startStore(scope, join(folder, 'store'));
  const run = async <Result>(entry: string, args: readonly string[]) => {
    const { ready } = await start(scope, { entry: `services/incidents/src/${entry}`, args }, (line) =>
      line.startsWith('{') ? (JSON.parse(line) as Result) : undefined,
    );
    return ready;
  };
  const { events } = await run<{ events: number }>('rebuild.bench.ts', ['fill', url, String(EVENTS)]);
  progress(`bus: ${events} events recorded`);

  let [relayed, bare, bytes] = [0, 0, 0];
  for (let round = 1; round <= ROUNDS; round++) {
    const args = [url, brokers, `bench${round}`];
    const raw = await run<{ seconds: number; messages: number; bytes: number }>('relay.bench.ts', [
      'raw',
      ...args,
    ]);
    const relay = await run<{ seconds: number; messages: number }>('relay.bench.ts', ['relay', ...args]);
    if (relay.messages !== raw.messages) throw new Error(`${relay.messages} of ${raw.messages} were relayed`);
    bare = Math.max(bare, raw.messages / raw.seconds);
    relayed = Math.max(relayed, relay.messages / relay.seconds);
    bytes = raw.bytes;
    progress(`bus: ${Math.round(relayed)} messages/s relayed, ${Math.round(bare)}/s by a bare producer`);
  }
  report({
    ...{ metric: 'relay from the store to Kafka, durable', value: relayed, unit: 'messages/s' },
    ...{ peer: 'bare kafkajs, the same batches', peerValue: bare },
  });
  const tool = await ownTool(brokers, bytes);
  report({
    ...{ metric: 'relay from the store to Kafka, durable', value: relayed, unit: 'messages/s' },
    ...{ peer: `Kafka’s ProducerPerformance, ${bytes} B, one request in flight`, peerValue: tool },
  });
}

/** Records per second by Kafka's own tool. */
async function ownTool(brokers: string, bytes: number): Promise<number> {
  const { cache } = readConfig(root);
  const lib = await jars(cache, join(root, 'infra/kafka/pom.xml'), progress);
  const java = (main: string, ...args: string[]) =>
    promisify(execFile)('java', ['-Xmx256m', '-cp', join(lib, '*'), main, ...args]);
  const topic = `perf-${randomUUID()}`;
  const admin = ['--bootstrap-server', brokers, '--create', '--topic', topic, '--partitions', '6'];
  await java('org.apache.kafka.tools.TopicCommand', ...admin);
  const { stdout } = await java(
    'org.apache.kafka.tools.ProducerPerformance',
    ...['--topic', topic, '--num-records', '300000', '--record-size', String(bytes), '--throughput', '-1'],
    ...['--producer-props', `bootstrap.servers=${brokers}`, 'acks=all', 'enable.idempotence=true'],
    ...['max.in.flight.requests.per.connection=1', `batch.size=${PERF_BATCH_BYTES}`],
  );
  const perSecond = /([\d.]+) records\/sec[^\n]*\s*$/.exec(stdout)?.[1];
  if (!perSecond) throw new Error(`ProducerPerformance said: ${stdout}`);
  return Number(perSecond);
}

/** From when the store took an incident's event to when it took the event of the reaction in beats. */
async function reactions(platform: Platform): Promise<Omit<Measured, 'idle'>> {
  const token = await platform.token('operator-09');
  const sends: Promise<Record<string, unknown>>[] = [];
  for (let n = 0; n < INCIDENTS; n++) {
    const input = {
      ...{ commandId: randomUUID(), code: '30421' },
      ...{ municipality: '09007' },
    };
    const body = JSON.stringify({ query: REPORT_INCIDENT, variables: { input } });
    sends.push(ask(platform.url, { token, body }));
    await sleep(1_000 / INCIDENTS_PER_SECOND);
  }
  const refused = (await Promise.all(sends))
    .map((answer) => JSON.stringify(answer))
    .find((text) => !text.includes('IncidentAccepted'));
  if (refused !== undefined) throw new Error(`an incident was not accepted: ${refused}`);
  for (const until = Date.now() + SETTLE_TIMEOUT_MS; Date.now() < until; await sleep(500)) {
    const delays = await delaysIn(platform.storeUrl());
    if (delays.length < INCIDENTS) continue;
    const at = (share: number) => delays[Math.ceil(share * delays.length) - 1]!;
    return { p50: at(0.5), p99: at(0.99) };
  }
  throw new Error('not every incident was reacted to');
}

async function delaysIn(url: string): Promise<number[]> {
  const log = connect(url);
  const reported = new Map<string, number>();
  const delays: number[] = [];
  try {
    for await (const event of log.readAll({ after: undefined, max: Number.MAX_SAFE_INTEGER })) {
      const { type, id, stream, recordedAt, metadata } = event;
      if (type === 'IncidentReported' && stream.startsWith('incident_')) reported.set(id, recordedAt);
      const caused = metadata.causationId === undefined ? undefined : reported.get(metadata.causationId);
      if (type === 'PatrolCandidatesRanked' && caused !== undefined && !/^(public|restricted)_/.test(stream))
        delays.push(recordedAt - caused);
    }
  } finally {
    await log.close();
  }
  return delays.toSorted((a, b) => a - b);
}

/** Processor time of all services while nobody asks anything, in percent of one processor. */
async function idleCpu(platform: Platform): Promise<number> {
  await sleep(IDLE_REST_MS);
  const pids = platform.pids();
  const spent = () => SERVICES.reduce((sum, name) => sum + cpuMicros(pids[name]!), 0);
  const before = spent();
  await sleep(IDLE_MS);
  return (spent() - before) / (IDLE_MS * 10);
}
