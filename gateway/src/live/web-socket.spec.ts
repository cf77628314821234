import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { serve } from '../http/server.ts';
import { openAllowances } from '../identity/allowances.ts';
import { openStrangers } from '../identity/strangers.ts';
import { trialGateway } from '../testing/trial-gateway.ts';
import { openAdmission } from './admission.ts';
import { type FrameStream, openHub } from './hub.ts';
import { webSocketEndpoint } from './web-socket.ts';

const PING_INTERVAL_MS = 250;
const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
const TEST_TIMEOUT_MS = 180_000;
const PADDING = 'x'.repeat(64 * 1024);
/** What a kernel takes for a reader that does not read. */
const SOCKET_BYTES_MAX = 32 * 2 ** 20;
const caller = {
  ...{ exp: Number.MAX_SAFE_INTEGER / 1_000, passport: () => Promise.resolve('passport') },
  subject: { id: 'a', role: 'operator', entity: '09', purpose: 'DISPATCH' } as const,
};

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** An endpoint whose live queries are answered by the stream. */
async function serving(stream: FrameStream) {
  const trial = await trialGateway();
  const admission = openAdmission({
    isRevoked: () => false,
    onRevoked: () => () => undefined,
    now: Date.now,
  });
  const allowances = openAllowances();
  const hub = openHub({
    ...{ graph: trial.graph, executor: trial.executor, sources: [], logId: LOG, now: Date.now },
    passportOf: () => Promise.resolve('passport'),
    freshnessOfEntities: () => [],
    allowances,
    position: () => 0,
    onTrouble: () => undefined,
    onFailure: () => undefined,
  });
  const endpoint = webSocketEndpoint({
    ...{ graph: trial.graph, executor: trial.executor, admission, introspection: true, overTls: false },
    hub: { ...hub, live: () => stream },
    positionOf: () => 0,
    resolveCut: () => Promise.resolve({ position: 0, clock: 0 }),
    authenticate: () => Promise.resolve(caller),
    ...{ allowances, strangers: openStrangers(Date.now), addressOf: () => '127.0.0.1' },
    onFailure: () => undefined,
    replays: { open: () => Promise.reject(new Error('nobody asks here')), count: () => 0 },
    pingIntervalMs: PING_INTERVAL_MS,
  });
  const server = await serve({
    ...{ host: '127.0.0.1', port: 0, routes: {}, strictTransport: false, onFailure: () => undefined },
    upgrades: { '/graphql': endpoint.upgrade },
  });
  closing.push(trial.close, server.close, hub.close, endpoint.close);
  const enter = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/graphql`, 'graphql-transport-ws');
    closing.push(() => socket.terminate());
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    return socket;
  };
  return { admission, enter };
}

const watch = (socket: WebSocket) =>
  socket.send(
    JSON.stringify({ id: 'w', type: 'subscribe', payload: { query: 'query @live { incidentCount }' } }),
  );

/** Frames without end, or so many. */
function frames(count = Infinity) {
  let made = 0;
  const stream: FrameStream = {
    next: async () =>
      made < count ? { body: JSON.stringify({ data: { n: made++, PADDING } }), cursor: 'c' } : undefined,
    close: () => undefined,
  };
  return { stream, made: () => made };
}

test(
  'a reader that takes nothing is cut, costs no more than its socket holds, and one that answers stays',
  async () => {
    const { stream, made } = frames();
    const { admission, enter } = await serving(stream);
    const [stalled, answers] = [await enter(), await enter()];
    watch(stalled);
    // What arrives is not read any more: no ping is answered.
    stalled.pause();
    while (admission.count() === 2) await sleep(20);
    expect(made() * PADDING.length).toBeLessThan(SOCKET_BYTES_MAX);
    await sleep(3 * PING_INTERVAL_MS);
    expect(admission.count()).toBe(1);
    expect(answers.readyState).toBe(WebSocket.OPEN);
  },
  TEST_TIMEOUT_MS,
);

test(
  'a reader that drips keeps its stream, and gets every frame in order',
  async () => {
    const count = 40;
    const { stream } = frames(count);
    const { enter } = await serving(stream);
    const socket = await enter();
    const seen: number[] = [];
    let over = false;
    socket.on('message', (text: Buffer) => {
      const { type, payload } = JSON.parse(text.toString('utf8')) as {
        type: string;
        payload?: { data: { n: number } };
      };
      if (type === 'next') seen.push(payload!.data.n);
      over ||= type === 'complete';
      // One message at a time, with pauses that together are longer than a reader may be silent.
      socket.pause();
    });
    watch(socket);
    while (!over) {
      expect(socket.readyState).toBe(WebSocket.OPEN);
      await sleep(PING_INTERVAL_MS / 10);
      socket.resume();
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, n) => n));
  },
  TEST_TIMEOUT_MS,
);
