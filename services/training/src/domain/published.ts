import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { CourseEvent } from './course.ts';
import type { DossierEvent } from './dossier.ts';
import type { EnrolmentEvent } from './enrolment.ts';

interface Told {
  readonly public?: EventOf<typeof contracts.training.public>;
  readonly restricted?: EventOf<typeof contracts.training.restricted>;
}

export function publishedCourse(event: CourseEvent, { id: courseId }: Recorded): Told {
  switch (event.type) {
    case 'CoursePublished': {
      const { type, titleEs, minHours, competences } = event;
      return {
        public: { type, courseId, titleEs, minHours, competences: competences.map(({ code }) => code) },
      };
    }
  }
}

/** Competences and certificates are public by pseudonym; who exists, where, stays in the state. */
export function publishedDossier(event: DossierEvent, { id: officerId }: Recorded): Told {
  switch (event.type) {
    case 'OfficerRegistered':
      return { restricted: { type: event.type, officerId, municipality: event.municipality } };
    case 'CompetenceGranted': {
      const { type, code, from, until } = event;
      return { public: { type, officerId, code, from, until } };
    }
    case 'CertificateIssued': {
      const { type, certificateId, kind, issuedAt, validUntil } = event;
      return { public: { type, officerId, certificateId, kind, issuedAt, validUntil } };
    }
    case 'CertificateExpired': {
      const { type, certificateId, expiredAt } = event;
      return { public: { type, officerId, certificateId, expiredAt } };
    }
    case 'CertificateExpiring':
      return {};
  }
}

export function publishedEnrolment(event: EnrolmentEvent): Told {
  switch (event.type) {
    case 'CourseCompleted': {
      const { type, officerId, courseId, competences, completedAt } = event;
      return { restricted: { type, officerId, courseId, competences, completedAt } };
    }
    case 'OfficerEnrolled':
    case 'CourseFailed':
      return {};
  }
}
