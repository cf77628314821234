import { connectionOf, edgeOf, type Slice } from '@proximidad/edge';
import type { SliceResolvers } from '../schema.gen.ts';
import { competenceOf } from './competence.ts';
import { course } from './course.ts';
import { courses } from './courses.ts';
import { publishedCourse } from './published.ts';

/** What is taught. */
export const courseSlice: Slice = {
  aggregate: course,
  readModels: [courses],
  feeds: { Course: { model: courses, kind: 'course' } },
  published: publishedCourse,
  edge: edgeOf()({
    aggregate: course,
    ...{ type: 'Course', field: 'course', id: 'courseId' },
    ...{ model: courses, kind: 'course' },
    lookUps: {},
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  Query: {
    course: (_, { id }, { table }) => table(courses, 'course').get(id),
    courses: (_, page, { table }) =>
      connectionOf(table(courses, 'course'), {}, [{ column: 'publishedAt', desc: true }], page),
  },
  Course: {
    __resolveReference: ({ id }, { table }) => table(courses, 'course').get(id),
    entity: ({ entity }) => ({ code: entity }),
    competences: ({ competences }) =>
      competences.map(({ code, validMonths }) => ({ code: competenceOf(code), validMonths })),
  },
} satisfies SliceResolvers;
