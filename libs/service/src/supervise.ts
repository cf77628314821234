import { Fenced, Moved, pause } from '@proximidad/bus';
import { backOffAfter, StoreUnavailable } from '@proximidad/eventsourcing';
import type { Logger } from '@proximidad/edge';
import { isDiskFull, LogCutShort } from '@proximidad/readmodel';

/** Times of a supervised part; tests shorten them. */
export interface RestartLimits {
  readonly restartsMax: number;
  /** Wait before the first restart; doubles with each further one. */
  readonly backOffMs: number;
  /** A part that has run this long may use all its restarts again. */
  readonly steadyMs: number;
  /** How long a worker that was fenced leaves the work to the one that took over. */
  readonly restMs: number;
}

export const RESTART_LIMITS: RestartLimits = {
  restartsMax: 5,
  backOffMs: 500,
  steadyMs: 60_000,
  restMs: 30_000,
};
/** The longest pause before a part that failed is restarted. */
const BACK_OFF_MAX_MS = 8_000;

/**
 * Keeps `run` going until the signal. A part that fails is restarted with growing waits and given up after restartsMax. It
 * waits for an unreachable store and for room on the disk; a fenced part rests, so that of two holders the living one works.
 *
 * @throws what the part failed with last.
 */
export async function supervise(
  part: string,
  run: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  logger: Logger,
  limits: RestartLimits = RESTART_LIMITS,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const started = performance.now();
    try {
      await run(signal);
      if (signal.aborted) return;
      throw new Error(`${part} ended by itself`);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Moved) {
        logger.info({ part }, 'continues where an operator wants it');
        continue;
      }
      if (error instanceof Fenced) {
        logger.warn({ part, waitMs: limits.restMs }, 'another process does this work now');
        await pause(limits.restMs, signal);
        continue;
      }
      // Nothing may be done meanwhile that would be recorded in place of something else.
      if (error instanceof LogCutShort) throw error;
      if (performance.now() - started > limits.steadyMs) failures = 0;
      const isWaitedFor = error instanceof StoreUnavailable || isDiskFull(error);
      if (!isWaitedFor && ++failures > limits.restartsMax) throw error;
      const waitMs = backOffAfter(failures, { firstMs: limits.backOffMs, maxMs: BACK_OFF_MAX_MS });
      logger.warn({ part, attempt: failures, waitMs, error }, 'starts again after a failure');
      await pause(waitMs, signal);
    }
  }
}
