import { threadCpuUsage } from 'node:process';
import { openFairLimiter } from '@proximidad/cost';
import type { GraphQLError } from 'graphql';
import { codedError } from '../errors.ts';
import { openDebts } from './debts.ts';
import type { OperationTurns } from './operation-turns.ts';

/**
 * Milliseconds of processor time that one subject's large bodies and new documents may take: a burst at once, then a steady
 * rate per second. Small bodies and known documents cost nothing.
 */
export const PREPARING_BURST_MS = 3_000;
export const PREPARING_MS_PER_SECOND = 250;
/**
 * Beyond this smaller burst and rate, while others ask, a subject's next one waits RESTS_TIMES as long as the one before
 * took, so that most of the time is left to others.
 */
const UNRESTED_BURST_MS = 250;
const UNRESTED_MS_PER_SECOND = 40;
const RESTS_TIMES = 19;
/** Number of characters from which a body or a message counts as large. */
export const LARGE_MIN = 8 * 1_024;
const MICROS_PER_MS = 1_000;

/** The only thread's time that it takes to find out what a request asks, charged to its sender. */
export interface PreparingTime {
  /** Why this subject may send nothing new now. */
  refused(subject: string): GraphQLError | undefined;
  /** Works on one at a time, subjects in turn, and the event loop comes round in between; those of one subject one after the other. */
  spend<T>(subject: string, work: () => T): Promise<T>;
  /** How many times somebody was refused, for the metrics. */
  readonly refusals: () => number;
  readonly waiting: () => number;
}

export interface PreparingDeps {
  readonly now?: () => number;
  readonly operationTurns: OperationTurns;
  /** Milliseconds of processor time, not of elapsed time: on a busy machine that belongs to somebody else. */
  readonly processor?: () => number;
}

export function openPreparingTime({
  now = () => performance.now(),
  operationTurns,
  processor = ofThisThread,
}: PreparingDeps): PreparingTime {
  const debts = openDebts(now, PREPARING_MS_PER_SECOND);
  const unrested = openDebts(now, UNRESTED_MS_PER_SECOND);
  const turns = openFairLimiter({ atATime: 1, perKey: 1 });
  let refusals = 0;
  const restOf = (subject: string, ms: number) =>
    unrested.of(subject) < UNRESTED_BURST_MS ? 0 : ms * RESTS_TIMES;
  return {
    refused(subject) {
      const debt = debts.of(subject);
      if (debt < PREPARING_BURST_MS) return undefined;
      refusals++;
      const text =
        'Too many new documents and large bodies from this subject: send known documents with variables, send less at a time, or wait a moment.';
      const retryAfterMs = Math.ceil(((debt - PREPARING_BURST_MS) / PREPARING_MS_PER_SECOND) * 1_000);
      return codedError('LIMIT_EXCEEDED', text, {
        ...{ limit: 'planningPerSubject', max: PREPARING_BURST_MS, cost: Math.ceil(debt) },
        retryAfterMs,
      });
    },
    async spend(subject, work) {
      const over = await operationTurns.enterToWork(subject);
      const leave = await turns.enter(subject);
      const before = processor();
      try {
        return work();
      } finally {
        const ms = processor() - before;
        debts.add(subject, ms);
        unrested.add(subject, ms);
        setImmediate(leave);
        over(restOf(subject, ms));
      }
    },
    refusals: () => refusals,
    waiting: () => turns.counts().waiting,
  };
}

/** Milliseconds of processor time that it has taken so far. */
export function ofThisThread(): number {
  const { user, system } = threadCpuUsage();
  return (user + system) / MICROS_PER_MS;
}
