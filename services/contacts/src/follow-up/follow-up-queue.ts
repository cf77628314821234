import { type CarriedOver, carriedOn, type ModelBasis } from '@proximidad/contracts';
import { type By, readModel, type Instant } from '@proximidad/eventsourcing';
import { followUp, type FollowUpEvent, type FollowUpGround } from './follow-up.ts';
import type { FollowUpReopenReason, WaiverReason } from './reasons.ts';
import type { FollowUpOutcome, FollowUpStatus } from './words.ts';

/** Statuses of those that are still owed. */
export const OPEN_STATUSES: readonly FollowUpStatus[] = ['REQUESTED', 'OVERDUE'];

export interface FollowUpRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly beatId: string | null;
  readonly incidentId: string;
  readonly ground: FollowUpGround;
  /** 1 once it was owed after violence, whatever the incident turned out to be later: who sees it depends on that (BR-C4). */
  readonly afterViolence: 0 | 1;
  readonly status: FollowUpStatus;
  readonly closedAt: Instant;
  readonly firstAttemptBy: Instant;
  readonly dueAt: Instant;
  /** When the victim was looked for, and on which local day, in the order in which it was recorded. */
  readonly tried: readonly { readonly at: Instant; readonly localDate: string }[];
  readonly attempts: number;
  readonly attemptDays: readonly string[];
  readonly daysAsked: number;
  /** What its due time rests on; null if it was recorded before this was kept. */
  readonly basis: ModelBasis | null;
  readonly lastAttemptAt: Instant | null;
  /** Due times at which it was overdue, Unix milliseconds. */
  readonly overdueAt: readonly number[];
  /** Who ended it. */
  readonly endedBy: By | null;
  readonly outcome: FollowUpOutcome | null;
  readonly waivedBecause: WaiverReason | null;
  readonly endedAt: Instant | null;
  /** Why it is owed again, the last time that somebody took its end back. */
  readonly reopenedBecause: FollowUpReopenReason | null;
  readonly carriedOver: readonly CarriedOver[];
  /** When anything about it was last recorded, Unix milliseconds. */
  readonly changedAt: number;
}

/** What victims are owed: by beat and by entity, soonest due first. */
export const followUpQueue = readModel<FollowUpRow>()({
  name: 'follow-up-queue',
  version: 8,
  of: [followUp],
  columns: {
    entity: 'text',
    municipality: 'text',
    beatId: 'text',
    incidentId: 'text',
    afterViolence: 'integer',
    status: 'text',
    dueAt: 'instant',
    changedAt: 'instant',
  },
  indexes: [
    ['entity', 'status', 'dueAt'],
    ['municipality', 'status', 'dueAt'],
    ['beatId', 'status', 'dueAt'],
    ['status', 'dueAt'],
    ['entity', 'changedAt'],
  ],
  project(row, event, { id, entity, recordedAt, by }) {
    switch (event.type) {
      case 'FollowUpRequested': {
        const { type: _type, attemptDays: daysAsked, ...fields } = event;
        return {
          id,
          entity,
          ...fields,
          daysAsked,
          ...JUST_REQUESTED,
          ...sinceViolence(event),
          changedAt: recordedAt,
        };
      }
      case 'FollowUpMoved':
        return row && { ...moved(row, event), changedAt: recordedAt };
      case 'FollowUpNoLongerOwed':
        return row && { ...row, changedAt: recordedAt };
      case 'FollowUpOwedAgain': {
        const open = row && { ...row, ...NOT_ENDED, closedAt: event.closedAt ?? row.closedAt };
        return open && { ...dueAnew(open, event), changedAt: recordedAt };
      }
      case 'FollowUpAttempted':
        return row && { ...attempted(row, event), changedAt: recordedAt };
      case 'FollowUpAttemptRetracted':
        return row && { ...retracted(row, event.attemptedAt), changedAt: recordedAt };
      case 'FollowUpOverdue':
        return (
          row && {
            ...row,
            status: 'OVERDUE',
            overdueAt: [...row.overdueAt, event.dueAt.ms],
            changedAt: recordedAt,
          }
        );
      case 'FollowUpCarriedOver':
        return row && { ...row, carriedOver: carriedOn(row, event), changedAt: recordedAt };
      case 'FollowUpReopened':
        return (
          row && {
            ...dueAnew({ ...row, ...NOT_ENDED }, row),
            reopenedBecause: event.reason,
            changedAt: recordedAt,
          }
        );
      case 'FollowUpDone':
        return (
          row && {
            ...row,
            status: 'DONE',
            outcome: event.outcome,
            endedAt: event.doneAt,
            endedBy: by,
            changedAt: recordedAt,
          }
        );
      case 'FollowUpWaived':
        return (
          row && {
            ...row,
            status: 'WAIVED',
            waivedBecause: event.reason,
            endedAt: event.waivedAt,
            endedBy: by,
            changedAt: recordedAt,
          }
        );
    }
  },
  guarded: () => true,
  figure: ({ entity, municipality, status }) =>
    OPEN_STATUSES.includes(status)
      ? [
          { key: `${entity}:due`, add: 1 },
          { key: `${municipality}:due`, add: 1 },
        ]
      : [],
});

