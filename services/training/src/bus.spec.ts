import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { contracts } from '@proximidad/contracts';
import { encode, idFor, parseDateTime, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import { publishedCourse } from './course/published.ts';
import { dossier, type DossierEvent } from './dossier/dossier.ts';
import { publishedDossier } from './dossier/published.ts';
import { grantCompetences, revokeCompetences } from './dossier/reactions.ts';
import { enrolmentId } from './enrolment/enrolment.ts';
import { publishedEnrolment } from './enrolment/published.ts';

const at = parseDateTime('2026-11-13T18:00:00-06:00');
const officerId = idFor('31', 'dossier', 'A');
const courseId = idFor('00', 'course', 1);
const ofOfficer = { id: officerId } as Recorded;
const completed = {
  type: 'CourseCompleted' as const,
  officerId,
  courseId,
  competences: [
    { code: 'PROXIMIDAD_POP' as const, validMonths: 36 },
    { code: 'IPH' as const, validMonths: null },
  ],
  completedAt: at,
};

test('a completed course is published inside the state, with what it grants but not how well it went', () => {
  const executed = publishedEnrolment({ ...completed, hours: 36, score: 83 });
  expect(executed).toEqual({ restricted: completed });
  expect(encode(contracts.training.restricted, executed.restricted!).version).toBe(1);
});

test('that it was not completed after all is published inside the state, and takes back what it granted (BR-T7)', () => {
  const annulled = { officerId, courseId, annulledAt: { ...at, ms: at.ms + 1_000 } };
  const event = { type: 'CompletionAnnulled', ...annulled, completedAt: at } as const;
  const executed = publishedEnrolment({ ...event, reason: 'EVALUATION_VOID' });
  expect(executed).toEqual({ restricted: event });
  expect(encode(contracts.training.restricted, executed.restricted!).version).toBe(1);
  expect(revokeCompetences(event)).toMatchObject({
    ...{ aggregate: dossier, id: officerId },
    command: { type: 'RevokeCourseCompetences', courseId, completedAt: at, at: annulled.annulledAt },
  });
});

test('that somebody enrolled or failed stays here', () => {
  const result = { officerId, courseId, hours: 1, score: 1 };
  const failure = { type: 'FailureAnnulled', officerId, courseId, failedAt: at } as const;
  expect(publishedEnrolment({ ...failure, reason: 'RECORDED_BY_MISTAKE', annulledAt: at })).toEqual({});
  expect(
    publishedEnrolment({ type: 'CourseFailed', ...result, reasons: ['TOO_FEW_HOURS'], failedAt: at }),
  ).toEqual({});
});

test('a completed course grants its competences to the officer from that day on (P7)', () => {
  const reaction = grantCompetences(completed, DEFAULT_PROFILE, 'America/Merida');
  expect(reaction).toMatchObject({ aggregate: dossier, id: officerId });
  const registered = dossier.evolve(dossier.initialState, {
    type: 'OfficerRegistered',
    municipality: '31050',
    rank: 'POLICIA',
    registeredAt: at,
  });
  expect(dossier.decide(registered, reaction.command)).toEqual([
    {
      type: 'CompetenceGranted',
      code: 'PROXIMIDAD_POP',
      from: at,
      until: parseDateTime('2029-11-13T18:00:00-06:00'),
      courseId,
    },
    { type: 'CompetenceGranted', code: 'IPH', from: at, until: null, courseId },
  ]);
});

test('what a course grants lasts no longer than the model allows', () => {
  const untilOf = (validMonths: number | null) => {
    const taught = [{ code: 'USO_FUERZA' as const, validMonths }];
    const { command } = grantCompetences(
      { ...completed, competences: taught },
      DEFAULT_PROFILE,
      'America/Merida',
    );
    return command.type === 'GrantCourseCompetences' && command.grants[0]!.until;
  };
  const months = DEFAULT_PROFILE.codes.competences.find(({ code }) => code === 'USO_FUERZA')!.monthsMax;
  expect(months).toBe(24);
  expect([untilOf(36), untilOf(null)]).toEqual(
    Array.from({ length: 2 }, () => parseDateTime('2028-11-13T18:00:00-06:00')),
  );
  expect(untilOf(12)).toEqual(parseDateTime('2027-11-13T18:00:00-06:00'));
});

test('competences and certificates are published by pseudonym', () => {
  const certificateId = uuidv5('certificate', 1);
  const facts = [
    { type: 'CompetenceGranted', code: 'IPH', from: at, until: null, courseId },
    { type: 'CompetenceRevoked', code: 'IPH', courseId, from: at, revokedAt: at, reason: null, held: [] },
    { type: 'CertificateIssued', certificateId, kind: 'CUP', issuedAt: at, validUntil: at, basis: null },
    { type: 'CertificateExpired', certificateId, expiredAt: at },
    { type: 'CertificateRevoked', certificateId, reason: 'COMPONENT_LOST', revokedAt: at },
  ] satisfies DossierEvent[];
  for (const fact of facts) {
    const executed = publishedDossier(fact, ofOfficer);
    expect(executed.restricted).toBeUndefined();
    expect(executed.public).toMatchObject({ type: fact.type, officerId });
    expect(executed.public).not.toHaveProperty('reason');
    expect(encode(contracts.training.public, executed.public!).version).toBe(1);
  }
});

test('that an officer exists is published inside the state, without rank', () =>
  expect(
    publishedDossier(
      { type: 'OfficerRegistered', municipality: '31050', rank: 'POLICIA', registeredAt: at },
      ofOfficer,
    ),
  ).toEqual({ restricted: { type: 'OfficerRegistered', officerId, municipality: '31050' } }));

test('where an officer serves from then on, and that one left, is published inside the state, without rank or reason', () => {
  const facts = [
    { type: 'OfficerTransferred', municipality: null, rank: 'POLICIA', transferredAt: at },
    { type: 'OfficerSeparated', reason: 'REMOVED', separatedAt: at },
  ] satisfies DossierEvent[];
  const told = facts.map((fact) => publishedDossier(fact, ofOfficer));
  expect(told).toEqual([
    { restricted: { type: 'OfficerTransferred', officerId, municipality: null, transferredAt: at } },
    { restricted: { type: 'OfficerSeparated', officerId, separatedAt: at } },
  ]);
  for (const { restricted } of told)
    expect(encode(contracts.training.restricted, restricted!).version).toBe(1);
});

test('a warning concerns nobody outside', () =>
  expect(
    publishedDossier(
      { type: 'CertificateExpiring', certificateId: uuidv5('certificate', 1), daysLeft: 7 },
      ofOfficer,
    ),
  ).toEqual({}));

test('a course is published to everybody', () => {
  const executed = publishedCourse(
    {
      type: 'CoursePublished',
      titleEs: 'Proximidad',
      minHours: 40,
      prpEdition: '2026',
      competences: [{ code: 'PROXIMIDAD_POP', validMonths: 36 }],
      publishedAt: at,
    },
    { id: courseId } as Recorded,
  );
  expect(executed).toEqual({
    public: {
      type: 'CoursePublished',
      courseId,
      titleEs: 'Proximidad',
      minHours: 40,
      competences: ['PROXIMIDAD_POP'],
    },
  });
});

test('an officer is in an edition of a course once, in the entity of the officer', () => {
  const id = enrolmentId(officerId, courseId, '2026-B');
  expect(id.slice(0, 3)).toBe('31-');
  expect(enrolmentId(officerId, courseId, '2026-B')).toBe(id);
  expect(enrolmentId(officerId, courseId, '2027-A')).not.toBe(id);
});
