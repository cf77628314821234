import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate as afterReading, setTimeout as sleep } from 'node:timers/promises';
import { nothingGoesOn } from '@proximidad/testing/waiting';
import { serve, text, type HttpServer } from './server.ts';

/** Longer than the headers of a request may take. */
const BUSY_MS = 6_000;
/** Longer than until the gateway looks a second time, and less than a request may take. */
const LOOKED_TWICE_MS = 2_000;
const TEST_TIMEOUT_MS = 600_000;
const WHOLE = 'POST / HTTP/1.1\r\nhost: g\r\nconnection: close\r\ncontent-length: 4\r\n\r\nsaid';

let server: HttpServer;
beforeAll(async () => {
  const read: string[] = [];
  server = await serve({
    ...{ host: '127.0.0.1', port: 0, strictTransport: false },
    routes: {
      '/': async (request) => {
        for await (const piece of request) read.push(String(piece));
        return text(200, 'whole');
      },
    },
    upgrades: {
      '/': (_request, socket) => {
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        setTimeout(() => socket.end('kept'), LOOKED_TWICE_MS);
      },
    },
    onFailure: (error) => {
      throw error;
    },
  });
});
afterAll(() => server.close());

async function connected(): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(server.port, '127.0.0.1');
  let told = '';
  socket.setEncoding('utf8').on('data', (part: string) => (told += part));
  await once(socket, 'connect');
  // Until the gateway has it, too.
  await sleep(50);
  return { socket, answer: once(socket, 'close').then(() => told) };
}

/** A connection on which this was written while the gateway did not look. */
async function unseen(written: string): ReturnType<typeof connected> {
  const connection = await connected();
  await afterReading();
  connection.socket.write(written);
  nothingGoesOn(BUSY_MS);
  return connection;
}

test(
  'a request that came while the gateway did not look is answered; one that does not come is told so',
  async () => {
    const [fresh, half, slow] = await Promise.all([connected(), connected(), connected()]);
    half.socket.write(WHOLE.slice(0, 20));
    slow.socket.write(WHOLE.slice(0, 20));
    await sleep(50);
    await afterReading();
    fresh.socket.write(WHOLE);
    half.socket.write(WHOLE.slice(20));
    nothingGoesOn(BUSY_MS);
    expect(await fresh.answer).toMatch(/^HTTP\/1\.1 200 .*whole\n$/s);
    expect(await half.answer).toMatch(/^HTTP\/1\.1 200 .*whole\n$/s);
    const [head, body = ''] = (await slow.answer).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(JSON.parse(body)).toMatchObject({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'requestTime' } }],
    });
  },
  TEST_TIMEOUT_MS,
);

test(
  'what is asked after a request that came while the gateway did not look has its own time',
  async () => {
    const { socket, answer } = await unseen(WHOLE.replace('connection: close\r\n', ''));
    await once(socket, 'data');
    socket.write(WHOLE.slice(0, -2));
    await sleep(LOOKED_TWICE_MS);
    socket.write(WHOLE.slice(-2));
    expect(await answer).toMatch(/^HTTP\/1\.1 200 .*whole\nHTTP\/1\.1 200 .*whole\n$/s);
  },
  TEST_TIMEOUT_MS,
);

test(
  'a connection that asked to become another while the gateway did not look stays open',
  async () => {
    const { answer } = await unseen(
      'GET / HTTP/1.1\r\nhost: g\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 101 .*kept$/s);
  },
  TEST_TIMEOUT_MS,
);

test(
  'a request whose head came while the gateway did not look has time for its body, and not without end',
  async () => {
    const [inTime, never] = await Promise.all([connected(), connected()]);
    never.socket.write(WHOLE.slice(0, 20));
    await sleep(50);
    await afterReading();
    inTime.socket.write(WHOLE.slice(0, -2));
    never.socket.write(WHOLE.slice(20, -2));
    nothingGoesOn(BUSY_MS);
    await sleep(LOOKED_TWICE_MS);
    inTime.socket.write(WHOLE.slice(-2));
    expect(await inTime.answer).toMatch(/^HTTP\/1\.1 200 .*whole\n$/s);
    expect(await never.answer).toMatch(/^HTTP\/1\.1 408 /);
  },
  TEST_TIMEOUT_MS,
);

test.each([
  ['no request', 'hello\r\n\r\n', '400 Bad Request'],
  ['headers without end', `GET / HTTP/1.1\r\nhost: g\r\nx: ${'x'.repeat(20_000)}`, '431 Request Header'],
])('%s is said to be so, and the connection ends', async (_what, said, status) => {
  const { socket, answer } = await connected();
  socket.write(said);
  expect(await answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}`));
});
