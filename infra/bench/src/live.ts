import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from '@proximidad/gateway/compose';
import { connect } from '@proximidad/eventstore';
import { liveSettings } from './config.ts';
import { benchIssuer } from './issuer.ts';
import { ask } from './load.ts';
import { type Platform, startPlatform } from './platform.ts';
import { cpuMicros, portIn, residentKb, start, temporaryFolder } from './processes.ts';
import { progress, type Report } from './report.ts';
import { LIVE_EVENTS_SDL, LIVE_PLACES_SDL } from './servers/live-schemas.ts';
import type { Settings } from './servers/settings.ts';
import type { WatchersAsked, WatchersSaw } from './servers/watchers.ts';

const ENTITIES = 32;
const WARM_UP_S = 15;
const MEASURED_S = 15;
const P99_AIM_MS = 150;
/** So that 10,000 subscribers fit into 1.5 GB. */
const MEMORY_AIM_KB = 150;
const OPENING_MAX_MS = 90_000;
const SETTLE_MS = 2_000;
/** An incident is reported, and then units are proposed for it. */
const EVENTS_PER_REPORT = 2;
const WRITE_INTERVAL_MS = 5;
const HIVE = '@graphql-hive/gateway-runtime, subgraphs that push';

const SHOWN = 'reportedAt status municipality { cvegeo name }';
const entityAt = (n: number) => String((n % ENTITIES) + 1).padStart(2, '0');

interface Measured extends WatchersSaw {
  readonly perSecond: number;
  readonly memoryKb: number;
  readonly cpuMicros: number;
}

/** From the event to the frames of those who watch its state, compared with a gateway whose subgraphs push. */
export async function live(scope: AsyncDisposableStack, report: Report): Promise<void> {
  for (const count of liveSettings().subscribers) {
    const peer = await within(scope, (inner) => overHive(inner, count));
    for (const transport of ['sse', 'ws'] as const) {
      const ours = await within(scope, (inner) => overOurs(inner, count, transport));
      const of = `${count} subscribers over ${transport}`;
      const figure = (metric: string, unit: string, value: number, against?: number) =>
        report({
          ...{ metric: `${metric}, ${of}`, value, unit },
          ...(against !== undefined &&
            Number.isFinite(against) && { peer: `${HIVE}, sse`, peerValue: against }),
        });
      figure('event to frame, p50', 'ms', ours.p50Ms, peer?.p50Ms);
      figure('event to frame, p99', 'ms', ours.p99Ms, peer?.p99Ms);
      report({
        metric: `event to frame, p99, ${of}`,
        value: ours.p99Ms,
        unit: 'ms',
        peer: 'aim',
        peerValue: P99_AIM_MS,
      });
      figure('messages', 'per second', ours.perSecond, peer?.perSecond);
      figure('gateway memory per subscriber', 'KB', ours.memoryKb, peer?.memoryKb);
      report({
        metric: `gateway memory per subscriber, ${of}`,
        value: ours.memoryKb,
        unit: 'KB',
        peer: 'aim',
        peerValue: MEMORY_AIM_KB,
      });
      figure('gateway CPU', 'µs/message', ours.cpuMicros, peer?.cpuMicros);
    }
  }
}

/** One after the other: two platforms at once would disturb each other's figures. */
async function within<T>(
  scope: AsyncDisposableStack,
  run: (inner: AsyncDisposableStack) => Promise<T>,
): Promise<T> {
  await using inner = scope.use(new AsyncDisposableStack());
  return await run(inner);
}

async function overOurs(
  scope: AsyncDisposableStack,
  count: number,
  transport: WatchersAsked['transport'],
): Promise<Measured> {
  const platform = await startPlatform(scope);
  const commanders = await Promise.all(
    Array.from({ length: ENTITIES }, (_, n) => platform.token(`commander-${entityAt(n)}`)),
  );
  const watchers = Array.from({ length: count }, (_, n) => ({
    token: commanders[n % ENTITIES]!,
    query: `subscription { incidentChanged(entity: "${entityAt(n)}") { kind id incident { ${SHOWN} } } }`,
  }));
  const gateway = platform.pids()['gateway']!;
  await settled(platform);
  const writing = new AbortController();
  scope.defer(() => writing.abort());
  const recorded = recordedTimes(platform, writing.signal);
  return measured(scope, { transport, url: platform.url, watchers }, gateway, recorded, () => {
    void write(platform, writing.signal);
  });
}

/** When each event about an incident was recorded, by its position. */
function recordedTimes({ storeUrl }: Platform, signal: AbortSignal): Record<string, number> {
  const times: Record<string, number> = {};
  const log = connect(storeUrl());
  const follow = async () => {
    try {
      const wanted = { after: await log.head(), only: { prefixes: ['incident_'] }, signal };
      for await (const item of log.subscribe(wanted)) {
        if (item.kind === 'event') times[item.event.position] = item.event.recordedAt;
      }
    } catch (error) {
      if (!signal.aborted) progress(`live: ${String(error)}`);
    }
    await log.close();
  };
  void follow();
  return times;
}

