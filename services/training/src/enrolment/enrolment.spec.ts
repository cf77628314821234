import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import { enrolment, type EnrolmentEvent } from './enrolment.ts';

type EnrolmentCommand = CommandOf<typeof enrolment>;

const at = parseDateTime('2026-11-13T18:00:00-06:00');
const officerId = idFor('31', 'dossier', 'A');
const courseId = idFor('00', 'course', 'CUR-PROX-POP');
const competences = [{ code: 'PROXIMIDAD_POP' as const, validMonths: 36 }];

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

describe('an enrolment', () => {
  test('carries what the course required that day', () =>
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

  test('is under way again when its result is annulled, and ends again (BR-T7)', () => {
    const annul = { type: 'AnnulCourseResult', reason: 'RECORDED_BY_MISTAKE', at } as const;
    const fields = { officerId, courseId, reason: 'RECORDED_BY_MISTAKE', annulledAt: at } as const;
    const annulled: EnrolmentEvent = { type: 'CompletionAnnulled', ...fields, completedAt: at };
    given(enrolment, [officerEnrolled, completed]).when(annul).expects([annulled]);
    given(enrolment, [officerEnrolled, completed, annulled]).when(complete).expects([completed]);
    const failed: EnrolmentEvent = {
      ...{ type: 'CourseFailed', ...result, reasons: ['TOO_FEW_HOURS'], failedAt: at },
    };
    given(enrolment, [officerEnrolled, failed])
      .when(annul)
      .expects([{ type: 'FailureAnnulled', ...fields, failedAt: at }]);
    given(enrolment, []).when(annul).expects('EnrolmentNotFound');
    given(enrolment, [officerEnrolled]).when(annul).expects('EnrolmentNotEnded');
    given(enrolment, [officerEnrolled, completed, annulled]).when(annul).expects('EnrolmentNotEnded');
    given(enrolment, [officerEnrolled, completed])
      .when({ ...annul, at: { ...at, ms: at.ms - 1 } })
      .expects('EndsBeforeStart');
    const often = Array.from({ length: 5 }, () => [completed, annulled]).flat();
    given(enrolment, [officerEnrolled, ...often, completed])
      .when(annul)
      .expects('RecordFull');
  });

  test('that was a mistake is withdrawn, neither completed nor failed, and may begin anew', () => {
    const withdraw = { type: 'WithdrawEnrolment', reason: 'RECORDED_BY_MISTAKE', at } as const;
    const withdrawn: EnrolmentEvent = {
      ...{ type: 'EnrolmentWithdrawn', reason: 'RECORDED_BY_MISTAKE', withdrawnAt: at },
    };
    given(enrolment, [officerEnrolled]).when(withdraw).expects([withdrawn]);
    given(enrolment, [officerEnrolled, withdrawn]).when(withdraw).expects('AlreadyEnded');
    given(enrolment, [officerEnrolled, withdrawn]).when(complete).expects('AlreadyEnded');
    given(enrolment, [officerEnrolled, completed]).when(withdraw).expects('AlreadyEnded');
    given(enrolment, []).when(withdraw).expects('EnrolmentNotFound');
    const before = { ...at, ms: at.ms - 1 };
    given(enrolment, [officerEnrolled])
      .when({ ...withdraw, at: before })
      .expects('BeforeEnrolment');
    given(enrolment, [officerEnrolled, withdrawn]).when(enrol).expects([officerEnrolled]);
    given(enrolment, [officerEnrolled, withdrawn, officerEnrolled]).when(complete).expects([completed]);
    given(enrolment, [officerEnrolled, withdrawn])
      .when({ ...enrol, at: before })
      .expects('EndsBeforeStart');
    const often = Array.from({ length: 5 }, () => [officerEnrolled, withdrawn]).flat();
    given(enrolment, often).when(enrol).expects('RecordFull');
  });

  test('cannot end before it began, nor without having begun', () => {
    given(enrolment, []).when(complete).expects('EnrolmentNotFound');
    given(enrolment, [officerEnrolled])
      .when({ ...complete, at: { ...at, ms: at.ms - 1 } })
      .expects('BeforeEnrolment');
  });

  test('is in an edition of a year', () => {
    const Input = z.object(enrolment.commands.EnrolOfficer.input);
    expect(Input.safeParse(enrol).success).toBe(true);
    expect(Input.safeParse({ ...enrol, edition: 'grupo de Juan' }).success).toBe(false);
  });
});
