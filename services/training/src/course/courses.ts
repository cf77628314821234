import { type Instant, readModel } from '@proximidad/eventsourcing';
import type { CourseCompetence } from './competence.ts';
import { course } from './course.ts';

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
export const courses = readModel<CourseRow>()({
  name: 'courses',
  version: 1,
  of: [course],
  columns: { entity: 'text', publishedAt: 'instant' },
  project(_row, event, { id, entity }) {
    const { type: _type, ...fields } = event;
    return { id, entity, ...fields };
  },
});
