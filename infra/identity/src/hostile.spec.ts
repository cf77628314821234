import { REQUESTS_A_TURN_MAX } from '@proximidad/inside-server';
import { closedAsTooSlow } from '@proximidad/testing/hostile';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Identity, startIdentity } from './server.ts';

const HEALTH = 'GET /health/live HTTP/1.1\r\nhost: identity\r\n\r\n';

let data: string;
let identity: Identity;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'identity-'));
  const config = {
    ...{ data, host: '127.0.0.1', port: 0, console: 'http://127.0.0.1:4000/' },
    ...{ isProduction: false, sharesNamespace: false },
  };
  identity = await startIdentity(config, (error) => {
    throw error;
  });
});
afterAll(async () => {
  await identity.close();
  await rm(data, { recursive: true });
});

const connected = (): Socket => connect(identity.port, '127.0.0.1').on('error', () => undefined);

test('of a connection that sends ahead without end a few are answered, and it is closed', async () => {
  const socket = connected();
  let told = '';
  socket.on('data', (piece: Buffer) => (told += String(piece)));
  socket.write(HEALTH.repeat(1_000));
  await once(socket, 'close');
  expect(told.split('HTTP/1.1 200').length - 1).toBeLessThanOrEqual(REQUESTS_A_TURN_MAX);
  expect((await fetch(`${identity.issuer}/health/live`)).ok).toBe(true);
});

test('what comes too slowly is closed: nothing at all, headers, a body', () =>
  closedAsTooSlow(identity.port, '/token'));
