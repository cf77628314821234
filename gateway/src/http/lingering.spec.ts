import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { BODY_SIZE_MAX_BYTES } from './graphql-request.ts';
import { LINGER_MAX_BYTES, openLingering } from './lingering.ts';
import { parametersReader } from './request-body.ts';
import { type HttpServer, serve, text } from './server.ts';

const read = parametersReader();
let server: HttpServer;
let answered = 0;

beforeAll(async () => {
  server = await serve({
    ...{ host: '127.0.0.1', port: 0, strictTransport: false },
    routes: {
      '/read': async (request, url) => {
        const parameters = await read(request, url, 'operator-09');
        return 'status' in parameters
          ? text(parameters.status, parameters.error.message, parameters.headers)
          : text(200, 'read');
      },
      '/unread': () => text(401, 'who are you', { connection: 'close' }),
      '/': () => text(200, `answered ${++answered}`),
    },
    onFailure: (error) => {
      throw error;
    },
  });
});
afterAll(() => server.close());

const PIECE = Buffer.alloc(50_000, 'x');
const head = (path: string, length: string) =>
  `POST ${path} HTTP/1.1\r\nhost: g\r\ncontent-type: application/json\r\n${length}\r\n\r\n`;

/** Writes all of it before anything is read, as many libraries do, no faster than a line bears; a failure to write is thrown. */
async function writtenWhole(socket: Socket, pieces: Iterable<string | Buffer>): Promise<void> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) await sleep(1);
    await new Promise<void>((resolve, reject) => {
      socket.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** Everything that comes until the connection is closed. */
async function restOf(socket: Socket): Promise<string> {
  let answer = '';
  for await (const piece of socket.resume()) answer += String(piece);
  return answer;
}

function* chunked(bytes: number): Generator<string | Buffer> {
  yield head('/read', 'transfer-encoding: chunked');
  for (let sent = 0; sent < bytes; sent += PIECE.byteLength) {
    yield `${PIECE.byteLength.toString(16)}\r\n`;
    yield PIECE;
    yield '\r\n';
  }
  yield '0\r\n\r\n';
}

function* announced(path: string, bytes: number): Generator<string | Buffer> {
  yield head(path, `content-length: ${bytes}`);
  for (let sent = 0; sent < bytes; sent += PIECE.byteLength) yield PIECE.subarray(0, bytes - sent);
}

const TOO_LARGE = 5 * BODY_SIZE_MAX_BYTES;
const connected = () => connect(server.port, '127.0.0.1').pause();

test.each([
  ['in chunks', () => chunked(TOO_LARGE), 413],
  ['of a length that is told', () => announced('/read', TOO_LARGE), 413],
  ['from nobody', () => announced('/unread', TOO_LARGE), 401],
])(
  'R24: who sends a body %s that nobody reads can send it all, and has its answer',
  async (_, body, status) => {
    for (let n = 0; n < 10; n++) {
      const socket = connected();
      await writtenWhole(socket, body());
      expect(await restOf(socket)).toMatch(
        new RegExp(`^HTTP/1.1 ${status} [^]*\r\nconnection: close\r\n`, 'i'),
      );
    }
  },
);

test('what is sent without end is not read without end', async () => {
  const socket = connected().on('error', () => undefined);
  const body = announced('/unread', 5 * LINGER_MAX_BYTES);
  await expect(writtenWhole(socket, body)).rejects.toThrow(/EPIPE|ECONNRESET/);
});

test('who sends on, byte by byte, has its answer, and is closed all the same', async () => {
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
  const closed = new Promise<Error>((resolve) => socket.once('error', resolve));
  const trickle = setInterval(() => socket.write('x'), 100);
  socket.write(head('/unread', `content-length: ${TOO_LARGE}`));
  expect(await restOf(socket)).toMatch(/^HTTP\/1.1 401 /);
  expect((await closed).message).toMatch(/EPIPE|ECONNRESET/);
  clearInterval(trickle);
});

test('what is sent behind the last request of a connection is not answered', async () => {
  const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }).resume();
  socket.write(head('/unread', 'content-length: 100'));
  await once(socket, 'end');
  socket.end(`${'x'.repeat(100)}GET / HTTP/1.1\r\nhost: g\r\n\r\n`);
  await once(socket, 'close');
  // Whatever was begun before this is asked has been answered.
  await (await fetch(`${server.url}/unread`)).text();
  expect(answered).toBe(0);
});

test('beyond so many at a time, a connection is closed at once', async () => {
  const lingering = openLingering(1);
  const plain = createServer((request, response) => {
    lingering.beginsAfter(request.socket, request);
    response.writeHead(401, { connection: 'close' }).end();
  }).listen(0, '127.0.0.1');
  await once(plain, 'listening');
  const { port } = plain.address() as AddressInfo;
  const first = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  first.write(head('/', 'content-length: 1'));
  await once(first, 'readable');
  const second = connect(port, '127.0.0.1').pause();
  second.on('error', () => undefined);
  await expect(writtenWhole(second, announced('/', TOO_LARGE))).rejects.toThrow(/EPIPE|ECONNRESET/);
  first.destroy();
  await new Promise((resolve) => plain.close(resolve));
});
