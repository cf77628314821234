import type { KeyDatabase } from '../keys/database.ts';

/** Work in one transaction; the rest waits for the next. */
const TOGETHER_MAX = 256;

interface Waiting {
  /** Runs within the transaction; returns what answers the caller once it is on the disk. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Work that must be on the disk before it is answered, and that waits for the disk together: what came in while the last
 * transaction was being written becomes one transaction. Each is independent within it: an error goes only to its own caller.
 */
export function groupCommit(db: KeyDatabase): <T>(work: () => T) => Promise<T> {
  let waiting: Waiting[] = [];

  const flush = () => {
    const together = waiting.slice(0, TOGETHER_MAX);
    waiting = waiting.slice(TOGETHER_MAX);
    if (waiting.length > 0) setImmediate(flush);
    try {
      const answers = db.transaction(() => together.map((one) => one.run()));
      for (const answer of answers) answer();
    } catch (error) {
      for (const { fail } of together) fail(error);
    }
  };

  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({
        fail: reject,
        run() {
          try {
            const result = work();
            return () => resolve(result);
          } catch (error) {
            return () => reject(error);
          }
        },
      });
    });
}
