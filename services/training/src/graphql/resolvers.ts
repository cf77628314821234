import { type Instant, parseDateTime } from '@proximidad/eventsourcing';
import { connectionOf, connectionResolvers, type Context, type PageArgs } from '@proximidad/service';
import { competenceOf } from '../domain/competence.ts';
import { courses, type CourseRow } from '../domain/courses.ts';
import { enrolments, type EnrolmentRow } from '../domain/enrolments.ts';
import {
  officers,
  type OfficerCertificate,
  type OfficerCompetence,
  type OfficerRow,
} from '../domain/officers.ts';
import { changes } from './changes.ts';
import { certified, certifiedShare, lastEventAt, trainingFigures } from './figures.ts';
import { mutations, type Accepted } from './mutations.ts';
import type { QueryOfficersArgs } from './schema.gen.ts';

interface ById {
  readonly id: string;
}

interface ValidAt {
  readonly validAt?: string | null;
}

function within(ms: number, from: Instant, until: Instant | null): boolean {
  return from.ms <= ms && (until === null || until.ms > ms);
}

const officerBy = (id: string, { table }: Context) => table(officers, 'officer').get(id);
const courseBy = (id: string, { table }: Context) => table(courses, 'course').get(id);
const enrolmentBy = (id: string, { table }: Context) => table(enrolments, 'enrolment').get(id);

export const resolvers = {
  Query: {
    officer: (_: unknown, { id }: ById, context: Context) => officerBy(id, context),
    officers: (_: unknown, { entity, municipality, ...page }: QueryOfficersArgs, { table }: Context) =>
      connectionOf(
        table(officers, 'officer'),
        { entity: entity ?? undefined, municipality: municipality ?? undefined },
        [{ column: 'registeredAt', desc: true }],
        page,
      ),
    course: (_: unknown, { id }: ById, context: Context) => courseBy(id, context),
    courses: (_: unknown, page: PageArgs, { table }: Context) =>
      connectionOf(table(courses, 'course'), {}, [{ column: 'publishedAt', desc: true }], page),
    trainingFigures: (_: unknown, _args: object, context: Context) => trainingFigures(context),
  },
  Mutation: mutations,
  ...changes,
  OfficerAccepted: {
    async officer({ id, at }: Accepted, _: object, context: Context) {
      await context.reached(at);
      return officerBy(id, context);
    },
  },
  CourseAccepted: {
    async course({ id, at }: Accepted, _: object, context: Context) {
      await context.reached(at);
      return courseBy(id, context);
    },
  },
  EnrolmentAccepted: {
    async enrolment({ id, at }: Accepted, _: object, context: Context) {
      await context.reached(at);
      return enrolmentBy(id, context);
    },
  },
  Officer: {
    __resolveReference: ({ id }: ById, context: Context) => officerBy(id, context),
    entity: ({ entity }: OfficerRow) => ({ code: entity }),
    municipality: ({ municipality }: OfficerRow) => municipality && { cvegeo: municipality },
    enrolments: ({ id }: OfficerRow, page: PageArgs, { table }: Context) =>
      connectionOf(
        table(enrolments, 'enrolment'),
        { officerId: id },
        [{ column: 'enrolledAt', desc: true }],
        page,
      ),
  },
  Certificate: {
    id: ({ certificateId }: OfficerCertificate) => certificateId,
    valid: ({ issuedAt, validUntil }: OfficerCertificate, { validAt }: ValidAt, { cut }: Context) =>
      validAt ? within(parseDateTime(validAt).ms, issuedAt, validUntil) : validUntil.ms > cut.clock,
  },
  Competence: {
    code: ({ code }: OfficerCompetence) => competenceOf(code),
    valid: ({ from, until }: OfficerCompetence, { validAt }: ValidAt, { cut }: Context) =>
      within(validAt ? parseDateTime(validAt).ms : cut.clock, from, until),
    course: ({ courseId }: OfficerCompetence, _: object, context: Context) =>
      courseId === null ? null : courseBy(courseId, context),
  },
  Course: {
    __resolveReference: ({ id }: ById, context: Context) => courseBy(id, context),
    entity: ({ entity }: CourseRow) => ({ code: entity }),
  },
  CourseCompetence: {
    code: ({ code }: { readonly code: string }) => competenceOf(code),
  },
  Enrolment: {
    __resolveReference: ({ id }: ById, context: Context) => enrolmentBy(id, context),
    officer: ({ officerId }: EnrolmentRow, _: object, context: Context) => officerBy(officerId, context),
    course: ({ courseId }: EnrolmentRow, _: object, context: Context) => courseBy(courseId, context),
  },
  OfficerConnection: connectionResolvers,
  CourseConnection: connectionResolvers,
  EnrolmentConnection: connectionResolvers,
  TrainingFiguresRow: { certified, certifiedShare, lastEventAt },
};
