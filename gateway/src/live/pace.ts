/** The shortest pause between two evaluations of a result, however much happens: what lies between them is skipped. */
const EVALUATE_INTERVAL_MS = 40;
/** A result that is slow to evaluate is evaluated less often: half of the time belongs to everybody else. */
const PAUSE_PER_EVALUATION = 1;
/** The longest rest of a live result between two evaluations. */
const PAUSE_MAX_MS = 500;
/** The longest plan: a timer of more than 24 days would be none at all. Who planned for later looks again then. */
const PLAN_MAX_MS = 86_400_000;

/** When a result is made again; at most one plan at a time. */
export interface Pace {
  /** As soon as the pause after the last time is over. */
  soon(work: () => void): void;
  after(ms: number, work: () => void): void;
  /** Milliseconds since the last time began. */
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

/** How long a result rests that took so long. */
export function restFor(tookMs: number): number {
  const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_PER_EVALUATION * tookMs);
  return Math.max(EVALUATE_INTERVAL_MS - tookMs, pauseMs);
}
