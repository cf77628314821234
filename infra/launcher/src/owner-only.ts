import { sync } from '@proximidad/vault';
import { renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY_FILE = 0o600;

/**
 * Readable by the platform's own user alone, and written whole or not at all: nobody meets half a file, and a full
 * disk or a power cut leaves none. Once it returns, a power cut takes none away: another pseudonym key in its place would
 * give everybody another name.
 */
export function writeOwnerOnly(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: OWNER_ONLY_FILE, flush: true });
  renameSync(draft, file);
  sync(dirname(file));
}
