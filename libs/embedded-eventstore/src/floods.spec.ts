import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { setImmediate as immediately, setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { nothingGoesOn, until } from '@proximidad/testing/waiting';
import { authenticateNobody } from './access/authentication.ts';
import { type EmbeddedStore, startEmbeddedStore } from './index.ts';
import { Allowance } from './rpc/allowance.ts';
import { type Front, listen } from './rpc/front.ts';
import { Meter } from './rpc/meter.ts';
import { Places } from './rpc/places.ts';
import { Requests, STREAMS } from './testing/raw-requests.ts';
import { bytesField, emptyField } from './wire/protobuf.ts';

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const [HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION] = [1, 3, 4, 6, 8, 9];
const ACK = 1;
const END_HEADERS = 4;
const CANCEL = Buffer.from([0, 0, 0, 8]);
const EMPTY = Buffer.alloc(0);
/** `:method: GET, :scheme: http, :path: /, :authority: x`, by HPACK's static table. */
const GET = Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x78]);
const FLOOD_FRAMES = 20_000;
const IMPATIENT = { beginMs: 200, requestMs: 200, askMs: 100, answerMs: 200 };
/** Longer than a connection may be silent, whatever is waited for. */
const STANDSTILL_MS = 400;
const STANDSTILLS = 10;

function frame(type: number, flags: number, stream: number, payload: Buffer = EMPTY): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

interface Attacker {
  readonly socket: Socket;
  closed: boolean;
  heard: string;
}

function attack(port: number, ...bytes: readonly (Buffer | string)[]): Attacker {
  const socket = connectTcp(port, '127.0.0.1');
  const attacker: Attacker = { socket, closed: false, heard: '' };
  socket.on('data', (chunk: Buffer) => (attacker.heard += chunk.toString('latin1')));
  socket.on('error', () => undefined).once('close', () => (attacker.closed = true));
  for (const part of bytes) socket.write(part);
  return attacker;
}

