import { reaction } from '@proximidad/bus';
import type { Dependencies, ServiceDefinition } from '@proximidad/service';
import { courseEvents } from './domain/course.ts';
import { courses } from './domain/courses.ts';
import { dossierEvents } from './domain/dossier.ts';
import { dueOf } from './domain/due.ts';
import { enrolmentEvents } from './domain/enrolment.ts';
import { enrolments } from './domain/enrolments.ts';
import { officers } from './domain/officers.ts';
import { publishedCourse, publishedDossier, publishedEnrolment } from './domain/published.ts';
import { grantCompetences } from './domain/reactions.ts';
import { runningCertificates } from './domain/running-certificates.ts';
import { resolvers } from './graphql/resolvers.ts';

const DUE_MAX = 100;

/** Who is able: courses, what officers learned, and the certificates they hold. */
export const definition: ServiceDefinition = {
  name: 'training',
  schema: new URL('./graphql/schema.graphql', import.meta.url),
  families: { course: courseEvents, dossier: dossierEvents, enrolment: enrolmentEvents },
  readModels: [officers, courses, enrolments, runningCertificates],
  feeds: {
    Officer: { model: officers, kind: 'officer' },
    Course: { model: courses, kind: 'course' },
    Enrolment: { model: enrolments, kind: 'enrolment' },
  },
  published: { course: publishedCourse, dossier: publishedDossier, enrolment: publishedEnrolment },
  resolvers: () => resolvers,
  reactions: () => [
    reaction({
      name: 'grant-competences',
      context: 'training',
      kind: 'restricted',
      type: 'CourseCompleted',
      react: grantCompetences,
    }),
  ],
  due,
};

/** Warnings and ends of certificates whose instant has come, the longest due first. */
function* due({ readModels }: Dependencies, now: number) {
  if (readModels.building) return;
  const { rows } = readModels.table(runningCertificates).list({
    where: { nextAt: { lt: now + 1 } },
    orderBy: [{ column: 'nextAt' }],
    first: DUE_MAX,
  });
  for (const { row } of rows) yield dueOf(row);
}
