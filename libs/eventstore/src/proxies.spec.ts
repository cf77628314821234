import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { eventNumbered } from '@proximidad/testing';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { connect } from './index.ts';

const NAMES = ['grpc_proxy', 'no_grpc_proxy', 'http_proxy', 'https_proxy', 'no_proxy'] as const;
const IMPATIENT = { callDeadlineMs: 500, totalDeadlineMs: 1_000 };
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

/** A proxy that connects nobody and counts who asks, and a store to which an event is appended. */
async function appendedPast(name: (typeof NAMES)[number]) {
  let asked = 0;
  const proxy = createServer((socket) => {
    asked++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  process.env[name] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const log = connect(store.url, IMPATIENT);
  try {
    const outcome = await log.append(`incident_09-${randomUUID()}`, -1, [eventNumbered(0)], null).then(
      () => 'appended',
      (error: Error) => error.name,
    );
    return { asked, outcome };
  } finally {
    await log.close();
    await store.close();
    proxy.close();
  }
}

test.each(['http_proxy', 'https_proxy'] as const)(
  'what is recorded does not go through the proxy for the web in %s',
  async (name) => {
    expect(await appendedPast(name)).toEqual({ asked: 0, outcome: 'appended' });
  },
);

test('a proxy that is meant for the log is asked', async () => {
  const { asked, outcome } = await appendedPast('grpc_proxy');
  expect(asked).toBeGreaterThan(0);
  expect(outcome).toBe('StoreUnavailable');
});
