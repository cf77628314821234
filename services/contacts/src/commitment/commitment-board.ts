import { type CarriedOver, carriedOn } from '@proximidad/contracts';
import { type By, readModel, type Instant } from '@proximidad/eventsourcing';
import {
  commitment,
  type CommitmentBrokenReason,
  type CommitmentKind,
  type CommitmentMoveReason,
  type CommitmentOwner,
  type CommitmentReopenReason,
  type CommitmentStatus,
  termsAfter,
} from './commitment.ts';

/** Statuses of those that somebody still has to keep. */
export const OWED_STATUSES: readonly CommitmentStatus[] = ['MADE', 'OVERDUE'];

export interface CommitmentRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly beatId: string;
  readonly contactId: string | null;
  readonly officerId: string;
  readonly kind: CommitmentKind;
  readonly owedBy: CommitmentOwner;
  readonly topicCode: string | null;
  readonly status: CommitmentStatus;
  readonly madeAt: Instant;
  /** The first of its terms. */
  readonly firstDueAt: Instant;
  readonly dueAt: Instant;
  /** As in the record. */
  readonly terms: readonly Instant[];
  readonly moves: number;
  readonly movedBecause: CommitmentMoveReason | null;
  readonly brokenBecause: CommitmentBrokenReason | null;
  readonly reopenedBecause: CommitmentReopenReason | null;
  /** Terms of which it was recorded that they passed, Unix milliseconds. */
  readonly passed: readonly number[];
  readonly endedAt: Instant | null;
  readonly endedBy: By | null;
  readonly carriedOver: readonly CarriedOver[];
}

/** What was promised to citizens: by beat and by entity, soonest due first. */
export const commitmentBoard = readModel<CommitmentRow>()({
  name: 'commitment-board',
  version: 3,
  of: [commitment],
  columns: {
    entity: 'text',
    municipality: 'text',
    beatId: 'text',
    officerId: 'text',
    status: 'text',
    dueAt: 'instant',
  },
  indexes: [
    ['entity', 'status', 'dueAt'],
    ['municipality', 'status', 'dueAt'],
    ['beatId', 'status', 'dueAt'],
    ['officerId', 'dueAt'],
    ['status', 'dueAt'],
  ],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'CommitmentMade': {
        const { type: _type, topic: topicCode, ...fields } = event;
        const { dueAt } = fields;
        return { id, entity, ...fields, topicCode, firstDueAt: dueAt, terms: [dueAt], ...JUST_MADE };
      }
      case 'CommitmentMoved': {
        if (!row) return undefined;
        const { dueAt, reason: movedBecause } = event;
        const terms = termsAfter(row.terms, dueAt);
        const so = { dueAt, movedBecause, terms, firstDueAt: terms[0]!, moves: terms.length - 1 };
        return { ...row, ...so, status: owedBy(dueAt, row) };
      }
      case 'CommitmentOverdue':
        return row && { ...row, status: 'OVERDUE', passed: [...row.passed, event.dueAt.ms] };
      case 'CommitmentKept':
        return row && { ...row, status: 'KEPT', endedAt: event.keptAt, endedBy: by };
      case 'CommitmentBroken': {
        const { reason: brokenBecause, brokenAt: endedAt } = event;
        return row && { ...row, status: 'BROKEN', brokenBecause, endedAt, endedBy: by };
      }
      case 'CommitmentReopened': {
        const owed = { brokenBecause: null, endedAt: null, endedBy: null };
        return row && { ...row, ...owed, status: owedBy(row.dueAt, row), reopenedBecause: event.reason };
      }
      case 'CommitmentCarriedOver':
        return row && { ...row, carriedOver: carriedOn(row, event) };
    }
  },
  guarded: () => true,
});

function owedBy({ ms }: Instant, { passed }: Pick<CommitmentRow, 'passed'>): CommitmentStatus {
  return passed.includes(ms) ? 'OVERDUE' : 'MADE';
}

/** Whether somebody still has to keep it. */
export function isOwed({ status }: Pick<CommitmentRow, 'status'>): boolean {
  return OWED_STATUSES.includes(status);
}

const JUST_MADE = {
  status: 'MADE',
  moves: 0,
  movedBecause: null,
  brokenBecause: null,
  reopenedBecause: null,
  passed: [],
  endedAt: null,
  endedBy: null,
  carriedOver: [],
} as const;
