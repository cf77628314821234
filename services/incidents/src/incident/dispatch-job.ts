import { type Instant, closedList } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { z } from 'zod';

/** The work of one unit at one incident; a unit sent again after its work ended has a new one. */
export interface DispatchJob {
  readonly jobId: string;
  readonly status: JobStatus;
  readonly dispatchedAt: Instant;
  /** When its work ended, for whatever reason. */
  readonly endedAt: Instant | null;
  /** What the unit reported, in any order. */
  readonly reported: readonly { readonly fact: UnitFact; readonly at: Instant }[];
}

export type UnitFact = 'ACKNOWLEDGED' | 'EN_ROUTE' | 'ARRIVED';

export const JobStatus = closedList(
  'DispatchStatus',
  {
    DISPATCHED: 'Sent.',
    ACKNOWLEDGED: 'The unit has acknowledged.',
    EN_ROUTE: 'On its way.',
    ARRIVED: 'At the scene.',
    CLEARED: 'Its work has ended.',
    CANCELLED: 'Called back.',
    REASSIGNED: 'Sent to another incident.',
  },
  'Status of the job of one unit; it never goes back, except for what was reported by mistake (BR-I5).',
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
  REASSIGNED: 4,
};

/** One clock may be behind another, such as a unit's behind the centre's, by this much; more needs a supervisor (N4). */
export const CLOCK_SKEW_MAX_MS = 120_000;

export function isActive({ status }: { readonly status: JobStatus }): boolean {
  return RANK[status] < RANK.CLEARED;
}

/** Whether the fact comes after one that went further: it is recorded, but the status stays. */
export function isLate(job: DispatchJob, fact: UnitFact): boolean {
  return RANK[fact] < RANK[job.status];
}

/** The job with the reported fact: its status is the furthest reached. */
export function withFact(job: DispatchJob, fact: UnitFact, at: Instant): DispatchJob {
  const reported = hasReported(job, fact) ? job.reported : [...job.reported, { fact, at }];
  return { ...job, reported, status: isLate(job, fact) ? job.status : fact };
}

export function hasReported({ reported }: DispatchJob, fact: UnitFact): boolean {
  return reported.some((each) => each.fact === fact);
}

/** Whether the unit was called back, or sent elsewhere. */
export function hasLeft({ status }: { readonly status: JobStatus }): boolean {
  return status === 'CANCELLED' || status === 'REASSIGNED';
}

/**
 * Whether anything in the job is reported to be later than a moment, by more than clocks may differ. That the unit was sent elsewhere is
 * not: it says only that its work had ended by then.
 */
export function isAfter({ status, dispatchedAt, reported, endedAt }: DispatchJob, { ms }: Instant): boolean {
  const end = status === 'REASSIGNED' ? null : endedAt;
  const told = [dispatchedAt, ...reported.map(({ at }) => at), ...(end ? [end] : [])];
  return told.some((at) => at.ms > ms + CLOCK_SKEW_MAX_MS);
}

/** Whether a moment is before the unit was sent, by more than clocks may differ. */
export function isBefore({ dispatchedAt }: DispatchJob, { ms }: Instant): boolean {
  return ms < dispatchedAt.ms - CLOCK_SKEW_MAX_MS;
}

/** What was reported was a mistake: the unit returns to the furthest status that its other reports give. */
export function withoutFact(job: DispatchJob, mistaken: UnitFact): DispatchJob {
  const reported = job.reported.filter(({ fact }) => fact !== mistaken);
  const furthest = reported.toSorted((a, b) => RANK[b.fact] - RANK[a.fact])[0]?.fact ?? 'DISPATCHED';
  return { ...job, reported, status: isActive(job) ? furthest : job.status };
}

export function ended(job: DispatchJob, status: JobStatus, endedAt: Instant): DispatchJob {
  return isActive(job) ? { ...job, status, endedAt } : job;
}

/** Why a unit's fact is refused; `undefined` when it may be recorded. `closedAt` is the incident's closing. */
export function againstFact(job: DispatchJob | undefined, at: Instant, closedAt: Instant | null) {
  if (!job) return refuse('NotDispatched');
  if (isBefore(job, at)) return refuse('BeforeDispatch');
  if (closedAt !== null && at.ms > closedAt.ms) {
    return refuse('AlreadyClosed');
  }
  if (job.endedAt && at.ms > job.endedAt.ms) return refuse('DispatchEnded');
  return undefined;
}
