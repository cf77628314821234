import { DatabaseSync } from 'node:sqlite';

/** Where it is not, nothing is found under the name, and nothing is given back. */
const GLIBC = 'libc.so.6';

/** The types of Node do not know that the function to call may be named. */
interface Loading {
  loadExtension(library: string, entryPoint: string): void;
}

/**
 * Gives what malloc has free back to the operating system. glibc by itself gives back the end of its heap alone: what a burst left free in the middle stays with
 * the process. Nothing of Node calls it; SQLite calls whatever function of a library it is told to load.
 */
export function trimMalloc(): void {
  const db = new DatabaseSync(':memory:', { allowExtension: true });
  const loading: Loading = db;
  try {
    loading.loadExtension(GLIBC, 'malloc_trim');
  } catch {
    // It answers 1 for what it has given back, which SQLite takes for an error.
  } finally {
    db.close();
  }
}
