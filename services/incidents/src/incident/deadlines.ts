import { PriorityCode } from '@proximidad/contracts';
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
      'At least one unit has to have answered and not left again: within 5 min, then the state force is asked (policy P1).',
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

type Priority = z.infer<typeof PriorityCode>;

/** From which priority to which, and when. */
export interface PriorityChange {
  readonly from: Priority;
  readonly to: Priority;
  readonly changedAt: Instant;
}

/** An incident, as far as deadlines depend on it; both the record's state and the board's row fit. */
export interface Watched {
  readonly open: boolean;
  readonly exercise: boolean;
  readonly priority: Priority | null;
  /** In the order in which they were recorded. */
  readonly changes: readonly PriorityChange[];
  /** Of the model that governed its place when it happened. */
  readonly targets: ResponseTargets;
  readonly callStartedAt: Instant | null;
  readonly reportedAt: Instant;
  readonly reopenedAt: Instant | null;
  /** When it was last separated from an incident into which it had been merged. */
  readonly revertedAt: Instant | null;
  readonly jobs: readonly WatchedJob[];
  /** When units that had answered were called back, or sent elsewhere. */
  readonly left: readonly Instant[];
  /** When the first unit was sent. */
  readonly firstDispatchAt: Instant | null;
  readonly arrived: boolean;
  readonly sceneReported: boolean;
  readonly stateAsked: boolean;
}

export const URGENCY = { BAJA: 0, MEDIA: 1, ALTA: 2 } as const;
/** A priority that is not known is less urgent than any. */
export function isMoreUrgent<One extends Priority>(one: One | null, other: Priority | null): one is One {
  return one !== null && (other === null || URGENCY[one] > URGENCY[other]);
}
const ENDED = ['CLEARED', 'CANCELLED', 'REASSIGNED'];

/**
 * What still has to happen, and by when (P1, BR-I3, BR-I15). A low priority only has the arrival. Nothing was awaited
 * before it was reported, open again or urgent enough (ADR 403); nobody has been on the way since the last one left (ADR 429).
 */
export function deadlinesOf(incident: Watched): Deadline[] {
  const { open, exercise, priority, firstDispatchAt } = incident;
  if (!open || exercise || priority === null) return [];
  const found: Deadline[] = [];
  const target = (kind: DeadlineKind, leg: 'dispatchS' | 'arrivalS') => {
    const dueAt = targetOf(incident, priority, leg);
    if (dueAt) found.push({ kind, jobId: null, dueAt });
  };
  const add = (
    kind: DeadlineKind,
    level: Priority,
    from: Instant,
    seconds: number,
    jobId: string | null = null,
  ) => found.push({ kind, jobId, dueAt: after(latest(from, awaitedSince(incident, level)), seconds) });
  if (!incident.arrived) target('ARRIVAL', 'arrivalS');
  if (priority === 'BAJA') return found;
  const working = incident.jobs.filter(({ status }) => !ENDED.includes(status));
  const needed = neededSince(incident);
  if (priority === 'ALTA' && needed) add('DECISION', 'ALTA', needed, DECISION_S);
  if (firstDispatchAt === null) target('DISPATCH', 'dispatchS');
  for (const { jobId, dispatchedAt, status } of working) {
    if (status === 'DISPATCHED') add('ACKNOWLEDGEMENT', 'MEDIA', dispatchedAt, ACKNOWLEDGEMENT_S, jobId);
  }
  const answered = working.some(({ status }) => status !== 'DISPATCHED');
  if (!answered && !incident.stateAsked && !incident.arrived) {
    add('STATE_SUPPORT', 'MEDIA', latest(incident.reportedAt, ...incident.left), STATE_SUPPORT_S);
  }
  if (priority === 'ALTA' && firstDispatchAt && !incident.sceneReported) {
    add('REPORT_BACK', 'ALTA', firstDispatchAt, REPORT_BACK_S);
  }
  return found;
}

/** Since when it has been open and at least so urgent. */
function awaitedSince({ changes, reportedAt, reopenedAt, revertedAt }: Watched, level: Priority): Instant {
  const urgency = URGENCY[level];
  const raise = changes.findLast(({ from, to }) => URGENCY[from] < urgency && URGENCY[to] >= urgency);
  return latest(reportedAt, reopenedAt, revertedAt, raise?.changedAt ?? null);
}

/**
 * By when a target has to be met. It counts from the call (BR-I3); one that was over when the incident became as urgent
 * as it is, or open again, counts from then, and is not due later than it would be at a lower priority (ADR 403).
 */
function targetOf(incident: Watched, priority: Priority, leg: 'dispatchS' | 'arrivalS'): Instant | null {
  const { targets, callStartedAt, reportedAt } = incident;
  const [calledAt, begunAt] = [callStartedAt ?? reportedAt, awaitedSince(incident, priority)];
  const seconds = targets[priority][leg];
  if (seconds === null) return null;
  if (begunAt.ms <= reportedAt.ms) return after(calledAt, seconds);
  const upTo = PriorityCode.options.filter((each) => URGENCY[each] <= URGENCY[priority]);
  return upTo
    .flatMap((each) => targets[each][leg] ?? [])
    .map((each) => after(calledAt, each))
    .filter(({ ms }) => ms > begunAt.ms)
    .reduce(earliest, after(begunAt, seconds));
}

function after(from: Instant, seconds: number): Instant {
  return { ...from, ms: from.ms + seconds * 1_000 };
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
