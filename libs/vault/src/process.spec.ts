import { bareEnvironment, testPassportJwks } from '@proximidad/testing';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('on SIGTERM it says so and ends, although whoever started it is still connected', async () => {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-vault-'));
  const kept = (name: string, value: object) => {
    writeFileSync(join(data, name), JSON.stringify(value));
    return join(data, name);
  };
  const vault = fork(join(import.meta.dirname, 'main.ts'), ['serve'], {
    env: {
      ...bareEnvironment(),
      ...{ PROXIMIDAD_DATA: data, PORT: '0' },
      VAULT_CALLERS: kept('callers.json', { callers: [] }),
      PASSPORT_KEYS: kept('passport.json', testPassportJwks),
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
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
    rmSync(data, { recursive: true, force: true });
  }
});
