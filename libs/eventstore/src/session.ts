import type { LogItem } from './event-log.ts';

/** Items of the log to be pulled. */
export interface Session {
  /** Undefined when its source ended or the signal was aborted. @throws whatever else ended it. */
  next(): Promise<LogItem | undefined>;
  /** For how long `next` has been waiting; 0 while the consumer is the slow one. */
  silentMs(): number;
  fail(error: unknown): void;
  close(): void;
}

export interface Source {
  /** The next item that has already come. */
  take(): LogItem | undefined;
  close(): void;
}

/** For a source to tell its session that there is more, or that nothing more will come. */
export interface SourceSession extends Session {
  wake(): void;
  end(): void;
}

export function openSession({ take, close }: Source, signal: AbortSignal): SourceSession {
  let failure: unknown;
  let ended = false;
  let waitingSince: number | undefined;
  let wake: () => void = () => undefined;
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    async next() {
      for (;;) {
        if (signal.aborted) return undefined;
        const item = take();
        if (item !== undefined) return item;
        if (failure !== undefined) throw failure;
        if (ended) return undefined;
        waitingSince = performance.now();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        waitingSince = undefined;
      }
    },
    silentMs: () => (waitingSince === undefined ? 0 : performance.now() - waitingSince),
    wake: () => wake(),
    end() {
      ended = true;
      wake();
    },
    fail(error) {
      failure ??= error;
      wake();
    },
    close() {
      signal.removeEventListener('abort', onAbort);
      close();
    },
  };
}
