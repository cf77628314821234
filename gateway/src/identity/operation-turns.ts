import { type Company, openFairLimiter } from '@proximidad/cost';
import { openDebts } from './debts.ts';

/** Queries answered, and streams opened, at a time for one subject while others ask, too. */
export const QUERIES_BESIDE_OTHERS_MAX = 1;
/** Mutations answered at a time for one subject while others ask, too: more than one, since they wait for the disk. */
export const MUTATIONS_BESIDE_OTHERS_MAX = 2;
/** Or this many times what another subject has waiting for an answer: where several send many, one commit serves them all. */
const TIMES_ANOTHERS = 2;
/** A turn ends after this time: an operation that is slow waits for a service, and uses no processor here. */
export const QUERY_TURN_MAX_MS = 250;
/** A mutation's turn ends after this time, which is longer, since a bulk keeps a service busy throughout. */
export const MUTATION_TURN_MAX_MS = 2_000;

/** How long one subject's streams may take to open without a rest while others ask: a burst, then a rate per second. */
const UNRESTED_BURST_MS = 500;
const UNRESTED_MS_PER_SECOND = 100;
/** Beyond that, the subject's next turn waits this many times as long as the opening took. */
const OPENING_RESTS_TIMES = 3;

/** Opening a stream takes the turn of a query. */
export type TurnOf = 'query' | 'opening' | 'mutation';
type Leave = (restMs?: number) => void;

/**
 * While nobody else asks, a subject's operations are answered as they come. While others ask, few are answered at a time, queries
 * and mutations counted apart, and the rest wait for these and for the next turn of the event loop: a subject that sends many
 * waits for its own, and others find few of them before theirs.
 */
export interface OperationTurns {
  /** Waits for a turn; the function it resolves to ends the turn, once. A turn that lasted to its end may rest before the next one. */
  enter(subject: string, of: TurnOf): Promise<Leave>;
  /**
   * Work on this thread itself, done one at a time even when a subject is alone, takes the turn of a query that lasts
   * until it is finished.
   */
  enterToWork(subject: string): Promise<Leave>;
  readonly waiting: () => number;
}

export function openOperationTurns(
  company: Company<string>,
  now: () => number = () => performance.now(),
): OperationTurns {
  const mutations = openDemand();
  const besideOthers = (max: (subject: string) => number) =>
    openFairLimiter({
      atATime: Infinity,
      perKey: (subject) => (company.isAlone(subject) ? Infinity : max(subject)),
    });
  const query = { limiter: besideOthers(() => QUERIES_BESIDE_OTHERS_MAX), maxMs: QUERY_TURN_MAX_MS };
  const turns = {
    ...{ query, opening: query },
    mutation: {
      limiter: besideOthers((subject) =>
        Math.max(MUTATIONS_BESIDE_OTHERS_MAX, TIMES_ANOTHERS * mutations.mostOfAnother(subject)),
      ),
      maxMs: MUTATION_TURN_MAX_MS,
    },
  } as const;
  const unrested = openDebts(now, UNRESTED_MS_PER_SECOND);
  const restOf = (subject: string, tookMs: number) => {
    unrested.add(subject, tookMs);
    return unrested.of(subject) < UNRESTED_BURST_MS ? 0 : OPENING_RESTS_TIMES * tookMs;
  };
  const working = openFairLimiter({ atATime: Infinity, perKey: 1 });
  // An operation that asks no service is answered at once: thousands in the same turn would come one after the other.
  const leaving = (subject: string, leave: () => void, restMs: number) => {
    if (company.isAlone(subject)) leave();
    else if (restMs > 0) setTimeout(leave, restMs).unref();
    else setImmediate(leave);
  };
  return {
    async enter(subject, of) {
      company.asks(subject);
      const { limiter, maxMs } = turns[of];
      if (of === 'mutation') mutations.add(subject, 1);
      const leave = await limiter.enter(subject);
      const timer = setTimeout(leave, maxMs).unref();
      const begun = now();
      return once((restMs) => {
        clearTimeout(timer);
        if (of === 'mutation') mutations.add(subject, -1);
        leaving(subject, leave, of === 'opening' ? restOf(subject, now() - begun) : restMs);
      });
    },
    async enterToWork(subject) {
      company.asks(subject);
      const worked = await working.enter(subject);
      const leave = await turns.query.limiter.enter(subject);
      const over = () => {
        worked();
        leave();
      };
      return once((restMs) => leaving(subject, over, restMs));
    },
    waiting: () =>
      [working, turns.query.limiter, turns.mutation.limiter].reduce(
        (sum, of) => sum + of.counts().waiting,
        0,
      ),
  };
}

function once(end: (restMs: number) => void): Leave {
  let isOver = false;
  return (restMs = 0) => {
    if (isOver) return;
    isOver = true;
    end(restMs);
  };
}

/** How many operations of each subject have not been answered yet. */
function openDemand() {
  const bySubject = new Map<string, number>();
  /** For each number, how many subjects have that many. */
  const subjects: number[] = [0];
  const note = (count: number, by: number) => {
    subjects[count] = (subjects[count] ?? 0) + by;
  };
  return {
    add(subject: string, by: 1 | -1): void {
      const before = bySubject.get(subject) ?? 0;
      const count = before + by;
      if (before > 0) note(before, -1);
      if (count > 0) note(count, 1);
      if (count > 0) bySubject.set(subject, count);
      else bySubject.delete(subject);
      while (subjects.length > 1 && !subjects.at(-1)) subjects.pop();
    },
    mostOfAnother(subject: string): number {
      const own = bySubject.get(subject) ?? 0;
      for (let count = subjects.length - 1; count > 0; count--)
        if ((subjects[count] ?? 0) > (count === own ? 1 : 0)) return count;
      return 0;
    },
  };
}