describe('the store stays, for everybody else, under', () => {
  let store: EmbeddedStore;
  let session: ClientHttp2Session;
  const bugs: unknown[] = [];
  beforeEach(async () => {
    store = await startEmbeddedStore({ data: ':memory:', port: 0, onBug: (error) => bugs.push(error) });
    session = connect(`http://127.0.0.1:${store.port}`);
  });
  afterEach(async () => {
    session.destroy();
    await store.close();
    expect(bugs.splice(0)).toEqual([]);
  });
  const opened = () => [PREFACE, frame(SETTINGS, 0, 0), frame(SETTINGS, ACK, 0)];
  const repeated = (count: number, each: (n: number) => Buffer) =>
    Buffer.concat(Array.from({ length: count }, (_, n) => each(n)));

  const resets = () =>
    repeated(FLOOD_FRAMES, (n) =>
      Buffer.concat([frame(HEADERS, END_HEADERS, 2 * n + 1, GET), frame(RST_STREAM, 0, 2 * n + 1, CANCEL)]),
    );

  test.each<[string, () => Buffer]>([
    ['a flood of settings', () => repeated(FLOOD_FRAMES, () => frame(SETTINGS, 0, 0))],
    [
      'a flood of pings that nobody reads the answers of',
      () => repeated(FLOOD_FRAMES, () => frame(PING, 0, 0, Buffer.alloc(8))),
    ],
    ['calls that are opened and reset at once', resets],
    [
      'headers that go on without end',
      () =>
        Buffer.concat([
          frame(HEADERS, 0, 1, GET),
          repeated(FLOOD_FRAMES, () =>
            frame(CONTINUATION, 0, 1, Buffer.from([0x00, 0x01, 0x61, 0x01, 0x62])),
          ),
        ]),
    ],
    [
      'frames of an unknown kind for a stream that is none',
      () => repeated(FLOOD_FRAMES, () => frame(200, 0, 7, EMPTY)),
    ],
    ['a frame that is larger than it may be', () => frame(HEADERS, END_HEADERS, 1, Buffer.alloc(1_000_000))],
  ])('%s', async (_what, flood) => {
    const attacker = attack(store.port, ...opened(), flood());
    await new Requests(session).append('incident_09-1', 10, 100);
    attacker.socket.destroy();
    await new Requests(session).append('incident_09-1', 10, 100);
  });

  test('calls that are opened and reset at once, by closing the connection', async () => {
    const attacker = attack(store.port, ...opened(), resets());
    await until(() => attacker.closed);
  });

  test('windows that grow by a byte each without end: it is closed', async () => {
    const attacker = attack(store.port, ...opened());
    const grown = repeated(FLOOD_FRAMES, () => frame(WINDOW_UPDATE, 0, 0, Buffer.from([0, 0, 0, 1])));
    const flood = () => {
      while (!attacker.closed && attacker.socket.write(grown));
    };
    attacker.socket.on('drain', flood);
    flood();
    await until(() => attacker.closed);
    await new Requests(session).append('incident_09-1', 10, 100);
  });

  test('whoever sends much that is asked is not taken for one of those', async () => {
    for (let n = 0; n < 20; n++) await new Requests(session).append(`incident_09-${n}`, 1_000, 1_000);
    expect(session.destroyed).toBe(false);
  });

  test('huge headers, which are refused', async () => {
    const attacker = attack(
      store.port,
      `GET /ping HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(100_000)}\r\n\r\n`,
    );
    await until(() => attacker.closed);
    expect(attacker.heard).toMatch(/^HTTP\/1\.1 431 /);
    await new Requests(session).append('incident_09-1', 1, 10);
  });

  test('a hundred requests that are begun and never made whole', async () => {
    const begun = Array.from({ length: 100 }, () => {
      const request = session.request({
        ':method': 'POST',
        ':path': `${STREAMS}/Append`,
        'content-type': 'application/grpc',
      });
      request
        .on('error', () => undefined)
        .on('response', () => undefined)
        .resume();
      // A message announced as 16 MiB, of which 4 arrive.
      request.write(Buffer.from([0, 0x01, 0, 0, 0]));
      request.write(Buffer.alloc(4 * 1024 * 1024));
      return request;
    });
    const other = connect(`http://127.0.0.1:${store.port}`);
    await until(() => begun.some(({ closed }) => closed));
    await new Requests(other).append('incident_09-1', 1, 10);
    other.destroy();
  });

  test('a read that is never read from', async () => {
    for (let n = 0; n < 5; n++) await new Requests(session).append(`incident_09-${n}`, 1_000, 500);
    const reader = attack(store.port, ...opened());
    reader.socket.pause();
    const path = Buffer.concat([
      Buffer.from([0x44, `${STREAMS}/Read`.length]),
      Buffer.from(`${STREAMS}/Read`),
    ]);
    const type = Buffer.concat([Buffer.from([0x5f, 16]), Buffer.from('application/grpc')]);
    const head = Buffer.concat([Buffer.from([0x83, 0x86, 0x41, 0x01, 0x78]), path, type]);
    const read = Requests.frame(bytesField(1, bytesField(2, emptyField(2)), emptyField(6), emptyField(8)));
    for (let n = 0; n < 50; n++) {
      reader.socket.write(frame(HEADERS, END_HEADERS, 2 * n + 1, head));
      reader.socket.write(frame(0, 1, 2 * n + 1, read));
    }
    await new Requests(session).append('incident_09-after', 1, 10);
    reader.socket.destroy();
  });
});

const impatient = (patience = IMPATIENT) =>
  listen({
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    methods: new Map(),
    answerHttp: () => ({ status: 200, headers: {}, body: 'here' }),
    meter: new Meter([]),
    places: new Places(),
    authenticate: authenticateNobody,
    allowance: new Allowance(1_000),
    onBug: (error) => {
      throw error;
    },
    patience,
  });

