import type { PriorityCode } from '@proximidad/contracts';
import { Instant, closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';
import type { ResponseTargets } from './response-targets.ts';

// ---- words ----------------------------------------------------------------

export const DeadlineKind = closedList(
  'DeadlineKind',
  {
    DECISION:
      'A person has to send a unit: within 60 s at high priority, then it passes to the supervisor (policy P1).',
    ACKNOWLEDGEMENT: 'The unit has to answer: within 45 s, then others are proposed (policy P1).',
    STATE_SUPPORT:
      'At least one unit has to answer: within 5 min, then the state force is asked (policy P1).',
    DISPATCH: 'A unit has to have been sent, counted from the call (BR-I3).',
    ARRIVAL: 'A unit has to have arrived, counted from the call (BR-I3).',
    REPORT_BACK:
      'The centre that transferred the call has to be informed: within 30 min at high priority (BR-I15).',
  },
  'What has to have happened by a certain time.',
);
export type DeadlineKind = z.infer<typeof DeadlineKind>;

const DECISION_S = 60;
const ACKNOWLEDGEMENT_S = 45;
const STATE_SUPPORT_S = 300;
const REPORT_BACK_S = 1_800;
/** How long a deadline that passed may stay unacknowledged before it escalates. */
export const ESCALATION_MS = 5 * 60_000;
/** A deadline that passed longer ago than this while the service was down no longer raises an alarm. */
export const STALE_MS = 24 * 3_600_000;

/** Something has to happen by a certain time. An incident has at most one open deadline of each kind, or of each kind and job. */
export interface Deadline {
  readonly kind: DeadlineKind;
  /** The job it is for; null for a deadline of the incident itself. */
  readonly jobId: string | null;
  readonly dueAt: Instant;
}

// ---- events ---------------------------------------------------------------

const deadline = { kind: DeadlineKind, jobId: z.uuid().nullable(), dueAt: Instant };

export const deadlineEvents = {
  DeadlinePassed: { version: 1, schema: z.object(deadline) },
  DeadlineAcknowledged: { version: 1, schema: z.object({ ...deadline, acknowledgedAt: Instant }) },
  DeadlineEscalated: { version: 1, schema: z.object({ ...deadline, escalatedAt: Instant }) },
} as const;

// ---- rules ----------------------------------------------------------------

/** A unit's job, as far as deadlines depend on it. */
export interface WatchedJob {
  readonly jobId: string;
  readonly status: string;
  readonly dispatchedAt: Instant;
  /** When its work ended, for whatever reason. */
  readonly endedAt: Instant | null;
}

/** An incident, as far as deadlines depend on it; both the record's state and the board's row fit. */
export interface Watched {
  readonly open: boolean;
  readonly exercise: boolean;
  readonly priority: z.infer<typeof PriorityCode> | null;
  /** Of the model that governed its place when it happened. */
  readonly targets: ResponseTargets;
  readonly callStartedAt: Instant | null;
  readonly reportedAt: Instant;
  readonly reopenedAt: Instant | null;
  /** When it was last separated from an incident into which it had been merged. */
  readonly revertedAt: Instant | null;
  readonly jobs: readonly WatchedJob[];
  /** When the first unit was sent. */
  readonly firstDispatchAt: Instant | null;
  readonly arrived: boolean;
  readonly sceneReported: boolean;
  readonly stateAsked: boolean;
}

const ENDED = ['CLEARED', 'CANCELLED', 'REASSIGNED'];

/** What still has to happen, and by when (P1, BR-I3, BR-I15). A low priority only has the arrival. */
export function deadlinesOf(incident: Watched): Deadline[] {
  const { open, exercise, priority, firstDispatchAt } = incident;
  if (!open || exercise || priority === null) return [];
  const target = incident.targets[priority];
  const called = incident.callStartedAt ?? incident.reportedAt;
  const found: Deadline[] = [];
  const add = (kind: DeadlineKind, from: Instant, seconds: number, jobId: string | null = null) =>
    found.push({ kind, jobId, dueAt: { ...from, ms: from.ms + seconds * 1_000 } });
  if (!incident.arrived) add('ARRIVAL', called, target.arrivalS);
  if (priority === 'BAJA') return found;
  const working = incident.jobs.filter(({ status }) => !ENDED.includes(status));
  const needed = neededSince(incident);
  if (priority === 'ALTA' && needed) add('DECISION', needed, DECISION_S);
  if (target.dispatchS !== null && firstDispatchAt === null) add('DISPATCH', called, target.dispatchS);
  for (const { jobId, dispatchedAt, status } of working) {
    if (status === 'DISPATCHED') add('ACKNOWLEDGEMENT', dispatchedAt, ACKNOWLEDGEMENT_S, jobId);
  }
  const answered = working.some(({ status }) => status !== 'DISPATCHED');
  if (!answered && !incident.stateAsked && !incident.arrived) {
    add('STATE_SUPPORT', incident.reportedAt, STATE_SUPPORT_S);
  }
  if (priority === 'ALTA' && firstDispatchAt && !incident.sceneReported) {
    add('REPORT_BACK', firstDispatchAt, REPORT_BACK_S);
  }
  return found;
}

/**
 * Since when nobody has been on the way although somebody should be; null while or after somebody was. A merge that was
 * undone leaves the need as it was; meanwhile nobody could be sent.
 */
export function neededSince({ jobs, reportedAt, reopenedAt, revertedAt }: Watched): Instant | null {
  if (jobs.some(({ status }) => !ENDED.includes(status))) return null;
  let since = latest(reportedAt, reopenedAt);
  for (const { status, endedAt } of jobs) {
    if (endedAt && status !== 'CLEARED' && endedAt.ms > since.ms) since = endedAt;
  }
  const worked = jobs.some(({ status, endedAt }) => status === 'CLEARED' && endedAt!.ms >= since.ms);
  return worked ? null : latest(since, revertedAt);
}

/** Whether both are the same deadline, even if its time has changed. */
export function isSame(a: Omit<Deadline, 'dueAt'>, b: Omit<Deadline, 'dueAt'>): boolean {
  return a.kind === b.kind && a.jobId === b.jobId;
}

function latest(one: Instant, ...others: readonly (Instant | null)[]): Instant {
  return others.reduce<Instant>((last, other) => (other && other.ms > last.ms ? other : last), one);
}

/** Facts arrive in any order. */
export function earliest(a: Instant | null, b: Instant): Instant {
  return a !== null && a.ms <= b.ms ? a : b;
}
