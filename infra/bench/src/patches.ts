import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { askPatiently } from './load.ts';
import { type Platform, startPlatform } from './platform.ts';
import { cpuMicros } from './processes.ts';
import { median, progress, type Report } from './report.ts';

const UNITS = 1_000;
const INCIDENTS = 1_000;
const TOGETHER = 16;
const CHANGES = 40;
const QUIET_MS = 3_000;
const FRAME_TIMEOUT_MS = 30_000;
const MICROS_PER_MS = 1_000;
const MS_PER_SECOND = 1_000;
const RATES_PER_SECOND = [1, 20];
const RATE_MS = 20_000;
/** The processes that work on a frame. */
const WORKING = ['gateway', 'beats', 'incidents', 'store'] as const;
const ROOM = `operationsPicture(entity: "09") {
  units { id code status since } openIncidents { id status priority reportedAt } }`;

/**
 * What one change costs in a picture of 1,000 units and 1,000 incidents: on the wire and in the gateway's time, as a
 * whole picture and as a patch.
 */
export async function patches(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const platform = await startPlatform(scope);
  const units = await filled(platform);
  const unwatched = await changed(platform, units, 'OUT_OF_SERVICE');
  report({
    metric: "gateway's processor time a change that nobody watches",
    ...{ value: unwatched.cpuMs, unit: 'ms' },
  });
  for (const [how, directive, status] of [
    ['whole', '@live', 'BUSY'],
    ['as a patch', '@live(patch: true)', 'AVAILABLE'],
  ] as const) {
    const watching = follow(platform, await platform.token('operator-09'), `query ${directive} { ${ROOM} }`);
    const first = await watching.next();
    // Frames of earlier changes may still arrive.
    await sleep(QUIET_MS);
    watching.drop();
    const { seen, cpuMs } = await changed(platform, units, status, watching);
    watching.close();
    const middle = (of: 'bytes' | 'ms') => median(seen.map((one) => one[of]));
    progress(
      `patches: ${how}, ${middle('bytes')} bytes, ${middle('ms').toFixed(0)} ms, ${cpuMs.toFixed(1)} ms of the gateway, ${unwatched.cpuMs.toFixed(1)} unwatched`,
    );
    const of = `of a picture of ${UNITS} units and ${INCIDENTS} incidents, ${how}`;
    report({
      metric: `frame of one change ${of}, median`,
      value: middle('bytes'),
      unit: 'bytes',
      peer: 'the first frame',
      peerValue: first.length,
    });
    report({ metric: `from a command to its frame ${of}, median`, value: middle('ms'), unit: 'ms' });
    report({ metric: `gateway's processor time a change ${of}`, value: cpuMs, unit: 'ms' });
  }
  for (const rate of RATES_PER_SECOND) await atRate(platform, units, rate, report);
}

/**
 * Changes so many units one after the other; resolves to what the watcher received for each, and what one change took
 * of the gateway.
 */
async function changed(
  platform: Platform,
  units: readonly string[],
  status: string,
  watching?: Pick<ReturnType<typeof follow>, 'next'>,
) {
  const token = await platform.token('commander-09');
  const pid = platform.pids()['gateway']!;
  const before = cpuMicros(pid);
  const seen: { readonly bytes: number; readonly ms: number }[] = [];
  for (const unitId of units.slice(0, CHANGES)) {
    const begun = performance.now();
    const told = watching?.next();
    await change(platform, token, { commandId: randomUUID(), unitId, status });
    const frame = await told;
    if (frame !== undefined) seen.push({ bytes: frame.length, ms: performance.now() - begun });
    await sleep(QUIET_MS / CHANGES);
  }
  return { seen, cpuMs: (cpuMicros(pid) - before) / MICROS_PER_MS / CHANGES };
}

