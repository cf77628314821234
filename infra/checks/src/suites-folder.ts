import { isFull } from '@proximidad/testing/sizes';
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** What suites have there at a time is a twentieth of it. */
const ROOM_MIN_BYTES = 4 * 2 ** 30;
const NAME = 'proximidad-suites-';

/**
 * Where the suites of this run put what is temporary: on an ordinary day in memory where there is such a place, since a
 * disk's file system takes some twenty seconds more of a processor for what nothing is read from again (ADR 401); in the
 * full run on the disk. What runs left there that were cut off is removed.
 */
export function openSuitesFolder(): Disposable & { readonly path: string } {
  if (isFull || !mayBeUsed()) return { path: tmpdir(), [Symbol.dispose]() {} };
  for (const name of readdirSync(MEMORY)) if (isLeftOver(name)) remove(join(MEMORY, name));
  const path = join(MEMORY, `${NAME}${process.pid}`);
  mkdirSync(path, { recursive: true });
  return { path, [Symbol.dispose]: () => remove(path) };
}

/** What somebody else left there is theirs to remove. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code!)) throw error;
  }
}

/** There, with room, and programs may be run from it. */
function mayBeUsed(): boolean {
  try {
    const mounted = readFileSync('/proc/mounts', 'utf8').split('\n');
    const [, , type, options = ''] = mounted.find((line) => line.split(' ')[1] === MEMORY)?.split(' ') ?? [];
    const { bavail, bsize } = statfsSync(MEMORY);
    return type === 'tmpfs' && !options.split(',').includes('noexec') && bavail * bsize >= ROOM_MIN_BYTES;
  } catch {
    return false;
  }
}

function isLeftOver(name: string): boolean {
  if (!name.startsWith(NAME)) return false;
  try {
    process.kill(Number(name.slice(NAME.length)), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
