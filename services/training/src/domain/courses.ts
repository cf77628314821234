import { readModel, type Instant } from '@proximidad/eventsourcing';
import type { CourseCompetence } from './competence.ts';
import type { TrainingEvent } from './training-events.ts';

export interface CourseRow {
  readonly id: string;
  readonly entity: string;
  readonly titleEs: string;
  readonly minHours: number;
  readonly prpEdition: string;
  readonly competences: readonly CourseCompetence[];
  readonly publishedAt: Instant;
}

/** The catalogue of courses. */
export const courses = readModel<CourseRow, TrainingEvent>({
  name: 'courses',
  version: 1,
  columns: { entity: 'text', publishedAt: 'instant' },
  keys: (event, { id }) => (event.type === 'CoursePublished' ? [id] : []),
  project(row, event, { id, entity }) {
    switch (event.type) {
      case 'CoursePublished': {
        const { type: _type, ...fields } = event;
        return { id, entity, ...fields };
      }
      case 'OfficerRegistered':
      case 'CompetenceGranted':
      case 'CertificateIssued':
      case 'CertificateExpiring':
      case 'CertificateExpired':
      case 'OfficerEnrolled':
      case 'CourseCompleted':
      case 'CourseFailed':
        return row;
    }
  },
});