/** What each process takes for a picture followed by patches, while units change at a given rate. */
async function atRate(
  platform: Platform,
  units: readonly string[],
  rate: number,
  report: Report,
): Promise<void> {
  const token = await platform.token('operator-09');
  const watching = follow(platform, token, `query @live(patch: true) { ${ROOM} }`);
  await watching.next();
  await sleep(QUIET_MS);
  watching.drop();
  const watched = await takenWhileChanging(platform, { units, rate, status: 'OUT_OF_SERVICE' });
  const frames = watching.drop();
  watching.close();
  await sleep(QUIET_MS);
  const unwatched = await takenWhileChanging(platform, { units, rate, status: 'AVAILABLE' });
  progress(`patches: ${rate} changes a second, ${frames} frames in ${RATE_MS} ms`);
  for (const [n, name] of WORKING.entries()) {
    const ms = ((watched[n]! - unwatched[n]!) / RATE_MS) * MS_PER_SECOND;
    progress(`patches: ${rate} changes a second, watched ${ms.toFixed(1)} ms/s of ${name} more`);
    report({
      metric: `${name}'s processor time a second for a picture that is watched, ${rate} changes a second`,
      ...{ value: ms, unit: 'ms' },
    });
  }
}

/** The processor time that each process takes while units change, in milliseconds. */
async function takenWhileChanging(
  platform: Platform,
  {
    units,
    rate,
    status,
  }: { readonly units: readonly string[]; readonly rate: number; readonly status: string },
): Promise<readonly number[]> {
  const token = await platform.token('commander-09');
  const spent = () => WORKING.map((name) => cpuMicros(platform.pids()[name]!) / MICROS_PER_MS);
  const before = spent();
  const begun = performance.now();
  for (let n = 0; performance.now() - begun < RATE_MS; n++) {
    await change(platform, token, { commandId: randomUUID(), unitId: units[n]!, status });
    await sleep(Math.max(0, begun + ((n + 1) * MS_PER_SECOND) / rate - performance.now()));
  }
  return spent().map((ms, n) => ms - before[n]!);
}

const change = ({ url }: Platform, token: string, input: object) => {
  const query =
    'mutation ($input: ReportUnitStatusInput!) { reportUnitStatus(input: $input) { __typename } }';
  return askPatiently(url, { token, body: JSON.stringify({ query, variables: { input } }) });
};

/** Resolves to the ids of the units. */
async function filled(platform: Platform): Promise<readonly string[]> {
  const unit = `mutation ($input: RegisterUnitInput!) { registerUnit(input: $input) { ... on UnitAccepted { unit { id } } } }`;
  const incident = `mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename } }`;
  const commander = await platform.token('commander-09');
  const operator = await platform.token('operator-09');
  const ids: string[] = [];
  await eachOf(UNITS, async (n) => {
    const input = { commandId: randomUUID(), code: `P-${n}`, kind: 'PATROL', municipality: '09007' };
    const told = await askPatiently(platform.url, {
      token: commander,
      body: JSON.stringify({ query: unit, variables: { input } }),
    });
    ids.push((told['registerUnit'] as { unit: { id: string } }).unit.id);
  });
  await eachOf(INCIDENTS, async () => {
    const input = { commandId: randomUUID(), municipality: '09007', code: '30301' };
    await askPatiently(platform.url, {
      token: operator,
      body: JSON.stringify({ query: incident, variables: { input } }),
    });
  });
  return ids;
}

async function eachOf(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: TOGETHER }, one));
}

/** The frames of one live query, each as the text that came. */
function follow({ url }: Platform, token: string, query: string) {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  const waiting: string[] = [];
  let wake = () => {};
  socket.on('open', () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
  );
  let ended: string | undefined;
  socket.on('close', (code, reason) => (ended = `closed: ${code} ${reason.toString()}`));
  socket.on('message', (data: Buffer) => {
    const text = data.toString();
    const { type } = JSON.parse(text) as { type: string };
    if (type === 'connection_ack')
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    else if (type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
    else if (type === 'next') waiting.push(text);
    else ended = text;
    wake();
  });
  return {
    async next(): Promise<string> {
      const until = performance.now() + FRAME_TIMEOUT_MS;
      while (waiting.length === 0) {
        if (ended !== undefined) throw new Error(ended);
        if (performance.now() > until) throw new Error(`no frame within ${FRAME_TIMEOUT_MS} ms`);
        await Promise.race([sleep(FRAME_TIMEOUT_MS / 100), new Promise<void>((resolve) => (wake = resolve))]);
      }
      return waiting.shift()!;
    },
    /** How many frames arrived that nobody looked at. */
    drop: () => waiting.splice(0).length,
    close: () => socket.terminate(),
  };
}
