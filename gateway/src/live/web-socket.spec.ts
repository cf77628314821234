import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { openCompany } from '@proximidad/cost';
import { nothingGoesOn, until, within } from '@proximidad/testing/waiting';
import { type ClientOptions, WebSocket } from 'ws';
import { serve } from '../http/server.ts';
import { type LoopTurns, openLoopTurns } from '../identity/loop-turns.ts';
import { openOperationTurns } from '../identity/operation-turns.ts';
import { LARGE_MIN, openPreparingTime } from '../identity/preparing-time.ts';
import { silentStream, streamingCaller, trialStreaming } from '../testing/streaming.ts';
import type { FrameStream } from './hub.ts';
import { MESSAGE_OWES_MS, MESSAGES_OWED_MAX_MS, OPENING_PER_CONNECTION_MAX } from './reading.ts';
import { FRAGMENTS_MAX, PIECES_MAX, type WebSocketDeps, webSocketEndpoint } from './web-socket.ts';

/** Reader and server share a process, which a busy machine keeps waiting now and then. */
const PING_INTERVAL_MS = 3_000;
const OFTEN = { pingIntervalMs: PING_INTERVAL_MS };
/** Where it is tried what a standstill does. */
const BRIEF_MS = 400;
const TEST_TIMEOUT_MS = 600_000;
/** What a connection rests at least that owes for ten seconds more than the reading of its pings took. */
const REST_MIN_MS = 500;
const OWED_BESIDES_MS = 10_000;
const PADDING = 'x'.repeat(64 * 1024);
/** What a kernel takes for a reader that does not read. */
const SOCKET_BYTES_MAX = 32 * 2 ** 20;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** An endpoint whose live queries are answered by streams that `open` makes. */
async function serving(open: () => FrameStream, further: Partial<WebSocketDeps> = {}) {
  const { deps, opened, streams, close } = await trialStreaming(open);
  const endpoint = webSocketEndpoint({ ...deps, ...further });
  const server = await serve({
    ...{ host: '127.0.0.1', port: 0, routes: {}, strictTransport: false, onFailure: () => undefined },
    upgrades: { '/graphql': endpoint.upgrade },
  });
  closing.push(close, server.close, endpoint.close);
  const connect = async (options: ClientOptions = {}) => {
    const address = `ws://127.0.0.1:${server.port}/graphql`;
    const socket = new WebSocket(address, 'graphql-transport-ws', options);
    closing.push(() => socket.terminate());
    await within(once(socket, 'open'), 'a connection');
    return socket;
  };
  const enter = async (payload = {}) => {
    const socket = await connect();
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    await within(once(socket, 'message'), 'connection_ack');
    return socket;
  };
  return { admission: deps.admission, connect, enter, opened, streams, port: server.port };
}

const watch = (socket: WebSocket) => socket.send(subscribe('w'));

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
    const { admission, enter } = await serving(() => stream, OFTEN);
    const [stalled, answers] = [await enter(), await enter()];
    watch(stalled);
    // What arrives is not read any more: no ping is answered.
    stalled.pause();
    await until(() => admission.count() < 2, 'the one that takes nothing is cut');
    expect(made() * PADDING.length).toBeLessThan(SOCKET_BYTES_MAX);
    await sleep(2 * PING_INTERVAL_MS);
    expect(admission.count()).toBe(1);
    expect(answers.readyState).toBe(WebSocket.OPEN);
  },
  TEST_TIMEOUT_MS,
);

/** A connection that answers no ping by itself, and how many it got. */
async function unanswering(serves: Awaited<ReturnType<typeof serving>>) {
  const socket = await serves.connect({ autoPong: false });
  const got = { pings: 0 };
  socket.on('ping', () => got.pings++);
  socket.send('{"type":"connection_init"}');
  await until(() => serves.admission.count() === 1);
  return { socket, got };
}

test('a connection whose answer came while the gateway stood still is not cut', async () => {
  const serves = await serving(silentStream, { pingIntervalMs: BRIEF_MS });
  const { socket } = await unanswering(serves);
  for (let n = 0; n < 5; n++) {
    await within(once(socket, 'ping'), 'a ping');
    // What is written between reading and timers is there, unread, when the next check is due.
    await nextTurn();
    socket.pong();
    nothingGoesOn(1.1 * BRIEF_MS);
  }
  await within(once(socket, 'ping'), 'a ping after the last answer');
  expect(serves.admission.count()).toBe(1);
});

