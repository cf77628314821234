import { DatabaseSync } from 'node:sqlite';

/** On other systems nothing is found under this name, and nothing is returned. */
const GLIBC = 'libc.so.6';

/** Node's type declarations do not know that the function to call may be named. */
interface Loading {
  loadExtension(library: string, entryPoint: string): void;
}

/**
 * Returns malloc's free memory to the operating system. By itself glibc returns only the end of its heap: what a burst left
 * free in the middle stays with the process. Nothing in Node calls it; SQLite calls whatever function of a library it is
 * told to load.
 */
export function trimMalloc(): void {
  const db = new DatabaseSync(':memory:', { allowExtension: true });
  const loading: Loading = db;
  try {
    loading.loadExtension(GLIBC, 'malloc_trim');
  } catch {
    // It answers 1 when it has returned memory, which SQLite takes for an error.
  } finally {
    db.close();
  }
}
