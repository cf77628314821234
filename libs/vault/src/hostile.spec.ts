import { REQUESTS_A_TURN_MAX } from '@proximidad/inside-server';
import { bareEnvironment, testPassportJwks } from '@proximidad/testing';
import { closedAsTooSlow } from '@proximidad/testing/hostile';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const HEALTH = 'GET /health/live HTTP/1.1\r\nhost: vault\r\n\r\n';

let data: string;
let vault: ChildProcess;
let port: number;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'proximidad-vault-'));
  const kept = (name: string, value: object) => {
    writeFileSync(join(data, name), JSON.stringify(value));
    return join(data, name);
  };
  vault = fork(join(import.meta.dirname, 'main.ts'), ['serve'], {
    env: {
      ...bareEnvironment(),
      ...{ PROXIMIDAD_DATA: data, PORT: '0' },
      VAULT_CALLERS: kept('callers.json', { callers: [] }),
      PASSPORT_KEYS: kept('passport.json', testPassportJwks),
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(vault.stdout!, 'data')) as [Buffer];
  ({ port } = JSON.parse(String(line).split('\n')[0]!) as { port: number });
});
afterAll(async () => {
  vault.kill('SIGKILL');
  await once(vault, 'exit');
  rmSync(data, { recursive: true, force: true });
});

function connected(): Socket {
  return connect(port, '127.0.0.1').on('error', () => undefined);
}

test('of a connection that sends ahead without end a few are answered, and it is closed', async () => {
  const socket = connected();
  let told = '';
  socket.on('data', (piece: Buffer) => (told += String(piece)));
  socket.write(HEALTH.repeat(1_000));
  await once(socket, 'close');
  expect(told.split('HTTP/1.1 200').length - 1).toBeLessThanOrEqual(REQUESTS_A_TURN_MAX);
});

test('beside connections that send ahead, and come again when they are closed, the vault answers', async () => {
  const sockets = new Set<Socket>();
  let over = false;
  const flood = () => {
    if (over) return;
    const socket = connected().pause();
    sockets.add(socket);
    const send = () => {
      while (socket.writable && socket.write(HEALTH.repeat(1_000)));
    };
    socket.on('connect', send).on('drain', send);
    socket.on('close', () => sockets.delete(socket) && setTimeout(flood, 10));
  };
  for (let n = 0; n < 20; n++) flood();
  try {
    for (let n = 0; n < 10; n++) expect((await fetch(`http://127.0.0.1:${port}/health/live`)).ok).toBe(true);
  } finally {
    over = true;
    for (const socket of sockets) socket.destroy();
  }
});

test('what comes too slowly is closed: nothing at all, headers, a body', () =>
  closedAsTooSlow(port, '/seal'));
