export interface Wait {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Callers that wait for a position to be applied; each waits no longer than its own timeout. */
export interface WaitingRoom {
  /** True once `position` is reached; false when the timeout, the signal or closing came first. */
  until(position: number, reachedNow: number, wait: Wait): Promise<boolean>;
  arrived(position: number): void;
  close(): void;
}

export function waitingRoom(): WaitingRoom {
  const waiters = new Set<{ readonly position: number; readonly done: (reached: boolean) => void }>();
  return {
    until(position, reachedNow, { timeoutMs, signal }) {
      if (position <= reachedNow) return Promise.resolve(true);
      if (signal?.aborted) return Promise.resolve(false);
      return new Promise((resolve) => {
        const done = (reached: boolean) => {
          waiters.delete(waiter);
          clearTimeout(timer);
          signal?.removeEventListener('abort', stop);
          resolve(reached);
        };
        const stop = () => done(false);
        const waiter = { position, done };
        const timer = setTimeout(stop, timeoutMs);
        signal?.addEventListener('abort', stop);
        waiters.add(waiter);
      });
    },
    arrived(position) {
      for (const waiter of waiters) if (waiter.position <= position) waiter.done(true);
    },
    close() {
      for (const waiter of waiters) waiter.done(false);
    },
  };
}
