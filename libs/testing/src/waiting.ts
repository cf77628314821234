import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a busy machine; an answer that comes at once is returned at once. */
const PATIENCE_MS = 150_000;
const PAUSE_MS = 10;
/** Each pause is longer than the one before, up to this: what is asked in vain keeps the one asked from answering. */
const PAUSE_MAX_MS = 100;
const PAUSE_GROWTH = 1.5;

export interface Patience {
  readonly timeoutMs?: number;
  readonly pauseMs?: number;
}

/**
 * The first answer that is not undefined; for what another process, the bus or the disk brings.
 *
 * @throws {Error} naming `what` once the patience is over.
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  what: string,
  { timeoutMs = PATIENCE_MS, pauseMs = PAUSE_MS }: Patience = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (let pause = pauseMs; ; pause = Math.min(pause * PAUSE_GROWTH, PAUSE_MAX_MS)) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(pause);
  }
}

/** Waits until the condition holds. @throws {Error} once the patience is over. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = 'what the test waits for',
  patience: Patience = {},
): Promise<void> {
  await eventually(async () => (await condition()) || undefined, what, patience);
}

/** Stops this thread, as where somebody else has the processor: nothing is read, and timers go by. */
export function nothingGoesOn(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms);
}
