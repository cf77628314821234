import { bareEnvironment, testPassportJwks, until } from '@proximidad/testing';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let data: string;
beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'proximidad-vault-'))));
afterEach(() => rmSync(data, { recursive: true, force: true }));

function forked(port: number, stdout: 'pipe' | number): ChildProcess {
  const kept = (name: string, value: object) => {
    writeFileSync(join(data, name), JSON.stringify(value));
    return join(data, name);
  };
  return fork(join(import.meta.dirname, 'main.ts'), ['serve'], {
    env: {
      ...bareEnvironment(),
      ...{ PROXIMIDAD_DATA: data, PORT: String(port) },
      VAULT_CALLERS: kept('callers.json', { callers: [] }),
      PASSPORT_KEYS: kept('passport.json', testPassportJwks),
    },
    stdio: ['ignore', stdout, 'inherit', 'ipc'],
  });
}

test('on SIGTERM it says so and ends, although whoever started it is still connected', async () => {
  const vault = forked(0, 'pipe');
  try {
    const said: string[] = [];
    for await (const chunk of vault.stdout!) {
      const messages = String(chunk).trimEnd().split('\n');
      said.push(...messages.map((line) => (JSON.parse(line) as { message: string }).message));
      if (said.at(-1) === 'listening') vault.kill('SIGTERM');
    }
    if (vault.exitCode === null) await once(vault, 'exit');
    expect([said, vault.exitCode]).toEqual([['listening', 'stopping', 'stopped'], 0]);
  } finally {
    vault.kill('SIGKILL');
  }
});

test('it serves on where there is no room for its log', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const full = openSync('/dev/full', 'w');
  const vault = forked(port, full);
  try {
    await until(
      async () => (await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined))?.ok ?? false,
    );
    vault.kill('SIGTERM');
    expect(await once(vault, 'exit')).toEqual([0, null]);
  } finally {
    vault.kill('SIGKILL');
    closeSync(full);
  }
});
