import { randomUUID } from 'node:crypto';
import { ask, load } from './load.ts';
import { type Platform, startPlatform } from './platform.ts';
import { progress, type Report } from './report.ts';

const CONNECTIONS = 32;
const WARM_UP_S = 3;
const MEASURED_S = 5;
const BEATS = 12;
const INCIDENTS_PER_BEAT = 4;
const SEEN_WAIT_MAX_MS = 15_000;
export const QUERY = `{
  beats(first: 10) { edges { node { id code openIncidents(first: 3) { edges { node { id priority } } } } } }
}`;

/** Beats and their open incidents, joined over two services, as a commander sees them. */
export async function stackRead(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const platform = await startPlatform(scope);
  await settle(platform);
  const request = { token: await platform.token('commander-14'), body: JSON.stringify({ query: QUERY }) };
  await until(SEEN_WAIT_MAX_MS, async () => isFull(await ask(platform.url, request)));

  const { gateway, beats, incidents } = platform.pids();
  const one = {
    ...{ url: platform.url, request, connections: CONNECTIONS },
    pids: { gateway: gateway!, beats: beats!, incidents: incidents! },
    accepts: (body: string) => !body.includes('"errors"') && body.includes('"openIncidents"'),
  };
  await load({ ...one, seconds: WARM_UP_S });
  const { perSecond, p99Ms, failures, cpu } = await load({ ...one, seconds: MEASURED_S });
  if (failures > 0) throw new Error(`${failures} requests failed`);
  progress(`stack-read: ${Math.round(perSecond)} requests/s, p99 ${p99Ms} ms`);
  report({ metric: 'beats with their open incidents', value: perSecond, unit: 'requests/s' });
  report({ metric: 'latency, p99', value: p99Ms, unit: 'ms' });
  for (const [name, micros] of Object.entries(cpu)) {
    report({ metric: `CPU of ${name}`, value: micros, unit: 'µs/request' });
  }
}

/** Some beats side by side in Jalisco, each with a few open incidents. */
export async function settle({ url, token }: Platform): Promise<void> {
  const machine = await token('machine-14');
  const execute = (query: string, variables: object) =>
    ask(url, { token: machine, body: JSON.stringify({ query, variables }) });
  const items = Array.from({ length: BEATS }, (_, n) => ({
    commandId: randomUUID(),
    ...{ authority: 'auth-14', code: `B-${n}`, edition: '2026', municipality: '14039' },
    polygon: squareAt(n),
  }));
  await execute(
    'mutation ($items: [DesignBeatInput!]!) { designBeats(input: { items: $items }) { results { outcome } } }',
    { items },
  );
  const report = `mutation ($input: ReportIncidentInput!) {
    reportIncident(input: $input) { ... on IncidentAccepted { incident { beat { id } } } }
  }`;
  const reportAt = async (n: number) => {
    const [lon, lat] = squareAt(n).coordinates[0]![0]!;
    const point = { lon: lon + 0.005, lat: lat + 0.005 };
    const input = { commandId: randomUUID(), municipality: '14039', code: '30301', point };
    const answer = await execute(report, { input });
    return JSON.stringify(answer).includes('"beat":{');
  };
  // The first incident finds its beat once incidents has heard of the boundaries.
  for (let n = 0; n < BEATS; n++) {
    await until(SEEN_WAIT_MAX_MS, () => reportAt(n));
    for (let more = 1; more < INCIDENTS_PER_BEAT; more++) await reportAt(n);
  }
}

function squareAt(n: number): { type: 'Polygon'; coordinates: [number, number][][] } {
  const [west, south, side] = [-103.4 + n * 0.02, 20.6, 0.01];
  const corners: [number, number][] = [
    [west, south],
    [west + side, south],
    [west + side, south + side],
    [west, south + side],
    [west, south],
  ];
  return { type: 'Polygon', coordinates: [corners] };
}

function isFull(data: Record<string, unknown>): boolean {
  return (JSON.stringify(data).match(/"priority"/g) ?? []).length >= 30;
}

async function until(ms: number, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('the platform does not show what it was told');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
