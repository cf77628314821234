import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MIN_MS = 50;
/** The longest pause before a feed that broke is opened again. */
const RETRY_MAX_MS = 2_000;

export interface Following<Line extends { readonly end?: string | undefined }> {
  /** Opens it again, from where it got to. */
  open(): Promise<AsyncIterable<Line>>;
  take(line: Line): void;
  /** It broke off, with an error or by ending without saying so; it will be opened again. */
  onBroken(error?: unknown): void;
  readonly signal: AbortSignal;
}

/**
 * Reads the lines that a service sends for as long as they are wanted: reopens when they end, with growing pauses when
 * they break off.
 */
export async function follow<Line extends { readonly end?: string | undefined }>({
  open,
  take,
  onBroken,
  signal,
}: Following<Line>): Promise<void> {
  let pauseMs = RETRY_MIN_MS;
  while (!signal.aborted) {
    try {
      let ended = false;
      for await (const line of await open()) {
        take(line);
        pauseMs = RETRY_MIN_MS;
        ended = line.end !== undefined;
      }
      if (ended) continue;
      onBroken();
    } catch (error) {
      if (signal.aborted) return;
      onBroken(error);
    }
    await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(2 * pauseMs, RETRY_MAX_MS);
  }
}
