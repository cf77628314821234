import { Worker } from 'node:worker_threads';
import type { LogItem, Selection } from './event-log.ts';
import { openSession, type Session } from './session.ts';

/** A batch is passed on once its text is longer. */
export const BATCH_CHARS = 2 ** 18;
/** How much is read before anyone has taken it: some two commits of a rebuild. */
export const BATCHES_AHEAD_MAX = 16;

/** What a thread that reads is given when it starts. */
export interface Reading {
  readonly url: string;
  readonly only: Selection;
}

export type Batch = readonly LogItem[];
export type ToThread = { readonly kind: 'read'; readonly after: number } | { readonly kind: 'taken' };
export type FromThread =
  | { readonly kind: 'ready' }
  /** A `Batch` as JSON: a text passes between threads, and is parsed, in less time than its objects are copied. */
  | { readonly kind: 'batch'; readonly items: string }
  | { readonly kind: 'ended' };

/** A thread that reads a log ahead of whoever asks for it, over a connection of its own (ADR 392). */
export interface ReadingThread {
  /** Whether it can begin: it loads its modules first. */
  isReady(): boolean;
  /** At most once; the thread ends with it. */
  readAfter(position: number, signal: AbortSignal): Session;
  end(): void;
}

export function startReadingThread(reading: Reading): ReadingThread {
  const worker = new Worker(new URL('./reading-thread-main.ts', import.meta.url), { workerData: reading });
  const end = () => void worker.terminate();
  const tell = (message: ToThread) => worker.postMessage(message);
  let isReady = false;
  worker.once('message', () => {
    isReady = true;
  });
  // The thread is of no use then, and is never ready.
  worker.on('error', () => undefined);

  return {
    isReady: () => isReady,
    readAfter(position, signal) {
      const texts: string[] = [];
      let batch: Batch = [];
      let next = 0;
      const take = () => {
        if (next === batch.length) {
          const text = texts.shift();
          if (text === undefined) return undefined;
          tell({ kind: 'taken' });
          batch = JSON.parse(text) as Batch;
          next = 0;
        }
        return batch[next++];
      };
      const session = openSession({ take, close: end }, signal);
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'batch') texts.push(message.items);
        if (message.kind === 'ended') session.end();
        else session.wake();
      });
      worker.on('error', (error) => session.fail(error));
      worker.on('exit', () => session.end());
      tell({ kind: 'read', after: position });
      return session;
    },
    end,
  };
}
