import { entityOf, idFor, parseDateTime, reject, uuidv5, type Rejection } from '@proximidad/eventsourcing';
import type { Context } from '@proximidad/service';
import { course } from '../domain/course.ts';
import { courses } from '../domain/courses.ts';
import { dossier, type DossierCommand } from '../domain/dossier.ts';
import { enrolment, type EnrolmentCommand } from '../domain/enrolment.ts';
import { enrolments } from '../domain/enrolments.ts';
import { officers } from '../domain/officers.ts';
import { enrolmentId } from '../domain/reactions.ts';
import type {
  MutationCompleteCourseArgs,
  MutationEnrolOfficerArgs,
  MutationGrantCompetenceArgs,
  MutationIssueCertificateArgs,
  MutationPublishCourseArgs,
  MutationRegisterOfficerArgs,
} from './schema.gen.ts';

/** What the answer's own field is read by, once the read model has got there. */
export interface Accepted {
  readonly id: string;
  readonly at: number | undefined;
}

type At = ReturnType<Context['now']>;

export const mutations = {
  async registerOfficer(_: unknown, { input }: MutationRegisterOfficerArgs, context: Context) {
    const { commandId, entity, rank } = input;
    const municipality = input.municipality ?? null;
    const id = input.officerId ?? idFor(entity, commandId, 'dossier');
    if (entityOf(id) !== entity || (municipality !== null && !municipality.startsWith(entity))) {
      return refused(context, reject('OtherEntity', 'The id and the municipality are of the named entity.'));
    }
    const at = instantOf(input.occurredAt, context, municipality ?? entity);
    const command = { type: 'RegisterOfficer', municipality, rank, at } as const;
    return tellDossier(context, id, command, { commandId, municipality, at });
  },

  async publishCourse(_: unknown, { input }: MutationPublishCourseArgs, context: Context) {
    const { commandId, entity, titleEs, minHours, prpEdition } = input;
    const id = input.courseId ?? idFor(entity, commandId, 'course');
    if (entityOf(id) !== entity) {
      return refused(context, reject('OtherEntity', 'The id is of another entity.'));
    }
    const at = instantOf(input.occurredAt, context, entity);
    const competences = input.competences.map(({ code, validMonths }) => ({
      code,
      validMonths: validMonths ?? null,
    }));
    const command = { type: 'PublishCourse', titleEs, minHours, prpEdition, competences, at } as const;
    const outcome = await context.tell(course, id, command, { commandId, occurredAt: at });
    return context.answer(outcome, () => accepted('CourseAccepted', id, outcome));
  },

  async enrolOfficer(_: unknown, { input }: MutationEnrolOfficerArgs, context: Context) {
    const { commandId, officerId, courseId, edition } = input;
    const officer = context.table(officers, 'officer').get(officerId);
    if (!officer) return refused(context, reject('UnknownOfficer', 'No such officer is known here.'));
    const offered = context.table(courses, 'course').get(courseId);
    if (!offered) return refused(context, reject('UnknownCourse', 'No such course is known here.'));
    const { municipality } = officer;
    const at = instantOf(input.occurredAt, context, municipality ?? officer.entity);
    const { minHours, competences } = offered;
    const fields = { officerId, courseId, edition, minHours, competences: [...competences] };
    const command: EnrolmentCommand = { type: 'EnrolOfficer', ...fields, at };
    const id = enrolmentId(officerId, courseId, edition);
    return tellEnrolment(context, id, command, { commandId, municipality, at });
  },

  async completeCourse(_: unknown, { input }: MutationCompleteCourseArgs, context: Context) {
    const { commandId, enrolmentId: id, hours, moduleScores } = input;
    const municipality = context.table(enrolments, 'enrolment').get(id)?.municipality ?? null;
    const at = instantOf(input.occurredAt, context, municipality ?? entityOf(id));
    const command: EnrolmentCommand = { type: 'CompleteCourse', hours, moduleScores: [...moduleScores], at };
    return tellEnrolment(context, id, command, { commandId, municipality, at });
  },

  async grantCompetence(_: unknown, { input }: MutationGrantCompetenceArgs, context: Context) {
    const { commandId, officerId, code } = input;
    const municipality = municipalityOf(context, officerId);
    const at = instantOf(input.occurredAt, context, municipality ?? entityOf(officerId));
    const from = input.from ? parseDateTime(input.from) : at;
    const grants = [{ code, from, until: input.until ? parseDateTime(input.until) : null }];
    const command = { type: 'GrantCompetence', grants, courseId: null } satisfies DossierCommand;
    return tellDossier(context, officerId, command, { commandId, municipality, at });
  },

  async issueCertificate(_: unknown, { input }: MutationIssueCertificateArgs, context: Context) {
    const { commandId, officerId, kind } = input;
    const municipality = municipalityOf(context, officerId);
    const at = instantOf(input.occurredAt, context, municipality ?? entityOf(officerId));
    const command = {
      type: 'IssueCertificate',
      certificateId: input.certificateId ?? uuidv5(commandId, 'certificate'),
      kind,
      issuedAt: input.issuedAt ? parseDateTime(input.issuedAt) : at,
      validUntil: input.validUntil ? parseDateTime(input.validUntil) : null,
      at,
    } satisfies DossierCommand;
    return tellDossier(context, officerId, command, { commandId, municipality, at });
  },
};

interface Telling {
  readonly commandId: string;
  readonly municipality: string | null;
  readonly at: At;
}

async function tellDossier(
  context: Context,
  id: string,
  command: DossierCommand,
  { commandId, municipality, at }: Telling,
) {
  const outcome = await context.tell(dossier, id, command, { commandId, municipality, occurredAt: at });
  return context.answer(outcome, () => accepted('OfficerAccepted', id, outcome));
}

async function tellEnrolment(
  context: Context,
  id: string,
  command: EnrolmentCommand,
  { commandId, municipality, at }: Telling,
) {
  const outcome = await context.tell(enrolment, id, command, { commandId, municipality, occurredAt: at });
  return context.answer(outcome, () => accepted('EnrolmentAccepted', id, outcome));
}

function accepted(
  typename: string,
  id: string,
  outcome: { readonly ok: boolean; readonly position?: number | undefined },
): Accepted & { readonly __typename: string } {
  return { __typename: typename, id, at: outcome.position };
}

function instantOf(occurredAt: string | null | undefined, { now }: Context, place: string): At {
  return occurredAt ? parseDateTime(occurredAt) : now(place);
}

function municipalityOf({ table }: Context, officerId: string): string | null {
  return table(officers, 'officer').get(officerId)?.municipality ?? null;
}

function refused({ answer }: Context, rejection: Rejection) {
  return answer({ ok: false, rejection }, () => ({ __typename: 'Refusal' }));
}
