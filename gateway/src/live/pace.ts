/** The shortest pause between two evaluations of a result, however much happens: states in between are skipped. */
const EVALUATE_INTERVAL_MS = 40;
/** A result that is slow to evaluate is evaluated less often: half of the time is left to everybody else. */
const PAUSE_PER_EVALUATION = 1;
/** The longest rest of a live result between two evaluations. */
const PAUSE_MAX_MS = 500;
/** The longest plan, since a timer of more than 24 days fires at once. A plan for later is looked at again then. */
const PLAN_MAX_MS = 86_400_000;

/** Decides when a result is made again; at most one plan at a time. */
export interface Pace {
  /** As soon as the pause after the last evaluation is over. */
  soon(work: () => void): void;
  after(ms: number, work: () => void): void;
  /** Milliseconds since the last evaluation began. */
  age(): number;
  began(): void;
  ended(): void;
  stop(): void;
}

export function openPace(now: () => number = () => performance.now()): Pace {
  let timer: NodeJS.Timeout | undefined;
  let beganAt = -Infinity;
  let restsUntil = -Infinity;
  const after: Pace['after'] = (ms, work) => {
    clearTimeout(timer);
    timer = setTimeout(work, Math.min(PLAN_MAX_MS, Math.max(0, ms)));
  };
  return {
    after,
    soon: (work) => after(restsUntil - now(), work),
    age: () => now() - beganAt,
    began() {
      beganAt = now();
    },
    ended() {
      restsUntil = now() + restFor(now() - beganAt);
    },
    stop: () => clearTimeout(timer),
  };
}

/** How long a result rests after an evaluation that took this long. */
export function restFor(tookMs: number): number {
  const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_PER_EVALUATION * tookMs);
  return Math.max(EVALUATE_INTERVAL_MS - tookMs, pauseMs);
}
