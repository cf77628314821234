import { SubgraphFailed } from './wire.ts';

/**
 * Calls `late` once the deadline (Unix milliseconds) is over. Node looks at its timers before it reads: if the event loop was late, what is
 * waited for may already be there, and is read first. Returns what takes this back.
 */
export function atDeadline(deadline: number, late: () => void): () => void {
  let afterReading: NodeJS.Immediate | undefined;
  const over = () => (afterReading = setImmediate(late));
  const timer = setTimeout(over, Math.max(0, deadline - Date.now()));
  return () => {
    clearTimeout(timer);
    clearImmediate(afterReading);
  };
}

/** Settles as the answer does. @throws {SubgraphFailed} when it has not come by the deadline (Unix milliseconds). */
export function inTime<T>(answer: Promise<T>, deadline: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const takeBack = atDeadline(deadline, () => reject(new SubgraphFailed('timeout')));
    answer.then(resolve, reject).finally(takeBack);
  });
}
