import { setImmediate } from 'node:timers/promises';

/**
 * What `source` has ready, at most `max` at once: reads ahead while the last batch is being worked on, and never waits for
 * more when it has something.
 */
export async function* batches<T>(source: AsyncIterable<T>, max: number): AsyncGenerator<readonly T[], void> {
  const iterator = source[Symbol.asyncIterator]();
  const ahead = () => {
    const next = iterator.next();
    // It is awaited in the next round; until then its failure must not count as an unhandled rejection.
    next.catch(() => undefined);
    return next;
  };
  let pending = ahead();
  try {
    for (;;) {
      const first = await pending;
      if (first.done) return;
      const batch = [first.value];
      pending = ahead();
      while (batch.length < max) {
        const next = await Promise.race([pending, setImmediate(undefined)]);
        if (!next || next.done) break;
        batch.push(next.value);
        pending = ahead();
      }
      yield batch;
    }
  } finally {
    // Not awaited: the read ahead is still under way, and ends when the owner of the source ends it.
    iterator.return?.().catch(() => undefined);
  }
}

/** The values in order, in parts of at most `maxBytes` as JSON; one that is larger is a part of its own. */
export function parts<T>(values: readonly T[], maxBytes: number): readonly (readonly T[])[] {
  const all: T[][] = [];
  let bytes = Infinity;
  for (const value of values) {
    const more = Buffer.byteLength(JSON.stringify(value));
    if (bytes + more > maxBytes) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)!.push(value);
    bytes += more;
  }
  return all;
}
