import { SERVICES } from '@proximidad/topology';
import { type Grant, newCredential, VaultCallers, type VaultCredential } from '@proximidad/vault';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { OWNED } from './owned.gen.ts';
import { writeOwnerOnly } from './owner-only.ts';

/** The service that can destroy keys cannot read what they seal. */
const RECORDS_OFFICE = 'authorities';
const READS: readonly Grant[] = ['seal', 'open', 'find'];
const ERASES: readonly Grant[] = ['erase'];

/** The files by which the vault and the services recognise each other, in the folder of the keys. */
export function vaultFiles(folder: string) {
  return {
    callers: join(folder, 'vault.callers.json'),
    of: (service: string) => join(folder, `vault.${service}.json`),
  };
}

/**
 * Makes a key for each service at the first start, and writes for the vault which streams each may use, and for what.
 * Resolves to the files that are new or have changed.
 */
export async function ensureVaultKeys(folder: string): Promise<readonly string[]> {
  const files = vaultFiles(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const before = existsSync(files.callers) ? readFileSync(files.callers, 'utf8') : '';
  const known = callersIn(before);
  const made: string[] = [];
  const callers = await Promise.all(
    SERVICES.map(async (name) => {
      const kept = existsSync(files.of(name)) ? known.find((caller) => caller.name === name)?.key : undefined;
      if (!kept) made.push(files.of(name));
      const key = kept ?? (await keyMade(name, files.of(name)));
      return { name, key, categories: OWNED[name] ?? [], grants: name === RECORDS_OFFICE ? ERASES : READS };
    }),
  );
  const told = JSON.stringify({ callers } satisfies z.input<typeof VaultCallers>);
  if (told !== before) {
    writeFileSync(files.callers, told, { mode: 0o600 });
    made.push(files.callers);
  }
  return made;
}

async function keyMade(name: string, file: string) {
  const { credential, key } = await newCredential(name);
  writeOwnerOnly(file, JSON.stringify(credential satisfies VaultCredential));
  return key;
}

/** A file with any other content is made anew, with new keys for all. */
function callersIn(text: string): VaultCallers['callers'] {
  try {
    return VaultCallers.parse(JSON.parse(text)).callers;
  } catch {
    return [];
  }
}
