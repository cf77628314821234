/** A turn that comes so much later than it was due is no sign yet that the process is busy. */
const LAG_USUAL_MS = 8;
/** For each millisecond of lag beyond it what is to go out waits so much longer for what comes next … */
const LINGER_PER_LAG = 4;
/** … up to this. */
const LINGER_MAX_MS = 100;
/** How much the newest turn counts among those before. */
const NEWEST_SHARE = 0.2;

/**
 * Work that is done once the event loop has come round, so that whatever has arrived is read before it. When the loop comes
 * round late, because the process has too much to do, work is put off a little: two frames in one packet cost little more
 * than one.
 */
export interface Turns {
  /** For work that is put off together, from the first that asks on. */
  line(): (work: () => void) => void;
}

export function openTurns(now: () => number = () => performance.now()): Turns {
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
    line() {
      let together: (() => void)[] = [];
      const all = () => {
        const works = together;
        together = [];
        for (const work of works) work();
      };
      return (work) => {
        if (together.push(work) > 1) return;
        const lingerMs = lingerFor(lagMs);
        if (lingerMs > 0) setTimeout(soon, lingerMs, all);
        else soon(all);
      };
    },
  };
}

/** Nothing while there is room. */
export function lingerFor(lagMs: number): number {
  return Math.max(0, Math.min(LINGER_MAX_MS, LINGER_PER_LAG * (lagMs - LAG_USUAL_MS)));
}