test('who has not answered before a standstill is asked once more, and only then cut', async () => {
  const serves = await serving(silentStream, { pingIntervalMs: BRIEF_MS });
  const { socket, got } = await unanswering(serves);
  await within(once(socket, 'ping'), 'a ping');
  const { pings } = got;
  nothingGoesOn(3 * BRIEF_MS);
  await until(() => serves.admission.count() === 0, 'it is cut');
  expect(got.pings).toBe(pings + 1);
});

test(
  'a reader that drips keeps its stream, and gets every frame in order',
  async () => {
    const count = 60;
    const { stream } = frames(count);
    const { enter } = await serving(() => stream, OFTEN);
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
      await sleep(PING_INTERVAL_MS / 40);
      socket.resume();
    }
    expect(seen).toEqual(Array.from({ length: count }, (_, n) => n));
  },
  TEST_TIMEOUT_MS,
);

test('of what a connection sends at once one message is taken in each turn of the loop, for its token', async () => {
  const turns = openLoopTurns();
  const senders = new Set<unknown>();
  let [taken, inThisTurn, mostInATurn] = [0, 0, 0];
  const loopTurns: LoopTurns = {
    ...turns,
    begin(sender, address, work) {
      taken++;
      senders.add(sender);
      if (inThisTurn++ === 0) setImmediate(() => (inThisTurn = 0));
      mostInATurn = Math.max(mostInATurn, inThisTurn);
      turns.begin(sender, address, work);
    },
  };
  const { enter } = await serving(() => frames().stream, { loopTurns });
  const socket = await enter({ authorization: 'Bearer token' });
  let answered = 0;
  socket.on('message', () => answered++);
  senders.clear();
  for (let n = 0; n < 300; n++) socket.send('{"type":"ping"}');
  await until(() => answered === 300);
  expect([taken, mostInATurn]).toEqual([301, 1]);
  expect([...senders]).toEqual(['Bearer token']);
});

const subscribe = (id: string, query = 'query @live { incidentCount }') =>
  JSON.stringify({ id, type: 'subscribe', payload: { query } });
const complete = (id: string) => JSON.stringify({ id, type: 'complete' });

test('H5: beside others streams of one subject are opened one at a time, and those nobody waits for any more are not', async () => {
  const company = openCompany<string>(() => 0);
  const operationTurns = openOperationTurns(company);
  const { enter, opened } = await serving(silentStream, { operationTurns });
  const socket = await enter();
  const answered = async () => {
    socket.send('{"type":"ping"}');
    await within(once(socket, 'message'), 'pong');
  };
  company.asks('other');
  // A turn of the same subject that lasts until it is ended here.
  const end = await operationTurns.enterToWork(streamingCaller.subject.id);
  for (let n = 0; n < OPENING_PER_CONNECTION_MAX - 2; n++) {
    socket.send(subscribe(`${n}`));
    socket.send(complete(`${n}`));
  }
  socket.send(subscribe('last'));
  await answered();
  expect(opened).toHaveLength(0);
  end();
  await until(() => opened.length > 0 && operationTurns.waiting() === 0, 'the last one is opened');
  await answered();
  expect(opened).toHaveLength(1);
});

test('H5: of a connection no more than a few streams wait to be opened, and what comes behind them is not read', async () => {
  const company = openCompany<string>(() => 0);
  const { enter, opened, streams } = await serving(silentStream, {
    operationTurns: openOperationTurns(company),
  });
  const socket = await enter();
  company.asks('other');
  const all = OPENING_PER_CONNECTION_MAX + 4;
  for (let n = 0; n < all; n++) socket.send(subscribe(`${n}`));
  const waiting = () => streams() - opened.length;
  let most = 0;
  await until(() => {
    most = Math.max(most, waiting());
    return opened.length === all;
  });
  expect(most).toBe(OPENING_PER_CONNECTION_MAX);
});

test('H5: a large message is read at the expense of its sender, and what comes after it waits for it', async () => {
  const clock = { processor: 0 };
  const company = openCompany<string>(() => 0);
  const preparingTime = openPreparingTime({
    ...{ now: () => 0, operationTurns: openOperationTurns(company) },
    processor: () => (clock.processor += 1),
  });
  const { enter } = await serving(() => frames().stream, { preparingTime });
  const socket = await enter();
  const answers: unknown[] = [];
  socket.on('message', (text: Buffer) => answers.push(JSON.parse(text.toString('utf8'))));
  socket.send(JSON.stringify({ type: 'ping', payload: { fill: 'x'.repeat(LARGE_MIN) } }));
  socket.send(JSON.stringify({ type: 'ping', payload: { small: true } }));
  await until(() => answers.length === 2);
  expect(answers).toMatchObject([
    { payload: { fill: expect.any(String) as unknown } },
    { payload: { small: true } },
  ]);
  // A clock that is looked at before and after.
  expect(clock.processor).toBe(2);
});

