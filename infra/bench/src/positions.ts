import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, askPatiently } from './load.ts';
import { type Platform, startPlatform } from './platform.ts';
import { cpuMicros, portIn, residentKb, start, temporaryFolder } from './processes.ts';
import { progress, type Report } from './report.ts';
import type { WatchersAsked, WatchersSaw } from './servers/watchers.ts';

const UNITS = 2_000;
const WATCHERS = 200;
const TOGETHER = 16;
/** The most that one `reportPositions` takes. */
const POSITIONS_MAX = 1_000;
const INTERVAL_MS = 1_000;
const WARM_UP_S = 5;
const MEASURED_S = 15;
const SETTLE_MS = 2_000;
/** A second of coalescing on the way, and one more as this machine does everything at once. */
const P99_AIM_MS = 2_000;

/**
 * The positions of 2,000 units of one state, each second, on 200 maps of the whole state: the most that one room can
 * ask for.
 */
export async function positions(whole: AsyncDisposableStack, report: Report): Promise<void> {
  for (const transport of ['ws', 'sse'] as const) {
    await using scope = whole.use(new AsyncDisposableStack());
    await over(transport, scope, report);
  }
}

async function over(
  transport: WatchersAsked['transport'],
  scope: AsyncDisposableStack,
  report: Report,
): Promise<void> {
  const platform = await startPlatform(scope);
  const token = await platform.token('operator-09');
  const unitIds = await registered(platform);
  const stopping = new AbortController();
  scope.defer(() => stopping.abort());
  const moving = { late: 0 };
  void move(platform, unitIds, moving, stopping.signal);

  const file = `${await temporaryFolder(scope)}/watchers.json`;
  const query = 'subscription { unitPositions(entity: "09") { unitId lat lon reportedAt: at } }';
  const watchers = Array.from({ length: WATCHERS }, () => ({ token, query }));
  await writeFile(file, JSON.stringify({ transport, url: platform.url, watchers } satisfies WatchersAsked));
  const { ready } = await start(
    scope,
    { entry: 'infra/bench/src/servers/watchers.ts', args: [file] },
    portIn,
  );
  const saw = async (method: 'POST' | 'DELETE') => {
    const response = await fetch(`http://127.0.0.1:${ready}/`, { method, body: '{}' });
    return (await response.json()) as WatchersSaw;
  };
  while ((await saw('DELETE')).open < WATCHERS) await sleep(250);
  await sleep(SETTLE_MS + WARM_UP_S * 1_000);
  const pids = { gateway: platform.pids()['gateway']!, beats: platform.pids()['beats']! };
  const before = { gateway: cpuMicros(pids.gateway), beats: cpuMicros(pids.beats) };
  await saw('DELETE');
  await sleep(MEASURED_S * 1_000);
  const seen = await saw('POST');
  progress(`positions: ${transport}, ${JSON.stringify(seen)}, ${moving.late} late rounds`);
  if (seen.messages === 0 || seen.open < WATCHERS) throw new Error('watchers were cut off');

  const of = `${UNITS} units at 1/s to ${WATCHERS} watchers over ${transport}`;
  const figure = (metric: string, value: number, unit: string) =>
    report({ metric: `${metric}, ${of}`, value, unit });
  figure('position to map, p50', seen.p50Ms, 'ms');
  report({
    ...{ metric: `position to map, p99, ${of}`, value: seen.p99Ms, unit: 'ms' },
    ...{ peer: 'aim', peerValue: P99_AIM_MS },
  });
  figure('frames', seen.messages / MEASURED_S, 'per second');
  for (const name of ['gateway', 'beats'] as const) {
    figure(`${name} CPU`, (cpuMicros(pids[name]) - before[name]) / MEASURED_S / 10_000, '% of a core');
  }
  figure('gateway memory', residentKb(pids.gateway) / 1_024, 'MB');
}

async function registered(platform: Platform): Promise<readonly string[]> {
  const token = await platform.token('commander-09');
  const query = `mutation ($input: RegisterUnitInput!) {
    registerUnit(input: $input) { ... on UnitAccepted { unit { id } } } }`;
  const ids: string[] = [];
  let next = 0;
  const one = async () => {
    for (let n = next++; n < UNITS; n = next++) {
      const input = { commandId: randomUUID(), code: `M-${n}`, kind: 'PATROL', municipality: '09007' };
      const body = JSON.stringify({ query, variables: { input } });
      const { registerUnit } = await askPatiently(platform.url, { token, body });
      ids.push((registerUnit as { unit: { id: string } }).unit.id);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, one));
  return ids;
}

/** Each unit reports its position once a second; late reports are counted. */
async function move(
  platform: Platform,
  unitIds: readonly string[],
  moving: { late: number },
  signal: AbortSignal,
): Promise<void> {
  const token = await platform.token('machine-09');
  const query = 'mutation ($input: ReportPositionsInput!) { reportPositions(input: $input) { accepted } }';
  const execute = (of: readonly string[]) => {
    const at = new Date().toISOString();
    const executed = of.map((unitId) => ({
      ...{ unitId, accuracyM: 8, at },
      ...{ lat: 19.3 + Math.random() / 10, lon: -99.1 + Math.random() / 10 },
    }));
    const input = { commandId: randomUUID(), positions: executed };
    return ask(platform.url, { token, body: JSON.stringify({ query, variables: { input } }) });
  };
  while (!signal.aborted) {
    const due = performance.now() + INTERVAL_MS;
    for (let from = 0; from < unitIds.length && !signal.aborted; from += POSITIONS_MAX) {
      await execute(unitIds.slice(from, from + POSITIONS_MAX)).catch(() => moving.late++);
    }
    if (performance.now() > due) moving.late++;
    await sleep(Math.max(0, due - performance.now()));
  }
}
