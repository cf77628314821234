import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { REQUESTS_A_TURN_MAX } from '@proximidad/inside-server';
import { closedAsTooSlow } from '@proximidad/testing/hostile';
import { until } from '@proximidad/testing/waiting';
import { BODY_BYTES_MAX, type RunningService, startService } from './start-service.ts';
import { type Ground, openGround } from './testing/harness.ts';
import { calls } from './testing/two-services.ts';

const PIECE = `10000\r\n${'x'.repeat(0x1_00_00)}\r\n`;
const LIVE = 'GET /health/live HTTP/1.1\r\nhost: calls\r\n\r\n';

let ground: Ground;
let running: RunningService;
beforeAll(async () => {
  ground = await openGround();
  running = await startService(calls, ground.config('calls'));
});
afterAll(async () => {
  await running.close();
  await ground.clear();
});

const connected = (): Socket => connect(running.port, '127.0.0.1').on('error', () => undefined);

test('of a connection that sends ahead without end a few are answered, and it is closed', async () => {
  const socket = connected();
  let told = '';
  socket.on('data', (piece: Buffer) => (told += String(piece)));
  socket.write(LIVE.repeat(1_000));
  await once(socket, 'close');
  expect(told.split('HTTP/1.1 200').length - 1).toBeLessThanOrEqual(REQUESTS_A_TURN_MAX);
  expect((await fetch(`${running.url}/health/live`)).ok).toBe(true);
});

test('what comes too slowly is closed: nothing at all, headers, a body', () =>
  closedAsTooSlow(running.port, '/graphql'));

test('a body that comes in pieces without end is cut at the largest that there may be', async () => {
  const socket = connected().resume();
  const head =
    'POST /graphql HTTP/1.1\r\nhost: calls\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n';
  socket.write(head);
  let sent = 0;
  const send = () => {
    while (!socket.destroyed && socket.write(PIECE)) sent += PIECE.length;
  };
  socket.on('drain', send);
  send();
  await until(() => socket.destroyed);
  expect(sent).toBeGreaterThan(BODY_BYTES_MAX / 2);
  expect(sent).toBeLessThan(2 * BODY_BYTES_MAX);
  expect((await fetch(`${running.url}/health/live`)).ok).toBe(true);
});
