import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { join } from 'node:path';
import { cpuMicros, start, temporaryFolder } from './processes.ts';
import { progress, type Report } from './report.ts';
import { DATA, METADATA, plainAppends, rawAppends } from './store-peers.ts';

const CONCURRENCIES = [1, 16, 64, 256] as const;
const WARM_UP_S = 2;
const MEASURED_S = 2;
const STREAMS = 500;
const REPLAYED_EVENTS = 200_000;
const FILL_EVENTS_PER_APPEND = 500;
const FILL_APPENDS_FLYING = 4;
const ROUNDS = 2;
const LIVE_EVENTS = 400;

const data = JSON.parse(DATA.toString()) as Record<string, string>;
const metadata = JSON.parse(METADATA.toString()) as Record<string, string>;
const newEvent = () => jsonEvent({ type: 'CallReceived', data, metadata });

/** The embedded store through the official client: appends, replay, live latency, and what they cost the server. */
export async function store(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const folder = await temporaryFolder(scope);
  const { pid, ready: port } = await serve(scope, 'libs/embedded-eventstore/src/main.ts', [
    ...['serve', '--data', join(folder, 'store'), '--port', '0'],
  ]);
  const client = connect(scope, port);
  const plain = await serve(scope, 'infra/bench/src/servers/plain-store.ts', [folder]);
  await appends(client, 64, WARM_UP_S);
  await plainAppends(plain.ready, 64, 1);
  for (const concurrency of CONCURRENCIES) {
    const before = cpuMicros(pid);
    const own = await appends(client, concurrency, MEASURED_S);
    const cpu = (cpuMicros(pid) - before) / (own * MEASURED_S);
    const limit = await plainAppends(plain.ready, concurrency, MEASURED_S);
    const raw = rawAppends(folder, concurrency, MEASURED_S);
    const figure = { metric: `appends, concurrency ${concurrency}`, value: own, unit: 'events/s' };
    report({ ...figure, peer: 'raw node:sqlite, as many per commit', peerValue: raw });
    report({ ...figure, peer: 'a process without a protocol', peerValue: limit });
    report({ metric: `server CPU of an append, concurrency ${concurrency}`, value: cpu, unit: 'µs/event' });
    progress(
      `store: ${Math.round(own)} appends/s at ${concurrency}; plain ${Math.round(limit)}, raw ${Math.round(raw)}`,
    );
  }
  await live(client, report);
  await replay(scope, report, folder);
}

function serve(scope: AsyncDisposableStack, entry: string, args: readonly string[]) {
  return start(scope, { entry, args }, (line) => (JSON.parse(line) as { port?: number }).port);
}

function connect(scope: AsyncDisposableStack, port: number): EventStoreDBClient {
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  scope.defer(() => client.dispose());
  return client;
}

/** One event each, durable before the next of its lane; resolves to how many a second. */
async function appends(client: EventStoreDBClient, concurrency: number, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let count = 0;
  const lane = async (n: number) => {
    for (let turn = 0; performance.now() < end; turn++, count++)
      await client.appendToStream(`call_09-${(n * 31 + turn) % STREAMS}`, newEvent());
  };
  await Promise.all(Array.from({ length: concurrency }, (_, n) => lane(n)));
  return count / seconds;
}

/** From the call of an append to the event at a subscriber of everything, one at a time. */
async function live(client: EventStoreDBClient, report: Report): Promise<void> {
  const subscription = client.subscribeToAll({ fromPosition: 'end' });
  const arrivals = subscription[Symbol.asyncIterator]();
  await client.appendToStream('live_09-1', newEvent());
  await arrivals.next();
  const times: number[] = [];
  for (let n = 0; n < LIVE_EVENTS; n++) {
    const begun = performance.now();
    const appended = client.appendToStream('live_09-1', newEvent());
    await arrivals.next();
    times.push(performance.now() - begun);
    await appended;
  }
  await subscription.unsubscribe();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  report({ metric: 'append to subscriber, p50', value: at(0.5), unit: 'ms' });
  report({ metric: 'append to subscriber, p99', value: at(0.99), unit: 'ms' });
}

/**
 * A whole log, read by the official client, compared with the same bytes from memory: what the client can take at
 * most.
 */
async function replay(scope: AsyncDisposableStack, report: Report, folder: string): Promise<void> {
  const { pid, ready: port } = await serve(scope, 'libs/embedded-eventstore/src/main.ts', [
    ...['serve', '--data', join(folder, 'replayed'), '--port', '0'],
  ]);
  const client = connect(scope, port);
  await fill(client);
  const memory = await serve(scope, 'infra/bench/src/servers/from-memory.ts', [`http://127.0.0.1:${port}`]);
  const remembering = connect(scope, memory.ready);
  await readAll(remembering);
  let [own, limit, cpu] = [0, 0, Infinity];
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuMicros(pid);
    own = Math.max(own, REPLAYED_EVENTS / (await readAll(client)));
    cpu = Math.min(cpu, (cpuMicros(pid) - before) / REPLAYED_EVENTS);
    limit = Math.max(limit, REPLAYED_EVENTS / (await readAll(remembering)));
  }
  progress(
    `store: ${Math.round(own)} events/s replayed, ${Math.round(limit)} from memory, ${cpu.toFixed(1)} µs`,
  );
  report({
    ...{ metric: `replay of ${REPLAYED_EVENTS} events`, value: own, unit: 'events/s' },
    ...{ peer: 'the same bytes from memory', peerValue: limit },
  });
  report({ metric: 'server CPU of a replayed event', value: cpu, unit: 'µs/event' });
}

async function fill(client: EventStoreDBClient): Promise<void> {
  let begun = 0;
  const lane = async () => {
    while (begun < REPLAYED_EVENTS) {
      const stream = `call_09-${(begun / FILL_EVENTS_PER_APPEND) % STREAMS}`;
      begun += FILL_EVENTS_PER_APPEND;
      await client.appendToStream(stream, Array.from({ length: FILL_EVENTS_PER_APPEND }, newEvent));
    }
  };
  await Promise.all(Array.from({ length: FILL_APPENDS_FLYING }, lane));
}

async function readAll(client: EventStoreDBClient): Promise<number> {
  const begun = performance.now();
  let events = 0;
  for await (const { event } of client.readAll()) if (event) events++;
  if (events < REPLAYED_EVENTS) throw new Error(`${events} of ${REPLAYED_EVENTS} events were read`);
  return (performance.now() - begun) / 1_000;
}
