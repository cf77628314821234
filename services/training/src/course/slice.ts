import { connectionOf, type Dependencies, edgeOf, type Slice } from '@proximidad/edge';
import { governing } from '../noted-profile.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { competenceOf } from './competence.ts';
import { course } from './course.ts';
import { courses } from './courses.ts';
import { publishedCourse } from './published.ts';

/** The courses. */
export const courseSlice: Slice = {
  aggregate: course,
  readModels: [courses],
  feeds: { Course: { model: courses, kind: 'course' } },
  published: publishedCourse,
  edge: edgeOf()({
    aggregate: course,
    ...{ type: 'Course', field: 'course', id: 'courseId' },
    ...{ model: courses, kind: 'course' },
    lookUps: {
      PublishCourse: ({ deps, at, input: { entity } }) => ({
        found: { model: governing(deps, { entity }, at(entity).ms).profile },
      }),
    },
  }),
  resolvers: (deps) => resolversOf(deps),
};

const resolversOf = (deps: Dependencies) =>
  ({
    Query: {
      course: (_, { id }, { table }) => table(courses, 'course').get(id),
      courses: (_, page, { table }) =>
        connectionOf(table(courses, 'course'), {}, [{ column: 'publishedAt', desc: true }], page),
    },
    Course: {
      __resolveReference: ({ id }, { table }) => table(courses, 'course').get(id),
      entity: ({ entity }) => ({ code: entity }),
      competences({ entity, competences, publishedAt }, _, context) {
        const { profile } = governing(deps, { entity }, publishedAt.ms, context);
        return competences.map(({ code, validMonths }) => ({
          code: competenceOf(profile, code),
          validMonths,
        }));
      },
    },
  }) satisfies SliceResolvers;
