import { folderOf } from '@proximidad/topology';
import { VaultCredential, vaultClient } from '@proximidad/vault';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ComposeService, readComposeFile, root } from './compose-file.ts';
import { ensureSecrets } from './site-secrets.ts';

const { services, secrets } = readComposeFile();
const MAIN = join(root, folderOf('vault'), 'src/main.ts');

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-vault-secrets-'));
  await ensureSecrets(join(folder, 'site'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a container is given, with the modes of its files and its settings as they name these files. */
function given(name: string): Readonly<Record<string, string>> {
  const { secrets: own, environment }: ComposeService = services[name]!;
  const at = join(folder, name);
  for (const { source, target } of own) {
    const file = secrets[source]!.file.replace('./.data/secrets', join(folder, 'site'));
    mkdirSync(dirname(join(at, target)), { recursive: true });
    copyFileSync(file, join(at, target));
  }
  return Object.fromEntries(
    Object.entries(environment).map(([setting, value]) => [setting, value.replace('/run/secrets', at)]),
  );
}

test('the vault starts with what it is given, seals for a service by what that is given, and is backed up', async () => {
  const data = join(folder, 'data');
  const env = { ...given('vault'), PROXIMIDAD_DATA: data, PORT: '0' };
  const vault = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface(vault.stdout), 'line')) as [string];
    const { url, message } = JSON.parse(line) as { url: string; message: string };
    expect(message).toBe('listening');
    const { VAULT_CREDENTIAL } = given('incidents');
    const credential = VaultCredential.parse(JSON.parse(readFileSync(VAULT_CREDENTIAL!, 'utf8')));
    const item = {
      ...{
        stream: 'call_09-0b1c2d3e-0000-4000-8000-000000000001',
        event: 'CallReceived',
        path: 'caller.name',
      },
      ...{ subject: '09-0b1c2d3e-0000-4000-8000-000000000002', class: 'PERSONAL' as const, found: null },
      ...{ authority: 'seguridad-09', value: '"a name"' },
    };
    const asIncidents = vaultClient({ url, credential });
    expect(await asIncidents.seal([item])).toEqual([
      { envelope: expect.stringMatching(/^v1\./), mac: expect.any(String) },
    ]);
    await expect(asIncidents.seal([{ ...item, stream: 'contact_09-x' }])).rejects.toThrow(/refuses \/seal/);
    const to = join(folder, 'backup.db');
    execFileSync(process.execPath, [MAIN, 'backup', '--to', to], { env, stdio: 'ignore' });
    expect(existsSync(to)).toBe(true);
  } finally {
    vault.kill();
    await once(vault, 'exit');
  }
});

test('the vault does not start without one of its root keys, and makes none', () => {
  const env = { ...given('vault'), PROXIMIDAD_DATA: join(folder, 'other'), PORT: '0' };
  const missing = join(folder, 'vault/vault-roots/juvenile.key');
  rmSync(missing);
  expect(() => execFileSync(process.execPath, [MAIN], { env, stdio: 'pipe' })).toThrow(
    /juvenile\.key is not there/,
  );
  expect(existsSync(missing)).toBe(false);
});
