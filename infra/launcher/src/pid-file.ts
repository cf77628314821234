import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The id in a process's file, as long as something runs under it; null of a file that a crash left empty, too. */
export function runningId(data: string, name: string): number | null {
  try {
    const id = Number(readFileSync(join(data, 'run', `${name}.pid`), 'utf8'));
    if (!Number.isSafeInteger(id) || id <= 0) return null;
    process.kill(id, 0);
    return id;
  } catch {
    return null;
  }
}
