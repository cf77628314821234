/** At most `atATime` together and `perKey` for one key; keys are served round robin, so that a busy one does not starve the others. */
export interface FairLimits {
  readonly atATime: number;
  readonly perKey: number | ((key: string) => number);
}

export interface FairLimiter {
  /** Waits for a place; the function it returns gives the place back. At the signal the wait ends with a place that does not count. */
  enter(key: string, signal?: AbortSignal): Promise<() => void>;
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  readonly counts: () => { readonly inside: number; readonly waiting: number };
}

export function openFairLimiter({ atATime, perKey }: FairLimits): FairLimiter {
  const inside = new Map<string, number>();
  const queues = new Map<string, Set<() => void>>();
  let count = 0;
  let waiting = 0;

  const maxOf = (key: string) => (typeof perKey === 'number' ? perKey : perKey(key));
  const mayEnter = (key: string) => count < atATime && (inside.get(key) ?? 0) < maxOf(key);
  const admit = () => {
    for (const [key, queue] of queues) {
      if (count >= atATime) return;
      if (!mayEnter(key)) continue;
      const [first] = queue;
      first!();
      // Moves to the end of the round if it has more.
      if (queues.delete(key) && queue.size > 0) queues.set(key, queue);
    }
  };
  const entered = (key: string) => {
    let held = true;
    count++;
    inside.set(key, (inside.get(key) ?? 0) + 1);
    return () => {
      if (!held) return;
      held = false;
      count--;
      const left = inside.get(key)! - 1;
      if (left > 0) inside.set(key, left);
      else inside.delete(key);
      admit();
    };
  };
  const enter: FairLimiter['enter'] = (key, signal) => {
    if (!queues.has(key) && mayEnter(key)) return Promise.resolve(entered(key));
    return new Promise((resolve) => {
      const queue = queues.get(key) ?? new Set();
      queues.set(key, queue);
      const leave = () => {
        signal?.removeEventListener('abort', given);
        waiting--;
        queue.delete(go);
      };
      const go = () => {
        leave();
        resolve(entered(key));
      };
      const given = () => {
        leave();
        if (queue.size === 0) queues.delete(key);
        resolve(() => undefined);
      };
      waiting++;
      queue.add(go);
      if (signal?.aborted) given();
      else signal?.addEventListener('abort', given);
    });
  };
  return {
    enter,
    async run(key, work) {
      const leave = await enter(key);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    counts: () => ({ inside: count, waiting }),
  };
}
