import { renameSync, writeFileSync } from 'node:fs';

const OWNER_ONLY_FILE = 0o600;

/**
 * Readable by the platform's own user alone, and written whole or not at all: nobody meets half a file, and a full
 * disk or a power cut leaves none.
 */
export function writeOwnerOnly(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: OWNER_ONLY_FILE, flush: true });
  renameSync(draft, file);
}
