import { SERVICES } from '@proximidad/topology';
import { type Grant, newCredential, VaultCallers, type VaultCredential } from '@proximidad/vault';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { OWNED } from './owned.gen.ts';

/** Those who can destroy keys cannot read what they seal. */
const RECORDS_OFFICE = 'authorities';
const READS: readonly Grant[] = ['seal', 'open', 'find'];
const ERASES: readonly Grant[] = ['erase'];

/** What the vault and the services know each other by. */
export function vaultFiles(data: string) {
  const folder = join(data, 'keys');
  return {
    callers: join(folder, 'vault.callers.json'),
    of: (service: string) => join(folder, `vault.${service}.json`),
  };
}

/** A key for each service, made at the first start, and what the vault is told of them: which streams, and what for. */
export async function ensureVaultKeys(data: string): Promise<void> {
  const files = vaultFiles(data);
  mkdirSync(join(data, 'keys'), { recursive: true, mode: 0o700 });
  const known = existsSync(files.callers) ? callersIn(files.callers) : [];
  const callers = await Promise.all(
    SERVICES.map(async (name) => {
      const before = known.find((caller) => caller.name === name);
      const key = before && existsSync(files.of(name)) ? before.key : await keyMade(name, files.of(name));
      return { name, key, categories: OWNED[name] ?? [], grants: name === RECORDS_OFFICE ? ERASES : READS };
    }),
  );
  const told: z.input<typeof VaultCallers> = { callers };
  writeFileSync(files.callers, JSON.stringify(told), { mode: 0o600 });
}

async function keyMade(name: string, file: string) {
  const { credential, key } = await newCredential(name);
  writeFileSync(file, JSON.stringify(credential satisfies VaultCredential), { mode: 0o600 });
  return key;
}

/** A file that holds something else is made anew, with new keys for all. */
function callersIn(file: string): VaultCallers['callers'] {
  const parsed = VaultCallers.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data.callers : [];
}
