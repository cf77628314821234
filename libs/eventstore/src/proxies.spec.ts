import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { eventNumbered } from '@proximidad/testing';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect as connectTo, type Socket } from 'node:net';
import { connect } from './index.ts';

const NAMES = ['grpc_proxy', 'no_grpc_proxy', 'http_proxy', 'https_proxy', 'no_proxy'] as const;
let before: readonly (readonly [string, string | undefined])[];

beforeEach(() => {
  before = NAMES.map((name) => [name, process.env[name]]);
  for (const name of NAMES) delete process.env[name];
});

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** How often a proxy, which leads where it is asked to, is asked while an event is appended. */
async function appendedPast(name: (typeof NAMES)[number]) {
  let asked = 0;
  const proxy = createServer().on('connect', ({ url = '' }: IncomingMessage, socket: Socket) => {
    asked++;
    const [host, port] = url.split(':');
    const target = connectTo(Number(port), host!, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    for (const end of [socket, target]) end.on('error', () => undefined);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  process.env[name] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const log = connect(store.url);
  try {
    await log.append(`incident_09-${randomUUID()}`, -1, [eventNumbered(0)], null);
    return asked;
  } finally {
    await log.close();
    await store.close();
    proxy.close();
  }
}

test.each(['http_proxy', 'https_proxy'] as const)(
  'what is recorded does not go through the proxy for the web in %s',
  async (name) => {
    expect(await appendedPast(name)).toBe(0);
  },
);

test('a proxy that is meant for the log leads to it', async () => {
  expect(await appendedPast('grpc_proxy')).toBeGreaterThan(0);
});