/** Whether somebody still owes it. */
export function isOpen({ status }: Pick<FollowUpRow, 'status'>): boolean {
  return OPEN_STATUSES.includes(status);
}

const NOT_ENDED = { outcome: null, waivedBecause: null, endedAt: null, endedBy: null } as const;

const JUST_REQUESTED = {
  ...NOT_ENDED,
  status: 'REQUESTED',
  tried: [],
  attempts: 0,
  attemptDays: [],
  overdueAt: [],
  lastAttemptAt: null,
  reopenedBecause: null,
  carriedOver: [],
} as const;

function sinceViolence(
  { ground }: Pick<Due, 'ground'>,
  row?: FollowUpRow,
): Pick<FollowUpRow, 'afterViolence'> {
  return { afterViolence: ground === 'VIOLENCE' ? 1 : (row?.afterViolence ?? 0) };
}

/** It is due at another time; if it was already overdue at that time, it is again. */
function dueAnew(row: FollowUpRow, due: Due): FollowUpRow {
  const status = row.overdueAt.includes(due.dueAt.ms) ? 'OVERDUE' : 'REQUESTED';
  return { ...movedEnded(row, due), status };
}

type Due = Pick<FollowUpRow, 'ground' | 'firstAttemptBy' | 'dueAt'>;

function moved(row: FollowUpRow, event: Extract<FollowUpEvent, { readonly type: 'FollowUpMoved' }>) {
  const counted = { ...row, closedAt: event.closedAt ?? row.closedAt };
  return isOpen(counted) ? dueAnew(counted, event) : movedEnded(counted, event);
}

/** It stays ended: by this it is owed if it is taken up again. */
function movedEnded(row: FollowUpRow, { ground, firstAttemptBy, dueAt }: Due): FollowUpRow {
  return { ...row, ...sinceViolence({ ground }, row), ground, firstAttemptBy, dueAt };
}

type Tried = Pick<FollowUpRow, 'tried'>;

function attempted(row: FollowUpRow, event: { attemptedAt: Instant; localDate: string }): FollowUpRow {
  const { attemptedAt: at, localDate } = event;
  return { ...row, ...counted({ tried: [...row.tried, { at, localDate }] }) };
}

function retracted(row: FollowUpRow, { ms }: Instant): FollowUpRow {
  const gone = row.tried.findIndex(({ at }) => at.ms === ms);
  return { ...row, ...counted({ tried: row.tried.filter((_, index) => index !== gone) }) };
}

/** Attempts may be reported late; the last one is the one that happened last. */
function counted({ tried }: Tried) {
  const [lastAttemptAt = null] = tried.map(({ at }) => at).toSorted((a, b) => b.ms - a.ms);
  const attemptDays = [...new Set(tried.map(({ localDate }) => localDate))];
  return { tried, attempts: tried.length, attemptDays, lastAttemptAt };
}