test('H5: a message in very many fragments is not read, one in some is', async () => {
  const { enter } = await serving(() => frames().stream);
  const socket = await enter();
  const sends = (count: number) => {
    for (let n = 1; n < count; n++) socket.send(n === 1 ? '{"type":"ping"' : ' ', { fin: false });
    socket.send('}');
  };
  sends(FRAGMENTS_MAX);
  await once(socket, 'message');
  sends(FRAGMENTS_MAX + 1);
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1_008);
});

test('H5: a message that comes in very many pieces is not read on', async () => {
  const { port } = await serving(() => frames().stream);
  const socket = connect(port, '127.0.0.1').setNoDelay();
  closing.push(() => socket.destroy());
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET /graphql HTTP/1.1\r\nhost: here\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: ${key}\r\n\r\n`,
  );
  await once(socket, 'data');
  // Who has entered has more than three seconds for it.
  const init = Buffer.from('{"type":"connection_init"}');
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 + init.length, 0, 0, 0, 0]), init]));
  await once(socket, 'data');
  const answer = once(socket, 'data');
  // One text of 64 KiB, masked with zeros, of which each byte is sent by itself.
  const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  socket.write(head);
  let sent = 0;
  for (let isOver = false; !isOver && sent < 2 * PIECES_MAX; sent++) {
    socket.write(' ');
    isOver = await Promise.race([answer.then(() => true), nextTurn(false)]);
  }
  const [close] = (await answer) as [Buffer];
  expect([close[0], close.readUInt16BE(2)]).toEqual([0x88, 1_008]);
  expect(sent).toBeGreaterThanOrEqual(PIECES_MAX);
});

test('H5: who sends without end is read again only once it has paid for that, over none of its connections', async () => {
  const authenticate: WebSocketDeps['authenticate'] = ({ authorization = '' }) =>
    Promise.resolve({ ...streamingCaller, subject: { ...streamingCaller.subject, id: authorization } });
  const { enter } = await serving(() => frames().stream, { authenticate });
  const [first, alike, second, other] = [
    await enter({ authorization: 'greedy' }),
    await enter({ authorization: 'greedy' }),
    await enter({ authorization: 'greedy' }),
    await enter({ authorization: 'other' }),
  ];
  const answered = async (socket: WebSocket) => {
    const answer = once(socket, 'message');
    socket.send('{"type":"ping"}');
    await answer;
  };
  let pongs = 0;
  const count = (MESSAGES_OWED_MAX_MS + OWED_BESIDES_MS) / MESSAGE_OWES_MS / 2;
  for (const greedy of [first, alike]) {
    greedy.on('pong', () => pongs++);
    const wire = (greedy as unknown as { readonly _socket: Duplex })._socket;
    // In one piece: it is read before its connection is let rest.
    wire.cork();
    for (let n = 0; n < count; n++) greedy.ping();
    wire.uncork();
  }
  await until(() => pongs === 2 * count);
  // Answered, and let rest: what comes then waits.
  await answered(second);
  const order: string[] = [];
  const asked = performance.now();
  await Promise.all([
    answered(second).then(() => order.push('greedy')),
    answered(other).then(() => order.push('other')),
  ]);
  expect(order).toEqual(['other', 'greedy']);
  expect(performance.now() - asked).toBeGreaterThan(REST_MIN_MS);
});

test('H1: a stranger who is told late and resets meanwhile harms nobody, and one who waits is told', async () => {
  const strangers = { admits: () => false, rejected: () => 0 };
  const { port } = await serving(() => frames().stream, { strangers });
  const asks = () => {
    const socket = connect(port, '127.0.0.1');
    closing.push(() => socket.destroy());
    socket.write(
      'GET /graphql HTTP/1.1\r\nhost: here\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    return socket;
  };
  const resets = asks();
  const waits = asks();
  await sleep(200);
  resets.resetAndDestroy();
  const [answer] = (await once(waits, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 429 /);
});

test('H5: nothing large is read of who has not shown a token', async () => {
  const { connect } = await serving(() => frames().stream);
  const socket = await connect();
  socket.send(JSON.stringify({ type: 'connection_init', payload: { fill: 'x'.repeat(LARGE_MIN) } }));
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(4_400);
});
