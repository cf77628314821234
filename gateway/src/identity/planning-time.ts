import type { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { codedError } from '../errors.ts';
import { openFairLimiter } from './fair-limiter.ts';

/**
 * Milliseconds of processor time that documents nobody has asked before may take, of one subject: a burst at once, then a steady rate per second. Documents that are known cost nothing.
 */
export const PLANNING_BURST_MS = 3_000;
export const PLANNING_MS_PER_SECOND = 250;
/** Beyond so much of it a subject's next new document rests RESTS_TIMES as long as the one before took. */
const UNRESTED_MS = 500;
const RESTS_TIMES = 3;
/** Subjects remembered; one that is forgotten begins anew. */
const SUBJECTS_MAX = 20_000;

/** The time that preparing new documents takes, charged to those who send them. */
export interface PlanningTime {
  /** Why this subject may bring no new document now. */
  refused(subject: string): GraphQLError | undefined;
  spent(subject: string, ms: number): void;
  /**
   * One new document at a time is prepared, subjects in turn, and the loop comes round between two of them; of one subject one after the other.
   * What is resolved to is called with the milliseconds that it took.
   */
  turn(subject: string): Promise<(ms: number) => void>;
  /** How many documents were refused, for the metrics. */
  readonly refusals: () => number;
  readonly waiting: () => number;
}

export function openPlanningTime(now: () => number): PlanningTime {
  const debts = new LRUCache<string, { readonly ms: number; readonly at: number }>({ max: SUBJECTS_MAX });
  const turns = openFairLimiter({ atATime: 1, perKey: 1 });
  const own = openFairLimiter({ atATime: Infinity, perKey: 1 });
  let refusals = 0;
  const debtOf = (subject: string) => {
    const { ms, at } = debts.get(subject) ?? { ms: 0, at: 0 };
    return Math.max(0, ms - ((now() - at) / 1_000) * PLANNING_MS_PER_SECOND);
  };
  const spent = (subject: string, ms: number) => {
    debts.set(subject, { ms: debtOf(subject) + ms, at: now() });
  };
  return {
    refused(subject) {
      const debt = debtOf(subject);
      if (debt < PLANNING_BURST_MS) return undefined;
      refusals++;
      const text =
        'Too many new documents of this subject: send the same ones again, with variables, or wait a moment.';
      const retryAfterMs = Math.ceil(((debt - PLANNING_BURST_MS) / PLANNING_MS_PER_SECOND) * 1_000);
      return codedError('LIMIT_EXCEEDED', text, {
        ...{ limit: 'planningPerSubject', max: PLANNING_BURST_MS, cost: Math.ceil(debt) },
        retryAfterMs,
      });
    },
    spent,
    async turn(subject) {
      const rested = await own.enter(subject);
      const leave = await turns.enter(subject);
      return (ms) => {
        spent(subject, ms);
        setImmediate(leave);
        if (debtOf(subject) < UNRESTED_MS) rested();
        else setTimeout(rested, ms * RESTS_TIMES).unref();
      };
    },
    refusals: () => refusals,
    waiting: () => own.counts().waiting + turns.counts().waiting,
  };
}
