import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Log } from './log.ts';

/** A burst of this many events leaves some tens of megabytes behind. */
const BURST_EVENTS_MIN = 20_000;
const LULL_MS = 1_000;

/** Calls back when many events have been appended and then none for a second. */
export function onLull(log: Pick<Log, 'head' | 'onCommit'>, call: () => void): () => void {
  let seen = log.head;
  let timer: NodeJS.Timeout | undefined;
  const stop = log.onCommit(() => {
    if (log.head - seen < BURST_EVENTS_MIN) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      seen = log.head;
      call();
    }, LULL_MS).unref();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/**
 * Collects garbage now. While nothing happens the engine does not do so by itself, and the garbage of a burst would be kept until
 * the next one.
 */
export function collectGarbage(): void {
  collect ??= exposed();
  collect();
}

let collect: (() => void) | undefined;

function exposed(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
