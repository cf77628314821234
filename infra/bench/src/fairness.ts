import { setTimeout as sleep } from 'node:timers/promises';
import { type Platform, startPlatform } from './platform.ts';
import { cpuMicros, start } from './processes.ts';
import { progress, type Report } from './report.ts';
import { QUERY, settle } from './stack-read.ts';

const WARM_UP_S = 4;
/**
 * Until the answering code is compiled: a quiet reader measured first would be slower than one measured beside
 * others.
 */
const FIRST_WARM_UP_S = 20;
const SETTLE_MS = 2_000;
/** What one subject asks for, as much as there is room for. */
const KINDS = [
  'costly questions',
  'documents that are new',
  'large documents over new connections',
  'large bodies',
  'the same question',
  'requests sent ahead',
  'streams',
  'streams begun and ended',
] as const;
/** Commands are sent by other users: a commander may neither receive calls nor record history. */
const SENDERS = { commands: 'operator-09', 'history in bulk': 'machine-09' } as const;
type Kind = (typeof KINDS)[number] | keyof typeof SENDERS;
const MEASURED_S = 10;
/** Between two questions, as somebody at work looks at the answer first. */
const PAUSE_MS = 50;
const P95_RATIO_AIM = 2;
const LOOP_P99_AIM_MS = 100;
/** How much of a wrong answer is shown. */
const TOLD_CHARACTERS_MAX = 400;
/** Processes that take less are not reported. */
const BUSY_MS_MIN = 20;

/** How long a well-behaved reader waits, alone and while one subject asks for all that it can get. */
export async function fairness(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const platform = await startPlatform(scope);
  await settle(platform);
  await waits(platform, FIRST_WARM_UP_S);
  const quiet = await waits(platform, MEASURED_S);
  progress(`fairness: quiet p95 ${quiet.p95Ms.toFixed(1)} ms, loop ${quiet.loopP99Ms} ms`);
  report({ metric: 'a well-behaved reader, quiet, p95', value: quiet.p95Ms, unit: 'ms' });
  const aim = { unit: 'ms', peer: 'aim', peerValue: quiet.p95Ms * P95_RATIO_AIM };
  const hostiles: readonly (readonly [user: string, kinds: readonly Kind[]])[] = [
    ...[...KINDS.map((kind) => [kind]), KINDS].map((kinds) => ['commander-09', kinds] as const),
    ...Object.entries(SENDERS).map(([kind, user]) => [user, [kind as Kind]] as const),
  ];
  for (const [user, kinds] of hostiles) {
    const { stop, counted } = await hostile(scope, platform, await platform.token(user), kinds);
    try {
      await waits(platform, WARM_UP_S);
      const [beside, cpu] = await busy(platform, () => waits(platform, MEASURED_S));
      const { answered, refused, seconds } = counted();
      const of = kinds.length === 1 ? kinds[0]! : 'all of it';
      progress(`fairness: ${of}: p95 ${beside.p95Ms.toFixed(1)} ms, loop ${beside.loopP99Ms} ms`);
      report({ metric: `the same beside ${of}, p95`, value: beside.p95Ms, ...aim });
      report({
        ...{ metric: `event loop delay of the gateway beside ${of}, p99`, value: beside.loopP99Ms },
        ...{ unit: 'ms', peer: 'aim', peerValue: LOOP_P99_AIM_MS },
      });
      report({ metric: `answers with errors to the other, ${of}`, value: beside.failures, unit: '' });
      report({ metric: `operations answered, ${of}`, value: answered / seconds, unit: 'per second' });
      report({ metric: `operations refused, ${of}`, value: refused / seconds, unit: 'per second' });
      for (const [name, ms] of Object.entries(cpu))
        report({ metric: `processor time of ${name} beside ${of}`, value: ms, unit: 'ms/s' });
    } finally {
      await stop();
      await sleep(SETTLE_MS);
    }
  }
  const again = await waits(platform, MEASURED_S);
  progress(`fairness: quiet again, p95 ${again.p95Ms.toFixed(1)} ms, loop ${again.loopP99Ms} ms`);
  report({ metric: 'a well-behaved reader, quiet again at the end, p95', value: again.p95Ms, unit: 'ms' });
}

async function waits(platform: Platform, seconds: number) {
  const token = await platform.token('commander-14');
  const body = JSON.stringify({ query: QUERY });
  const times: number[] = [];
  let failures = 0;
  await loopDelay(platform);
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    const begun = performance.now();
    const response = await post(platform, token, body);
    const text = await response.text();
    if (!text.includes('"openIncidents"') || text.includes('"errors"')) {
      failures++;
      const told = text.slice(Math.max(0, text.indexOf('"errors"')));
      progress(`fairness: answered with an error: ${told.slice(0, TOLD_CHARACTERS_MAX)}`);
    }
    times.push(performance.now() - begun);
    await sleep(PAUSE_MS);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  return { p95Ms: at(0.95), failures, loopP99Ms: await loopDelay(platform) };
}

/** Since it was last read. */
async function loopDelay({ port }: Platform): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^proximidad_gateway_event_loop_delay_p99_ms (\d+)/m.exec(text)![1]);
}

const post = ({ url }: Platform, token: string, body: string) =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });

/**
 * Somebody who asks for everything there is, in a process of its own, so that the cost of asking is not measured with
 * the reader.
 */
async function hostile(
  scope: AsyncDisposableStack,
  { url }: Platform,
  token: string,
  kinds: readonly Kind[],
) {
  const begun = performance.now();
  let told = { answered: 0, refused: 0 };
  const program = { entry: 'infra/bench/src/servers/hostile.ts', args: [url, token, ...kinds] };
  const { stop } = await start(scope, program, (line) => {
    told = JSON.parse(line) as typeof told;
    return true;
  });
  return { stop, counted: () => ({ ...told, seconds: (performance.now() - begun) / 1_000 }) };
}

/** Processor time of each process, in milliseconds a second. */
async function busy<T>(
  platform: Platform,
  work: () => Promise<T>,
): Promise<readonly [T, Readonly<Record<string, number>>]> {
  const pids = Object.entries(platform.pids());
  const before = pids.map(([, pid]) => cpuMicros(pid));
  const begun = performance.now();
  const done = await work();
  const seconds = (performance.now() - begun) / 1_000;
  const took = pids.map(([name, pid], n) => [name, (cpuMicros(pid) - before[n]!) / 1_000 / seconds] as const);
  return [done, Object.fromEntries(took.filter(([, ms]) => ms >= BUSY_MS_MIN))];
}
