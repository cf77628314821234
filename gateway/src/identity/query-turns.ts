import { openFairLimiter } from './fair-limiter.ts';

/** Queries of one subject that are answered at a time while others ask, too. */
export const QUERIES_BESIDE_OTHERS_MAX = 2;
/** So long after it began somebody's last query still counts as asking. */
const ASKS_MS = 1_000;
/** A turn is over after so long: what is slow waits for a service, and keeps no processor. */
const TURN_MAX_MS = 250;

/**
 * While nobody else asks, a subject's queries are answered as they come. Beside others some of them are at a time, and the rest wait
 * for these: whoever sends many waits for oneself, and others find few of them before theirs.
 */
export interface QueryTurns {
  /** Waits for a turn; called when it is over. */
  enter(subject: string): Promise<() => void>;
  readonly waiting: () => number;
}

export function openQueryTurns(now: () => number = () => performance.now()): QueryTurns {
  let newest = { subject: '', at: -Infinity };
  /** The last query of anybody else. */
  let other = newest;
  const besideOthers = (subject: string) => {
    const { at } = newest.subject === subject ? other : newest;
    return now() - at < ASKS_MS;
  };
  const turns = openFairLimiter({
    atATime: Infinity,
    perKey: (subject) => (besideOthers(subject) ? QUERIES_BESIDE_OTHERS_MAX : Infinity),
  });
  return {
    async enter(subject) {
      if (newest.subject !== subject) other = newest;
      newest = { subject, at: now() };
      const leave = await turns.enter(subject);
      const timer = setTimeout(leave, TURN_MAX_MS).unref();
      return () => {
        clearTimeout(timer);
        leave();
      };
    },
    waiting: () => turns.counts().waiting,
  };
}
