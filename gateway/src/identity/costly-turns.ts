import { type Company, openFairLimiter } from '@proximidad/cost';

/** The cost above which an operation takes turns. */
export const COSTLY_MIN = 2_500;
/** While others ask, a subject's next costly operation waits this many times as long as the one before took. */
const RESTS_TIMES = 3;
/** Costly operations of all subjects at a time. */
export const COSTLY_AT_A_TIME_MAX = 64;

export const isCostly = (cost: number) => cost >= COSTLY_MIN;

/**
 * Costly operations of one subject run one after the other, and while others ask, the next waits RESTS_TIMES as long as the one
 * before took: a service answers one operation after the other, and three quarters of its time are left to everybody else.
 */
export interface CostlyTurns {
  /** Waits for a turn; the function it returns ends the turn, and answers how long the subject rests, in milliseconds. */
  enter(subject: string, cost: number): Promise<() => number>;
  readonly waiting: () => number;
}

export function openCostlyTurns(
  company: Company<string>,
  now: () => number = () => performance.now(),
): CostlyTurns {
  const turns = openFairLimiter({ atATime: COSTLY_AT_A_TIME_MAX, perKey: 1 });
  return {
    async enter(subject, cost) {
      if (!isCostly(cost)) return () => 0;
      const leave = await turns.enter(subject);
      const begun = now();
      return () => {
        const restMs = company.isAlone(subject) ? 0 : RESTS_TIMES * (now() - begun);
        if (restMs === 0) leave();
        else setTimeout(leave, restMs).unref();
        return restMs;
      };
    },
    waiting: () => turns.counts().waiting,
  };
}
