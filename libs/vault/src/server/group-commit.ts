import type { KeyDatabase } from '../keys/database.ts';

/** In one transaction; what is more waits for the next. */
const TOGETHER_MAX = 256;

interface Waiting {
  /** Done within the transaction; answers what is told once it is on the disk. */
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Work that must be on the disk before it is answered, and that waits for the disk together: what came in while the last
 * transaction was written is one transaction. Each is one of its own within it: what one fails with is told to that one alone.
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
