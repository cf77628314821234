import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '@proximidad/testing/waiting';
import { type HttpServer, serve, text } from './server.ts';

const SHARE = 5;
const PROXY = '127.0.0.9';
let server: HttpServer;
const opened: Socket[] = [];

beforeAll(async () => {
  server = await serve({
    ...{ host: '127.0.0.1', port: 0, strictTransport: false },
    routes: { '/': () => text(200, 'answered') },
    onFailure: (error) => {
      throw error;
    },
    ...{ isProxy: (address) => address === PROXY, connectionsPerNetworkMax: SHARE },
  });
});
afterEach(async () => {
  const open = opened.splice(0).filter(({ closed }) => !closed);
  await Promise.all(open.map((socket) => once(socket.destroy(), 'close')));
});
afterAll(() => server.close());

/** What comes back to a request of a connection from there; nothing where it is closed. */
async function answer(localAddress: string, port = server.port): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  opened.push(socket);
  socket.on('error', () => undefined).write('GET / HTTP/1.1\r\nhost: here\r\n\r\n');
  // A connection that is turned away may be reset.
  const told = await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => []);
  return Buffer.isBuffer(told[0]) ? told[0].toString().split('\r\n')[0]! : '';
}
const OK = 'HTTP/1.1 200 OK';

test('one address holds its share of connections and no more; another one comes in beside it', async () => {
  const before = server.connectionsTurnedAway();
  for (let n = 0; n < SHARE; n++) expect(await answer('127.0.0.1')).toBe(OK);
  expect(await answer('127.0.0.1')).toBe('');
  expect(await answer('127.0.0.2')).toBe(OK);
  expect(server.connectionsTurnedAway() - before).toBe(1);
});

test('a connection that ends makes room for the next one of its address', async () => {
  for (let n = 0; n < SHARE; n++) expect(await answer('127.0.0.3')).toBe(OK);
  opened[0]!.destroy();
  await until(async () => (await answer('127.0.0.3')) === OK);
});

test('a proxy of the platform stands for many and has no share', async () => {
  for (let n = 0; n < 3 * SHARE; n++) expect(await answer(PROXY)).toBe(OK);
});

test('where the process may open few files, one address still leaves room for others, and for the gateway itself', async () => {
  const program = `import { serve, text } from ${JSON.stringify(import.meta.resolve('./server.ts'))};
    import { readFileSync } from 'node:fs';
    const answered = () => text(200, readFileSync('/proc/self/limits', 'utf8').length > 0 ? 'answered' : '');
    const server = await serve({ host: '127.0.0.1', port: 0, strictTransport: false, routes: { '/': answered }, onFailure() {} });
    console.log(server.port);`;
  const limited = [
    '-c',
    'ulimit -n 100; exec "$0" "$@"',
    process.execPath,
    '--input-type=module',
    '-e',
    program,
  ];
  const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    const at = Number(String(port));
    for (let n = 0; n < 100; n++) await answer('127.0.0.1', at);
    expect(await answer('127.0.0.1', at)).toBe('');
    expect(await answer('127.0.0.2', at)).toBe(OK);
  } finally {
    child.kill();
  }
});
