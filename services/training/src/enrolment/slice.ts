import { entityOf } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { edgeOf, type Slice } from '@proximidad/edge';
import { courses } from '../course/courses.ts';
import { officers } from '../dossier/officers.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { enrolment, enrolmentId } from './enrolment.ts';
import { enrolments } from './enrolments.ts';
import { publishedEnrolment } from './published.ts';

/** Who attends which course, and how it ended. */
export const enrolmentSlice: Slice = {
  aggregate: enrolment,
  readModels: [enrolments],
  feeds: {
    Enrolment: {
      model: enrolments,
      kind: 'enrolment',
      changes: 'enrolments',
      ended: { status: ['COMPLETED', 'FAILED', 'WITHDRAWN'] },
    },
  },
  published: publishedEnrolment,
  edge: edgeOf()({
    aggregate: enrolment,
    ...{ type: 'Enrolment', field: 'enrolment', id: 'enrolmentId' },
    ...{ model: enrolments, kind: 'enrolment' },
    lookUps: {
      /** Waits for an officer and a course that were recorded a moment ago. */
      async EnrolOfficer({ input: { officerId, courseId }, context, at }) {
        context.mayExecute(enrolment, 'EnrolOfficer', entityOf(officerId));
        const officer = await context.found(() => context.table(officers, 'officer').get(officerId));
        if (!officer) return refuse('OfficerNotFound');
        const { ms } = at(officer.municipality ?? officer.entity);
        if (officer.separatedAt && ms >= officer.separatedAt.ms) return refuse('OfficerSeparated');
        const course = await context.found(() => context.table(courses, 'course').get(courseId));
        if (!course) return refuse('CourseNotFound');
        const { minHours, competences } = course;
        return { found: { minHours, competences }, municipality: officer.municipality };
      },
    },
    natural: {
      EnrolOfficer: ({ officerId, courseId, edition }) => enrolmentId(officerId, courseId, edition),
    },
  }),
  resolvers: () => resolvers,
};

/** Officer and course existed before the enrolment, and do not go away. */
const resolvers = {
  Enrolment: {
    __resolveReference: ({ id }, { table }) => table(enrolments, 'enrolment').get(id),
    officer: ({ officerId }, _, { table }) => table(officers, 'officer').get(officerId)!,
    course: ({ courseId }, _, { table }) => table(courses, 'course').get(courseId)!,
  },
} satisfies SliceResolvers;
