import { reaction } from '@proximidad/bus';
import { zoneOf } from '@proximidad/catalogues';
import { basisOf, heldBy } from '@proximidad/contracts';
import { entityOf, type Instant, subjectToken, uuidv5 } from '@proximidad/eventsourcing';
import { connectionOf, type Context, type Dependencies, eachRow, edgeOf, type Slice } from '@proximidad/edge';
import type { Task } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { competenceOf } from '../course/competence.ts';
import { courses } from '../course/courses.ts';
import { enrolments } from '../enrolment/enrolments.ts';
import { governing } from '../noted-profile.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { dossier } from './dossier.ts';
import { officerCuip, officerCurp } from './identifiers.ts';
import { type IdentifiersRow, officers, validityEnd } from './officers.ts';
import { publishedDossier } from './published.ts';
import { dossiersDue } from './retention.ts';
import { dueOf, grantCompetences, revokeCompetences } from './reactions.ts';
import { runningCertificates } from './running-certificates.ts';

/** The entity of officers of the federation, who serve in any state. */
const NATIONAL = '00';

/** The competences and certificates of each officer. */
export const dossierSlice: Slice = {
  aggregate: dossier,
  readModels: [officers, runningCertificates],
  feeds: { Officer: { model: officers, kind: 'officer', changes: 'officers' } },
  published: publishedDossier,
  reactions: (deps) => [
    reaction({
      name: 'grant-competences',
      context: 'training',
      kind: 'restricted',
      type: 'CourseCompleted',
      react(event) {
        const { profile, timeZone } = modelOf(deps, event.officerId, event.completedAt.ms);
        return grantCompetences(event, profile, timeZone);
      },
    }),
    reaction({
      ...{ context: 'training', kind: 'restricted', name: 'revoke-competences', type: 'CompletionAnnulled' },
      react: revokeCompetences,
    }),
  ],
  due,
  edge: edgeOf()({
    aggregate: dossier,
    ...{ type: 'Officer', field: 'officer', id: 'officerId' },
    ...{ model: officers, kind: 'officer' },
    lookUps: {
      RegisterOfficer: ({ deps, at, input: { entity, municipality } }) => ({
        found: { model: governing(deps, { entity, municipality }, at(municipality ?? entity).ms).profile },
      }),
      TransferOfficer({ deps, at, id, input: { municipality } }) {
        const entity = entityOf(id!);
        if (municipality && entity !== NATIONAL && municipality.slice(0, 2) !== entity)
          return refuse('OutsideEntity');
        const ms = at(municipality ?? entity).ms;
        return { found: { model: governing(deps, { entity, municipality }, ms).profile } };
      },
      GrantCompetence({ deps, at, id }) {
        const { profile: model, timeZone } = modelOf(deps, id!, at(entityOf(id!)).ms);
        return { found: { model, timeZone } };
      },
      IssueCertificate({ deps, at, id, input, commandId }) {
        const model = modelOf(deps, id!, at(entityOf(id!)).ms);
        const certificateId = input.certificateId ?? uuidv5(commandId, 'certificate');
        const terms = model.profile.codes.certificates.find(({ code }) => code === input.kind);
        return {
          found: {
            certificateId,
            terms,
            basis: basisOf(model, 'codes.certificates'),
            timeZone: model.timeZone,
          },
        };
      },
    },
  }),
  resolvers: (deps) => resolversOf(deps),
};

/** The model that governs where an officer serves, and the zone there. */
function modelOf(deps: Dependencies, officerId: string, ms: number) {
  const row = deps.readModels.table(officers).get(officerId);
  const [entity, municipality] = [entityOf(officerId), row?.municipality];
  return { ...governing(deps, { entity, municipality }, ms), timeZone: zoneOf(municipality ?? entity) };
}

/** Warnings and ends of certificates whose time has come, the longest due first; then dossiers whose retention period is over. */
function* due(deps: Dependencies, now: number) {
  const where = { nextAt: { lt: now + 1 } };
  const rows = eachRow(deps.readModels.table(runningCertificates), {
    where,
    orderBy: [{ column: 'nextAt' }],
  });
  for (const row of rows) yield dueOf(row);
  yield* dossiersDue(deps, now);
}

const resolversOf = (deps: Dependencies) =>
  ({
    Query: {
      officer: (_, { id }, { table }) => table(officers, 'officer').get(id),
      officers: (_, { entity, municipality, ...page }, { table }) =>
        connectionOf(
          table(officers, 'officer'),
          { entity: entity ?? undefined, municipality: municipality ?? undefined },
          [{ column: 'registeredAt', desc: true }],
          page,
        ),
    },
    Officer: {
      __resolveReference: ({ id }, { table }) => table(officers, 'officer').get(id),
      entity: ({ entity }) => ({ code: entity }),
      municipality: ({ municipality }) => (municipality === null ? null : { cvegeo: municipality }),
      competences({ entity, municipality, grants }, _, context) {
        const { profile: model } = governing(deps, { entity, municipality }, context.cut.clock, context);
        return heldBy(grants).map((each) => ({ ...each, model }));
      },
      enrolments: ({ id }, page, { table }) =>
        connectionOf(
          table(enrolments, 'enrolment'),
          { officerId: id },
          [{ column: 'enrolledAt', desc: true }],
          page,
        ),
    },
    OfficerIdentifiers: {
      person: ({ officerId }) => subjectToken(officerId, officerCuip.mark.subject),
      cuip: opening(deps, officerCuip, 'cuip'),
      curp: opening(deps, officerCurp, 'curp'),
    },
    Certificate: {
      id: ({ certificateId }) => certificateId,
      valid: (certificate, { validAt }, { cut }) =>
        validAt
          ? isWithin(validAt.ms, certificate.issuedAt, validityEnd(certificate))
          : validityEnd(certificate).ms > cut.clock,
    },
    Competence: {
      code: ({ model, code }) => competenceOf(model, code),
      valid: ({ from, until }, { validAt }, { cut }) => isWithin(validAt?.ms ?? cut.clock, from, until),
      course: ({ courseId }, _, { table }) =>
        courseId === null ? null : table(courses, 'course').get(courseId),
    },
  }) satisfies SliceResolvers;

/** The work on a dossier, as long as it is kept; decided by where the officer serves today, even in a query about the past. */
function opening(deps: Dependencies, field: typeof officerCuip, name: 'cuip' | 'curp') {
  return ({ officerId: id, ...sealed }: IdentifiersRow, _: unknown, { open }: Context) => {
    const task = (): Task => {
      const { entity, municipality } = deps.readModels.table(officers).get(id)!;
      return {
        ...{ kind: 'DOSSIER', entity, municipality, endedAt: null },
        ...{ units: [], offDuty: [], officers: [], beats: [], grant: null },
      };
    };
    return open(field, sealed[name], { category: dossier.category, id, task });
  };
}

function isWithin(ms: number, from: Instant, until: Instant | null): boolean {
  return from.ms <= ms && (until === null || until.ms > ms);
}
