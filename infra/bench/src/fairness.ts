import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Platform, startPlatform } from './platform.ts';
import { progress, type Report } from './report.ts';
import { QUERY, settle } from './stack-read.ts';

const WARM_UP_S = 4;
const SETTLE_MS = 2_000;
/** What one subject asks for, as much as there is room for. */
const KINDS = ['costly questions', 'documents that are new', 'streams'] as const;
type Kind = (typeof KINDS)[number];
const MEASURED_S = 10;
/** As somebody works: a question, a look at the answer, the next one. */
const PAUSE_MS = 50;
const P95_RATIO_AIM = 2;
const LOOP_P99_AIM_MS = 100;
const COSTLY_AT_A_TIME = 64;
const NEW_AT_A_TIME = 16;
const SOCKETS = 10;
const STREAMS_PER_SOCKET = 60;

/** Close to the dearest that one operation may cost. */
const COSTLY = `query ($n: Int) {
  a: incidents(first: $n) { totalCount edges { node { id beat { openIncidents(first: 10) { edges { node { id priority } } } } } } }
  b: beats(first: $n) { totalCount edges { node { boundary } } }
}`;

/** What a well-behaved reader waits, quiet and while one subject asks for all that it can get. */
export async function fairness(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const platform = await startPlatform(scope);
  await settle(platform);
  await waits(platform, WARM_UP_S);
  const quiet = await waits(platform, MEASURED_S);
  progress(`fairness: quiet p95 ${quiet.p95Ms.toFixed(1)} ms, loop ${quiet.loopP99Ms} ms`);
  report({ metric: 'a well-behaved reader, quiet, p95', value: quiet.p95Ms, unit: 'ms' });
  const aim = { unit: 'ms', peer: 'aim', peerValue: quiet.p95Ms * P95_RATIO_AIM };
  for (const kinds of [...KINDS.map((kind) => [kind]), KINDS]) {
    const hostility = new AbortController();
    const counted = hostile(platform, await platform.token('commander-09'), kinds, hostility.signal);
    try {
      await waits(platform, WARM_UP_S);
      const beside = await waits(platform, MEASURED_S);
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
    } finally {
      hostility.abort();
      await sleep(SETTLE_MS);
    }
  }
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
    if (!text.includes('"openIncidents"') || text.includes('"errors"')) failures++;
    times.push(performance.now() - begun);
    await sleep(PAUSE_MS);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  return { p95Ms: at(0.95), failures, loopP99Ms: await loopDelay(platform) };
}

/** Since it was asked before. */
async function loopDelay({ port }: Platform): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^proximidad_gateway_event_loop_delay_p99_ms (\d+)/m.exec(text)![1]);
}

const post = ({ url }: Platform, token: string, body: string, signal?: AbortSignal) =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
    ...(signal && { signal }),
  });

/** One subject: costly questions, documents that are new each time, streams, live queries and replays, as many as there is room for. */
function hostile(platform: Platform, token: string, kinds: readonly Kind[], signal: AbortSignal) {
  const begun = performance.now();
  const told = { answered: 0, refused: 0 };
  const asks = async (body: () => string) => {
    while (!signal.aborted) {
      try {
        const response = await post(platform, token, body(), signal);
        const text = await response.text();
        if (response.ok && !text.includes('"LIMIT_EXCEEDED"')) told.answered++;
        else told.refused++;
      } catch {
        // It is over, or the connection was closed.
      }
    }
  };
  for (let n = 0; kinds.includes('costly questions') && n < COSTLY_AT_A_TIME; n++)
    void asks(() => JSON.stringify({ query: COSTLY, variables: { n: 100 } }));
  let fresh = 0;
  for (let n = 0; kinds.includes('documents that are new') && n < NEW_AT_A_TIME; n++)
    void asks(() => JSON.stringify({ query: QUERY.replace('beats', `n${fresh++}: beats`) }));
  const from = new Date(Date.now() - 60_000).toISOString();
  const streams = (n: number) => [
    'subscription { incidentChanged { kind id incident { id status beat { id code } } } }',
    `query @live(patch: true) { n${n}: operationsPicture(entity: "09") { units { id code status } openIncidents { id status } } }`,
    `subscription { replay(entity: "09", from: "${from}", speed: 0.001) { position } }`,
  ];
  for (let s = 0; kinds.includes('streams') && s < SOCKETS; s++) {
    const socket = new WebSocket(platform.url.replace('http', 'ws'), 'graphql-transport-ws');
    socket.on('error', () => undefined);
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    );
    socket.once('message', () => {
      for (let n = 0; n < STREAMS_PER_SOCKET; n++) {
        const query = streams(s * STREAMS_PER_SOCKET + n)[n % 3]!;
        socket.send(JSON.stringify({ id: String(n), type: 'subscribe', payload: { query } }));
      }
    });
    signal.addEventListener('abort', () => socket.terminate());
  }
  return () => ({ ...told, seconds: (performance.now() - begun) / 1_000 });
}
