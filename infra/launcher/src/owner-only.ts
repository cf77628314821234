import { renameSync, writeFileSync } from 'node:fs';

const OWNER_ONLY_FILE = 0o600;

/** For the platform's own user, and whole or not at all: nobody meets half a file, nor is one left by a full disk or a power cut. */
export function writeOwnerOnly(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: OWNER_ONLY_FILE, flush: true });
  renameSync(draft, file);
}
