import { type Instant, words } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { z } from 'zod';

/** The work of one unit at one incident; a unit sent again after a cancellation has a new one. */
export interface DispatchJob {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly dispatchedAt: Instant;
  /** Which facts of the unit are recorded, in whatever order they came. */
  readonly reported: readonly UnitFact[];
}

export type UnitFact = 'ACKNOWLEDGED' | 'EN_ROUTE' | 'ARRIVED';

export const JobStatus = words(
  'DispatchStatus',
  {
    DISPATCHED: 'Sent.',
    ACKNOWLEDGED: 'The unit has heard.',
    EN_ROUTE: 'On its way.',
    ARRIVED: 'There.',
    CLEARED: 'Its work has ended.',
    CANCELLED: 'Called back.',
  },
  'One job per unit; a status never goes back (BR-I5).',
);
export type JobStatus = z.infer<typeof JobStatus>;

/** BR-I5: a status never goes back. */
const RANK: Readonly<Record<JobStatus, number>> = {
  DISPATCHED: 0,
  ACKNOWLEDGED: 1,
  EN_ROUTE: 2,
  ARRIVED: 3,
  CLEARED: 4,
  CANCELLED: 4,
};

/** A unit's clock may be behind the centre's by this much; more needs a supervisor (N4). */
const CLOCK_SKEW_MAX_MS = 120_000;

export function isActive({ status }: DispatchJob): boolean {
  return status !== 'CLEARED' && status !== 'CANCELLED';
}

/** Whether the fact comes after one that already went further: recorded, but the status stays. */
export function isLate(job: DispatchJob, fact: UnitFact): boolean {
  return RANK[fact] < RANK[job.status];
}

/** The job with the fact reported: its status is the furthest reached. */
export function withFact(job: DispatchJob, fact: UnitFact): DispatchJob {
  const reported = job.reported.includes(fact) ? job.reported : [...job.reported, fact];
  return { ...job, reported, status: isLate(job, fact) ? job.status : fact };
}

export function cleared(job: DispatchJob): DispatchJob {
  return isActive(job) ? { ...job, status: 'CLEARED' } : job;
}

/** What stands against a unit's fact; `undefined` when it may be recorded. `endedAt` is the incident's closing. */
export function againstFact(job: DispatchJob | undefined, at: Instant, endedAt: Instant | null) {
  if (!job) return refuse('NotDispatched');
  if (job.status === 'CANCELLED') return refuse('DispatchEnded');
  if (at.ms < job.dispatchedAt.ms - CLOCK_SKEW_MAX_MS) {
    return refuse('BeforeDispatch');
  }
  if (endedAt !== null && at.ms > endedAt.ms) {
    return refuse('AlreadyClosed');
  }
  return undefined;
}