/** Between reading and timers: what comes meanwhile is not yet read when the timers are looked at. */
async function standsStill(meanwhile?: () => void): Promise<void> {
  await immediately();
  meanwhile?.();
  nothingGoesOn(STANDSTILL_MS);
}

describe('a connection is closed', () => {
  let front: Front;
  beforeAll(async () => {
    front = await impatient();
  });
  afterAll(() => front.close());

  const closes = async (attacker: Attacker, trickle = '') => {
    const timer = setInterval(() => trickle && attacker.socket.write(trickle), 20);
    try {
      await until(() => attacker.closed);
    } finally {
      clearInterval(timer);
      attacker.socket.destroy();
    }
  };

  test('that says nothing', () => closes(attack(front.port)));
  test('that says less than a protocol', () => closes(attack(front.port, 'P')));
  test('whose request of HTTP/1.1 trickles in', () =>
    closes(attack(front.port, 'GET /ping HTTP/1.1\r\n'), 'x: y\r\n'));
  test('whose body of HTTP/1.1 trickles in behind the answer', async () => {
    const attacker = attack(front.port, 'POST /ping HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n');
    await closes(attacker, 'x');
    expect(attacker.heard).toMatch(/^HTTP\/1\.1 200/);
  });
  test('that is idle between two requests', async () => {
    const attacker = attack(front.port, 'GET /ping HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => attacker.heard.includes('here'));
    attacker.socket.write('GET /ping HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => attacker.heard.split('here').length === 3);
    await closes(attacker);
  });
  test('whose peer of HTTP/2 no longer answers', () =>
    closes(attack(front.port, PREFACE, frame(SETTINGS, 0, 0))));
  test('whose peer of HTTP/2 has sent its end', async () => {
    const attacker = attack(front.port, PREFACE, frame(SETTINGS, 0, 0));
    attacker.socket.end();
    await closes(attacker);
  });

  test('but not while its peer answers, however long it asks nothing', async () => {
    const session = connect(`http://127.0.0.1:${front.port}`);
    await new Promise((resolve) => setTimeout(resolve, 5 * (IMPATIENT.askMs + IMPATIENT.answerMs)));
    expect(session.closed || session.destroyed).toBe(false);
    session.destroy();
  });
});

describe('what came while the store stood still is read before its connection counts as silent:', () => {
  test.each([
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0',
    'GET /ping HTTP/1.1\r\nhost: x\r\n\r\n',
  ])('the first bytes %j', async (bytes) => {
    const front = await impatient();
    const peer = attack(front.port);
    await until(() => front.connections().size === 1, 'it is connected');
    await standsStill(() => peer.socket.write(bytes));
    await until(() => peer.heard !== '' || peer.closed, 'it is answered');
    peer.socket.destroy();
    await front.close();
    expect(peer.heard).not.toBe('');
  });

  test('the answer to a ping', async () => {
    const front = await impatient({ ...IMPATIENT, askMs: 1 });
    const peer = new Worker(
      `const session = require('node:http2').connect('http://127.0.0.1:${front.port}');
       session.on('ping', () => require('node:worker_threads').parentPort.postMessage('asked'));`,
      { eval: true },
    );
    let asked = 0;
    peer.on('message', () => asked++);
    for (let n = 0; n < STANDSTILLS; n++) {
      const before = asked;
      await until(() => asked > before || front.connections().size === 0, 'it is asked');
      await standsStill();
    }
    await until(() => asked > 0);
    expect(front.connections().size).toBe(1);
    await peer.terminate();
    await front.close();
  });
});

test('a client whose thread is busy before it says anything is waited for', async () => {
  const front = await impatient({ ...IMPATIENT, beginMs: 60_000 });
  const peer = attack(front.port);
  await until(() => front.connections().size === 1, 'it is connected');
  await sleep(2 * IMPATIENT.requestMs);
  peer.socket.write('GET /ping HTTP/1.1\r\nhost: x\r\n\r\n');
  await until(() => peer.heard.includes('here'), 'it is answered');
  peer.socket.destroy();
  await front.close();
});
