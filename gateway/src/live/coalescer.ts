/** A timer that is late by up to this does not mean that the process is busy. */
const LAG_USUAL_MS = 8;
/** For each millisecond of lag beyond it, outgoing work waits this many milliseconds for what comes next … */
const DELAY_PER_LAG = 4;
/** … up to this. */
const DELAY_MAX_MS = 100;
/** Weight of the newest measurement in the moving average. */
const NEWEST_SHARE = 0.2;

/**
 * Work that is done once the event loop has come round, so that whatever has arrived is read first. When the loop comes round
 * late, because the process has too much to do, work is put off a little: two frames in one packet cost little more than
 * one.
 */
export interface Coalescer {
  /** For work that is put off together, counted from the first request. */
  group(): (work: () => void) => void;
}

export function openCoalescer(now: () => number = () => performance.now()): Coalescer {
  let waiting: (() => void)[] = [];
  let dueAt = 0;
  let lagMs = 0;
  const turn = () => {
    lagMs += NEWEST_SHARE * (now() - dueAt - lagMs);
    const all = waiting;
    waiting = [];
    for (const work of all) work();
  };
  const soon = (work: () => void) => {
    if (waiting.push(work) > 1) return;
    dueAt = now();
    setImmediate(turn);
  };
  return {
    group() {
      let together: (() => void)[] = [];
      const all = () => {
        const works = together;
        together = [];
        for (const work of works) work();
      };
      return (work) => {
        if (together.push(work) > 1) return;
        const delayMs = delayFor(lagMs);
        if (delayMs > 0) setTimeout(soon, delayMs, all);
        else soon(all);
      };
    },
  };
}

/** Zero while there is capacity. */
export function delayFor(lagMs: number): number {
  return Math.max(0, Math.min(DELAY_MAX_MS, DELAY_PER_LAG * (lagMs - LAG_USUAL_MS)));
}
