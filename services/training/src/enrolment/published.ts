import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { EnrolmentEvent } from './enrolment.ts';

/** Publishes that a course was completed, for what it grants, or was not after all; not how well, nor who enrolled or failed. */
export function publishedEnrolment(event: EnrolmentEvent): {
  readonly restricted?: EventOf<typeof contracts.training.restricted>;
} {
  switch (event.type) {
    case 'CourseCompleted': {
      const { type, officerId, courseId, competences, completedAt } = event;
      return { restricted: { type, officerId, courseId, competences, completedAt } };
    }
    case 'CompletionAnnulled': {
      const { type, officerId, courseId, completedAt, annulledAt } = event;
      return { restricted: { type, officerId, courseId, completedAt, annulledAt } };
    }
    case 'OfficerEnrolled':
    case 'CourseFailed':
    case 'EnrolmentWithdrawn':
    case 'FailureAnnulled':
      return {};
  }
}
