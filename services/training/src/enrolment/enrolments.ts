import { type Instant, readModel } from '@proximidad/eventsourcing';
import { enrolment, type EnrolmentStatus, type WithdrawalReason } from './enrolment.ts';

export interface EnrolmentRow {
  readonly id: string;
  readonly entity: string;
  /** The officer's municipality at enrolment. */
  readonly municipality: string | null;
  readonly officerId: string;
  readonly courseId: string;
  readonly edition: string;
  readonly status: EnrolmentStatus;
  readonly enrolledAt: Instant;
  readonly endedAt: Instant | null;
  readonly hours: number | null;
  readonly score: number | null;
  /** Null unless it was withdrawn. */
  readonly withdrawnBecause: WithdrawalReason | null;
  /** When anything about it was last recorded, Unix milliseconds. */
  readonly changedAt: number;
}

/** Which officers attend, completed or failed which course. */
export const enrolments = readModel<EnrolmentRow>()({
  name: 'enrolments',
  version: 2,
  of: [enrolment],
  guarded: () => true,
  columns: {
    entity: 'text',
    municipality: 'text',
    officerId: 'text',
    enrolledAt: 'instant',
    changedAt: 'instant',
  },
  indexes: [
    ['officerId', 'enrolledAt'],
    ['entity', 'changedAt'],
  ],
  project(row, event, { id, entity, metadata, recordedAt }) {
    switch (event.type) {
      case 'OfficerEnrolled': {
        const { officerId, courseId, edition, enrolledAt } = event;
        const municipality = metadata.jurisdiction.municipality ?? null;
        const enrolled = { id, entity, municipality, officerId, courseId, edition, enrolledAt };
        return { ...enrolled, ...NOT_ENDED, changedAt: recordedAt };
      }
      case 'CourseCompleted':
      case 'CourseFailed': {
        const { hours, score } = event;
        const end =
          event.type === 'CourseCompleted'
            ? ({ status: 'COMPLETED', endedAt: event.completedAt } as const)
            : ({ status: 'FAILED', endedAt: event.failedAt } as const);
        return row && { ...row, ...end, hours, score, changedAt: recordedAt };
      }
      case 'EnrolmentWithdrawn': {
        const { withdrawnAt: endedAt, reason: withdrawnBecause } = event;
        return row && { ...row, status: 'WITHDRAWN', endedAt, withdrawnBecause, changedAt: recordedAt };
      }
      case 'CompletionAnnulled':
      case 'FailureAnnulled':
        return row && { ...row, ...NOT_ENDED, changedAt: recordedAt };
    }
  },
});

const NOT_ENDED = {
  status: 'ENROLLED',
  endedAt: null,
  hours: null,
  score: null,
  withdrawnBecause: null,
} as const;