/** A first report in each state, so that every path is warm and every stream of the record exists. */
async function settled(platform: Platform): Promise<void> {
  for (let n = 0; n < ENTITIES; n++) await execute(platform, n);
}

async function execute(platform: Platform, n: number): Promise<void> {
  const query = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename } }';
  const variables = { input: { commandId: randomUUID(), code: '50105' } };
  await ask(platform.url, {
    token: await operator(platform, entityAt(n)),
    body: JSON.stringify({ query, variables }),
  });
}

const operators = new Map<string, Promise<string>>();
function operator(platform: Platform, entity: string): Promise<string> {
  const name = `${platform.port} ${entity}`;
  const known = operators.get(name) ?? platform.token(`operator-${entity}`);
  operators.set(name, known);
  return known;
}

/** At a steady rate, whether or not the answers arrive. */
async function write(platform: Platform, signal: AbortSignal): Promise<void> {
  const perSecond = liveSettings().eventsPerSecond / EVENTS_PER_REPORT;
  const startedAt = performance.now();
  let refused = 0;
  for (let count = 0; !signal.aborted;) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    for (; count < due; count++) execute(platform, count).catch(() => refused++);
    await sleep(WRITE_INTERVAL_MS);
  }
  if (refused > 0) progress(`live: ${refused} events were not taken: this machine is too busy for that rate`);
}

async function overHive(scope: AsyncDisposableStack, count: number): Promise<Measured | undefined> {
  const subgraph = async (args: readonly string[]) => {
    const { ready } = await start(scope, { entry: 'infra/bench/src/servers/live-subgraph.ts', args }, portIn);
    return `http://127.0.0.1:${ready}/graphql`;
  };
  const events = await subgraph(['events', String(liveSettings().eventsPerSecond), String(ENTITIES)]);
  const places = await subgraph(['places']);
  const composed = compose([
    { name: 'events', sdl: LIVE_EVENTS_SDL },
    { name: 'places', sdl: LIVE_PLACES_SDL },
  ]).supergraph;
  const issuer = await benchIssuer();
  const token = await issuer.token({});
  const settings: Settings = {
    ...{ ...issuer.settings, answer: '', subgraphs: { events, places } },
    supergraph: composed.replace('http://events/graphql', events).replace('http://places/graphql', places),
  };
  const file = `${await temporaryFolder(scope)}/hive.json`;
  await writeFile(file, JSON.stringify(settings));
  const program = { entry: 'infra/bench/src/servers/hive.ts', args: [file], env: { NODE_ENV: 'production' } };
  const { ready, pid } = await start(scope, program, portIn);
  const watchers = Array.from({ length: count }, (_, n) => ({
    token,
    query: `subscription { incidentChanged(entity: "${entityAt(n)}") { id ${SHOWN} } }`,
  }));
  try {
    return await measured(
      scope,
      { transport: 'sse', url: `http://127.0.0.1:${ready}/graphql`, watchers },
      pid,
      {},
      () => {},
    );
  } catch (error) {
    progress(`live: the peer did not hold ${count} subscribers: ${String(error)}`);
    return undefined;
  }
}

async function measured(
  scope: AsyncDisposableStack,
  asked: WatchersAsked,
  gateway: number,
  recorded: Readonly<Record<string, number>>,
  begin: () => void,
): Promise<Measured> {
  const file = `${await temporaryFolder(scope)}/watchers.json`;
  await writeFile(file, JSON.stringify(asked));
  const before = residentKb(gateway);
  const { ready } = await start(
    scope,
    { entry: 'infra/bench/src/servers/watchers.ts', args: [file] },
    portIn,
  );
  const saw = async (method: 'POST' | 'DELETE') => {
    const response = await fetch(`http://127.0.0.1:${ready}/`, { method, body: JSON.stringify(recorded) });
    return (await response.json()) as WatchersSaw;
  };
  const until = performance.now() + OPENING_MAX_MS;
  while ((await saw('DELETE')).open < asked.watchers.length && performance.now() < until) await sleep(250);
  await sleep(SETTLE_MS);
  const perSubscriber = (residentKb(gateway) - before) / asked.watchers.length;
  begin();
  await sleep(WARM_UP_S * 1_000);
  await saw('DELETE');
  const cpu = cpuMicros(gateway);
  await sleep(MEASURED_S * 1_000);
  const seen = await saw('POST');
  const micros = (cpuMicros(gateway) - cpu) / Math.max(1, seen.messages);
  progress(`live: ${asked.transport}, ${JSON.stringify(seen)}, ${Math.round(perSubscriber)} KB each`);
  if (seen.messages === 0) throw new Error('no frame came');
  if (seen.open < asked.watchers.length) throw new Error(`${asked.watchers.length - seen.open} were cut off`);
  return { ...seen, perSecond: seen.messages / MEASURED_S, memoryKb: perSubscriber, cpuMicros: micros };
}
