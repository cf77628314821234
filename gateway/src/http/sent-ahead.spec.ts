import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { until } from '@proximidad/testing/waiting';
import { BEGUN_PER_ADDRESS_MAX } from '../identity/loop-turns.ts';
import { PIPELINED_MAX } from './cutting.ts';
import { type HttpServer, serve, text } from './server.ts';

const CONNECTIONS = 20;
const ASKED = 20;
const REQUEST_BEGINS = 'http.server.request.start';

/** Requests that were begun since the loop came round. */
let inThisTurn = 0;
let mostInATurn = 0;
let begun = 0;
let streams = 0;
let server: HttpServer;

beforeAll(async () => {
  server = await serve({
    ...{ host: '127.0.0.1', port: 0, strictTransport: false },
    routes: {
      '/': async (request) => {
        begun++;
        if (inThisTurn++ === 0) setImmediate(() => (inThisTurn = 0));
        mostInATurn = Math.max(mostInATurn, inThisTurn);
        for await (const piece of request) if (piece === null) break;
        return text(200, 'answered');
      },
      '/stream': () => ({ ...text(200, ''), stream: opened, onAbandoned: () => undefined }),
    },
    onFailure: (error) => {
      throw error;
    },
  });
});
afterAll(() => server.close());

/** Has no end. */
function opened(response: ServerResponse): void {
  streams++;
  response.write('begun');
  response.once('close', () => streams--);
}

/** In a thread of its own: connections that send one request behind the other, and read nothing until they are cut; then anew. */
const FLOOD = `
  const { workerData: { port, connections } } = require('node:worker_threads');
  const { connect } = require('node:net');
  const ahead = 'POST / HTTP/1.1\\r\\nhost: here\\r\\ncontent-length: 2\\r\\n\\r\\n{}'.repeat(500);
  const flood = () => {
    const socket = connect(port, '127.0.0.1').pause();
    const send = () => { while (socket.writable && socket.write(ahead)); };
    socket.on('connect', send).on('drain', send).on('error', () => {}).on('close', () => setTimeout(flood, 5));
  };
  for (let n = 0; n < connections; n++) flood();
`;

test('whoever sends ahead without end has a few begun in each turn of the loop, and others are answered', async () => {
  const flood = new Worker(FLOOD, {
    eval: true,
    workerData: { port: server.port, connections: CONNECTIONS },
  });
  try {
    for (let n = 0; n < ASKED; n++) {
      const response = await fetch(server.url, { method: 'POST', body: '{}' });
      expect(response.status).toBe(200);
    }
  } finally {
    await flood.terminate();
  }
  expect(mostInATurn).toBeLessThanOrEqual(BEGUN_PER_ADDRESS_MAX);
});

test('of what came with the piece for which a connection is cut nothing is begun, and nothing more is parsed', async () => {
  let parsed = 0;
  const before = begun;
  const socket = connect(server.port, '127.0.0.1').resume();
  socket.on('error', () => undefined);
  const count = (message: unknown) => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.socket.remotePort === socket.localPort) parsed++;
  };
  subscribe(REQUEST_BEGINS, count);
  socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n'.repeat(2_000));
  await once(socket, 'close');
  unsubscribe(REQUEST_BEGINS, count);
  expect(parsed).toBe(PIPELINED_MAX + 1);
  expect(begun).toBe(before);
});

test('a connection that is cut for sending ahead ends a while later, and others are answered meanwhile', async () => {
  const FLOODS = 20;
  const before = server.connectionsCut();
  let closed = 0;
  const sockets = Array.from({ length: FLOODS }, () => {
    const socket = connect(server.port, '127.0.0.1').resume();
    socket.on('error', () => undefined).on('close', () => closed++);
    socket.write('GET / HTTP/1.1\r\nhost: here\r\n\r\n'.repeat(2_000));
    return socket;
  });
  await until(() => server.connectionsCut() === before + FLOODS);
  expect(closed).toBe(0);
  for (let n = 0; n < ASKED; n++) expect((await fetch(server.url)).status).toBe(200);
  await until(() => closed === sockets.length);
});

test('what was sent ahead within the limit is answered in its order', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    Array.from({ length: PIPELINED_MAX }, (_, n) => `GET /${n} HTTP/1.1\r\nhost: here\r\n\r\n`).join(''),
  );
  let told = '';
  for await (const piece of socket) {
    told += String(piece);
    if (told.split('HTTP/1.1 404').length > PIPELINED_MAX) break;
  }
  expect(told.match(/HTTP\/1\.1 404/g)).toHaveLength(PIPELINED_MAX);
});

test('what is under way on a connection that is cut ends with it, streams that wait for others, too', async () => {
  const socket = connect(server.port, '127.0.0.1').resume();
  socket.on('error', () => undefined);
  socket.write('GET /stream HTTP/1.1\r\nhost: here\r\n\r\n'.repeat(3));
  await until(() => streams === 3);
  socket.write('GET /stream HTTP/1.1\r\nhost: here\r\n\r\n'.repeat(100));
  await once(socket, 'close');
  await until(() => streams === 0);
});
