import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What a file contains, or which names a folder has, is on the disk when it returns: a power cut then takes none of it back. */
export function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
