import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing';
import { competenceOf } from './competence.ts';
import { course, CourseCommand, type CourseEvent } from './course.ts';
import { enrolment, EnrolmentCommand, type EnrolmentEvent } from './enrolment.ts';
import { addMonths } from './validity.ts';

const at = parseDateTime('2026-11-13T18:00:00-06:00');
const officerId = idFor('31', 'dossier', 'A');
const courseId = idFor('00', 'course', 'CUR-PROX-POP');
const competences = [{ code: 'PROXIMIDAD_POP' as const, validMonths: 36 }];

const publish = {
  type: 'PublishCourse',
  titleEs: 'Proximidad y solución de problemas',
  minHours: 40,
  prpEdition: '2026',
  competences,
  at,
} satisfies CourseCommand;
const { type: _publish, at: _at, ...published } = publish;
const coursePublished: CourseEvent = { type: 'CoursePublished', ...published, publishedAt: at };

const enrol = {
  type: 'EnrolOfficer',
  officerId,
  courseId,
  edition: '2026-B',
  minHours: 40,
  competences,
  at,
} satisfies EnrolmentCommand;
const { type: _enrol, at: _enrolAt, ...enrolled } = enrol;
const officerEnrolled: EnrolmentEvent = { type: 'OfficerEnrolled', ...enrolled, enrolledAt: at };
const complete = {
  type: 'CompleteCourse',
  hours: 36,
  moduleScores: [70, 95],
  at,
} satisfies EnrolmentCommand;
const result = { officerId, courseId, hours: 36, score: 83 };
const completed: EnrolmentEvent = { type: 'CourseCompleted', ...result, competences, completedAt: at };

describe('a course', () => {
  test('is published with its hours and what it grants', () =>
    given(course, []).when(publish).expects([coursePublished]));

  test('is published once', () => given(course, [coursePublished]).when(publish).expects('AlreadyPublished'));

  test.each([null, 25])('on the use of force cannot grant it for %s months (BR-T4)', (validMonths) =>
    given(course, [])
      .when({ ...publish, competences: [{ code: 'USO_FUERZA', validMonths }] })
      .expects('ValidityTooLong'),
  );

  test('on the use of force may grant it for two years', () => {
    const force = [{ code: 'USO_FUERZA' as const, validMonths: 24 }];
    given(course, [])
      .when({ ...publish, competences: force })
      .expects([{ ...coursePublished, competences: force }]);
  });

  test.each([
    ['a telephone number', 'Curso, informes al 55512345'],
    ['a mail address', 'Curso jose@ssc'],
    ['markup', '<b>Curso</b>'],
  ])('has no %s in its title', (_what, titleEs) =>
    expect(CourseCommand.safeParse({ ...publish, titleEs }).success).toBe(false),
  );

  test('grants each competence once', () =>
    expect(
      CourseCommand.safeParse({ ...publish, competences: [...competences, ...competences] }).success,
    ).toBe(false));
});

describe('an enrolment', () => {
  test('carries what the course demanded that day', () =>
    given(enrolment, []).when(enrol).expects([officerEnrolled]));

  test('is made once', () => given(enrolment, [officerEnrolled]).when(enrol).expects('AlreadyEnrolled'));

  test('is completed with 90 % of the hours and every module at 70 (BR-T1)', () =>
    given(enrolment, [officerEnrolled]).when(complete).expects([completed]));

  test('fails with an hour less', () =>
    given(enrolment, [officerEnrolled])
      .when({ ...complete, hours: 35 })
      .expects([{ type: 'CourseFailed', ...result, hours: 35, reasons: ['TOO_FEW_HOURS'], failedAt: at }]));

  test('fails with one module at 69, whatever the mean', () =>
    given(enrolment, [officerEnrolled])
      .when({ ...complete, moduleScores: [100, 69] })
      .expects([{ type: 'CourseFailed', ...result, score: 85, reasons: ['MODULE_BELOW_70'], failedAt: at }]));

  test('says every reason why it failed', () =>
    expect(
      enrolment.decide(enrolment.evolve(enrolment.initialState, officerEnrolled), {
        ...complete,
        hours: 0,
        moduleScores: [0],
      }),
    ).toMatchObject([{ type: 'CourseFailed', reasons: ['TOO_FEW_HOURS', 'MODULE_BELOW_70'] }]));

  test('ends once', () =>
    given(enrolment, [officerEnrolled, completed]).when(complete).expects('AlreadyEnded'));

  test('cannot end before it began, nor without having begun', () => {
    given(enrolment, []).when(complete).expects('NotEnrolled');
    given(enrolment, [officerEnrolled])
      .when({ ...complete, at: { ...at, ms: at.ms - 1 } })
      .expects('BeforeEnrolment');
  });

  test('is in an edition of a year', () =>
    expect(EnrolmentCommand.safeParse({ ...enrol, edition: 'grupo de Juan' }).success).toBe(false));
});

describe('validity', () => {
  test.each([
    ['2026-11-13T18:00:00.000-06:00', 36, '2029-11-13T18:00:00.000-06:00'],
    ['2026-01-31T08:00:00.000-06:00', 1, '2026-02-28T08:00:00.000-06:00'],
    ['2028-02-29T23:30:00.000-06:00', 12, '2029-02-28T23:30:00.000-06:00'],
    ['2026-10-31T23:59:59.999-06:00', 4, '2027-02-28T23:59:59.999-06:00'],
  ])('%s and %i months is %s', (from, months, until) =>
    expect(addMonths(parseDateTime(from), months)).toEqual(parseDateTime(until)),
  );
});

test('a competence is a code with a label in Spanish', () => {
  expect(competenceOf('ADOLESCENTES')).toMatchObject({
    system: 'COMPETENCE',
    label: 'Trato a personas adolescentes',
  });
  expect(competenceOf('toString').label).toBeNull();
});
