import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a busy machine; an answer that comes at once is returned at once. */
const PATIENCE_MS = 150_000;
const PAUSE_MS = 10;
/** Each pause is longer than the one before, up to this: what is asked in vain keeps the one asked from answering. */
const PAUSE_MAX_MS = 100;
const PAUSE_GROWTH = 1.5;
/** Characters of a condition that stands for what it waits for. */
const WORDS_MAX = 200;

export interface Patience {
  readonly timeoutMs?: number;
  readonly pauseMs?: number;
}

/**
 * The first answer that is not undefined; for what another process, the bus or the disk brings.
 *
 * @throws {Error} naming `what` once the patience is over, or once one answer took as long as that.
 */
export async function eventually<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  what: string,
  { timeoutMs = PATIENCE_MS, pauseMs = PAUSE_MS }: Patience = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  let asked = 0;
  for (let pause = pauseMs; ; pause = Math.min(pause * PAUSE_GROWTH, PAUSE_MAX_MS)) {
    asked++;
    const begun = performance.now();
    const found = await within(ask(), `${what}; question ${asked} has no answer yet`, {
      timeoutMs,
    });
    if (found !== undefined) return found;
    const now = performance.now();
    if (now > end) {
      const last = `the last answer came after ${Math.round(now - begun)} ms`;
      throw late(`${what}; asked ${asked} times, ${last}`, timeoutMs);
    }
    await sleep(pause);
  }
}

/** Waits until the condition holds; where nothing is said, its own words say what for. @throws {Error} once the patience is over. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what = wordsOf(condition),
  patience: Patience = {},
): Promise<void> {
  await eventually(async () => (await condition()) || undefined, what, patience);
}

/**
 * Settles as what is to come does; what has come by the end of the patience is read before it counts as late.
 *
 * @throws {Error} naming `what` once the patience is over.
 */
export async function within<T>(
  coming: Promise<T> | T,
  what: string,
  { timeoutMs = PATIENCE_MS }: Pick<Patience, 'timeoutMs'> = {},
): Promise<T> {
  const tooLate = late(what, timeoutMs);
  let afterReading: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => (afterReading = setImmediate(() => reject(tooLate))), timeoutMs);
  });
  try {
    return await Promise.race([coming, over]);
  } finally {
    clearTimeout(timer);
    clearImmediate(afterReading);
  }
}

const late = (what: string, timeoutMs: number) => new Error(`not within ${timeoutMs} ms: ${what}`);

function wordsOf(condition: () => unknown): string {
  const words = String(condition).replaceAll(/\s+/g, ' ');
  return words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words;
}

/** Stops this thread, as where somebody else has the processor: nothing is read, and timers go by. */
export function nothingGoesOn(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms);
}
