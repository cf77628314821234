import type { By, Instant } from '@proximidad/eventsourcing';
import {
  type Deadline,
  DeadlineKind,
  deadlinesOf,
  earliest,
  ESCALATION_MS,
  isSame,
  neededSince,
  STALE_MS,
  type Watched,
} from './deadlines.ts';
import { standing, statusReached } from './board-dispatches.ts';
import { hasLeft } from './dispatch-job.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { DeadlineRow, IncidentRow } from './incident-row.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** When something about the incident was reported: its own time, and when the store recorded it (Unix milliseconds). */
interface Times {
  readonly occurredAt: Instant;
  readonly recordedAt: number;
}

/**
 * The row with its deadlines as they are after a fact: those no longer pending are settled, new ones are added. A
 * deadline that had already passed when what set its time was recorded never raises an alarm (`toldLate`): alarms stay as
 * they were known.
 */
export function tracked(row: IncidentRow, times: Times): IncidentRow {
  const wanted = deadlinesOf(watchedOf(row));
  const kept = row.deadlines.map((one): DeadlineRow => {
    if (one.settledAt !== null) return one;
    const still = wanted.find((other) => isSame(one, other));
    if (still?.dueAt.ms === one.dueAt.ms) return one;
    if (still && one.passedAt === null && one.acknowledgedAt === null) return begun(still, times);
    return { ...one, settledAt: times.occurredAt };
  });
  const fresh = wanted
    .filter((one) => !kept.some((other) => other.settledAt === null && isSame(one, other)))
    .map((one): DeadlineRow => begun(one, times));
  return scheduled(row, times.recordedAt, [...kept, ...fresh]);
}

function begun({ kind, jobId, dueAt }: Deadline, { recordedAt }: Times): DeadlineRow {
  return {
    kind,
    jobId,
    dueAt,
    toldLate: dueAt.ms <= recordedAt,
    ...NOTHING_DONE,
  };
}

const NOTHING_DONE = {
  ...{ passedAt: null, acknowledgedAt: null, acknowledgedBy: null, escalatedAt: null, settledAt: null },
} as const;

/** What people and time did about a deadline, even if it would be counted otherwise today. */
export function withDeadline(
  row: IncidentRow,
  event: Of<'DeadlinePassed' | 'DeadlineAcknowledged' | 'DeadlineEscalated'>,
  by: By,
): IncidentRow {
  const { kind, jobId, dueAt } = event;
  const isIt = (one: DeadlineRow) => isSame(one, event) && one.dueAt.ms === dueAt.ms;
  const known = row.deadlines.some(isIt);
  const once = { kind, jobId, dueAt, toldLate: false, ...NOTHING_DONE };
  const change = (one: DeadlineRow): DeadlineRow => {
    if (!isIt(one)) return one;
    switch (event.type) {
      case 'DeadlinePassed':
        return { ...one, passedAt: event.dueAt };
      case 'DeadlineAcknowledged':
        return { ...one, acknowledgedAt: event.acknowledgedAt, acknowledgedBy: by };
      case 'DeadlineEscalated':
        return { ...one, escalatedAt: event.escalatedAt };
    }
  };
  return { ...row, deadlines: [...row.deadlines, ...(known ? [] : [once])].map(change) };
}

/** The row with these deadlines, the next one that nobody has acknowledged, and when the ticker has to look again. */
export function scheduled(
  row: IncidentRow,
  recordedAt: number,
  deadlines: readonly DeadlineRow[],
): IncidentRow {
  let next: DeadlineRow | null = null;
  let tickAt: Instant | null = null;
  for (const one of row.open ? deadlines : []) {
    if (one.settledAt !== null) continue;
    if (one.acknowledgedAt === null && (!next || isBefore(one, next))) next = one;
    const tick = nextTickOf(one);
    if (tick && tick.ms > recordedAt - STALE_MS) tickAt = earliest(tickAt, tick);
  }
  const { priority, exercise } = row;
  const mayWait = row.open && !exercise && (priority === 'ALTA' || priority === 'MEDIA');
  return {
    ...row,
    deadlines,
    nextDue: next?.kind ?? null,
    nextDueAt: next?.dueAt ?? null,
    tickAt,
    waiting: mayWait && neededSince(watchedOf(row)) !== null,
  };
}

/** Of two that are due at one moment the first of their list, in whatever order they became known. */
function isBefore(one: Deadline, other: Deadline): boolean {
  const later = one.dueAt.ms - other.dueAt.ms || orderOf(one) - orderOf(other);
  return later < 0;
}

const orderOf = ({ kind }: Deadline) => DeadlineKind.options.indexOf(kind);

function nextTickOf(one: DeadlineRow): Instant | null {
  if (one.toldLate || one.acknowledgedAt !== null || one.escalatedAt !== null) return null;
  const { dueAt, passedAt } = one;
  return passedAt === null ? dueAt : { ...dueAt, ms: dueAt.ms + ESCALATION_MS };
}

function watchedOf(row: IncidentRow): Watched {
  const { exercise, priority, targets, callStartedAt, reportedAt, dispatches } = row;
  return {
    exercise,
    priority,
    changes: row.priorityChanges,
    targets,
    callStartedAt,
    reportedAt,
    open: row.closedAt === null,
    reopenedAt: row.reopenings.at(-1)?.reopenedAt ?? null,
    revertedAt: row.undoneMerges.at(-1)?.revertedAt ?? null,
    jobs: dispatches,
    left: dispatches.flatMap((job) =>
      hasLeft(job) && job.endedAt && statusReached(job) !== 'DISPATCHED' ? [job.endedAt] : [],
    ),
    firstDispatchAt: dispatches.reduce<Instant | null>(
      (first, { dispatchedAt }) => earliest(first, dispatchedAt),
      null,
    ),
    arrived: dispatches.some(({ arrivedAt }) => arrivedAt !== null),
    sceneReported: standing(row.scenes).length > 0,
    stateAsked: row.support.some(({ kind }) => kind === 'STATE'),
  };
}

/** The deadlines pending at a moment of the incident's own time, with what had been done about them by then. */
export function deadlinesAsOf(past: IncidentRow, ms: number): DeadlineRow[] {
  const kept = (at: Instant | null) => (at !== null && at.ms <= ms ? at : null);
  return deadlinesOf(watchedOf(past)).map(({ kind, jobId, dueAt }) => {
    const known = past.deadlines.find((one) => isSame(one, { kind, jobId }) && one.dueAt.ms === dueAt.ms);
    return {
      ...{ kind, jobId, dueAt, toldLate: known?.toldLate ?? true, settledAt: null },
      passedAt: kept(known?.passedAt ?? null),
      acknowledgedAt: kept(known?.acknowledgedAt ?? null),
      acknowledgedBy: kept(known?.acknowledgedAt ?? null) && known!.acknowledgedBy,
      escalatedAt: kept(known?.escalatedAt ?? null),
    };
  });
}
