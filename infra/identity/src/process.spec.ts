import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '@proximidad/testing/waiting';

const children: ChildProcess[] = [];
let data: string;
let port: number;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'identity-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = (probe.address() as AddressInfo).port - 2;
  probe.close();
});
afterAll(async () => {
  for (const child of children)
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  await rm(data, { recursive: true });
});

function run(
  file: 'main.ts' | 'token.ts',
  args: readonly string[] = [],
  settings: NodeJS.ProcessEnv = {},
  stdout: 'pipe' | number = 'pipe',
) {
  const { NODE_ENV: _, OIDC_ISSUER: __, HOST: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), ...args], {
    env: { ...inherited, PROXIMIDAD_DATA: data, PROXIMIDAD_PORT: String(port), ...settings },
    stdio: ['ignore', stdout, 'pipe', 'ipc'],
    timeout: 300_000,
  });
  children.push(child);
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...written }));
  const lines = () => written.stdout.split('\n').filter((line) => line !== '');
  return { child, ended, lines, ready: () => once(child.stdout!, 'data') };
}

test('the provider says when it is ready, hands out tokens by command, and stops cleanly', async () => {
  const provider = run('main.ts');
  await provider.ready();
  expect(provider.lines().map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      level: 'info',
      name: 'identity',
      msg: 'ready',
      issuer: `http://127.0.0.1:${port + 2}`,
    }),
  ]);

  const { code, stdout, stderr } = await run('token.ts', ['commander-14']).ended;
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);

  provider.child.kill('SIGTERM');
  provider.child.kill('SIGTERM');
  expect(await provider.ended).toMatchObject({ code: 0, stderr: '' });

  const late = await run('token.ts', ['commander-14']).ended;
  expect(late).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('npm start') });
});

test('the provider answers on where there is no room for its log', async () => {
  const provider = run('main.ts', [], {}, openSync('/dev/full', 'w'));
  const discovery = `http://127.0.0.1:${port + 2}/.well-known/openid-configuration`;
  await until(async () => (await fetch(discovery).catch(() => undefined))?.ok ?? false);
  provider.child.kill('SIGTERM');
  expect(await once(provider.child, 'exit')).toEqual([0, null]);
});

test('the provider stops when the process that started it is gone', async () => {
  const provider = run('main.ts');
  await provider.ready();
  const exited = once(provider.child, 'exit');
  provider.child.disconnect();
  expect(await exited).toEqual([0, null]);
});

test.each([
  [{ PROXIMIDAD_MODE: 'production' }, 'production mode'],
  [{ NODE_ENV: 'production' }, 'production mode'],
  [{ HOST: '0.0.0.0' }, 'HOST 0.0.0.0: it listens on a loopback address alone'],
  [{ PROXIMIDAD_PORT: 'x', PROXIMIDAD_MODE: 'test' }, /PROXIMIDAD_PORT: .*; PROXIMIDAD_MODE: /],
])('with %j it does not start and says why in one line', async (settings, reason) => {
  const { code, stdout, stderr } = await run('main.ts', [], settings).ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^identity does not start: [^\n]+\n$/);
  expect(stderr).toMatch(reason);
});

test.each([[[]], [['nobody']], [['analyst', 'auditor']]])(
  'asked for %j it lists the users and fails',
  async (args) => {
    const { code, stdout, stderr } = await run('token.ts', args).ended;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('operator-<cvegeo>');
  },
);

test('of a data folder that cannot be looked into it says what it takes', async () => {
  const file = join(data, 'no-folder');
  await writeFile(file, '');
  const { code, stdout, stderr } = await run('token.ts', ['analyst'], { PROXIMIDAD_DATA: file }).ended;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toBe(
    `${file} cannot be looked into (ENOTDIR): it takes the platform's own user, or another folder with PROXIMIDAD_DATA.\n`,
  );
});

test('asked for help it explains itself', async () => {
  const { code, stdout } = await run('token.ts', ['--help']).ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/^npm run token -- <user>\n/);
});
