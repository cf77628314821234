import { heldBy } from '@proximidad/contracts';
import {
  type AnyAggregate,
  type EventOf,
  idFor,
  parseDateTime,
  type ReadModelOf,
  type Recorded,
  uuidv5,
} from '@proximidad/eventsourcing';
import { eventsOf, projected } from '@proximidad/testing/domain';
import { course, type CourseEvent } from './course/course.ts';
import { courses } from './course/courses.ts';
import { dossier, type DossierEvent } from './dossier/dossier.ts';
import { officers } from './dossier/officers.ts';
import { dueOf } from './dossier/reactions.ts';
import { runningCertificates } from './dossier/running-certificates.ts';
import { enrolment, type EnrolmentEvent } from './enrolment/enrolment.ts';
import { enrolments } from './enrolment/enrolments.ts';

const at = parseDateTime('2026-11-13T18:00:00-06:00');
const officerId = idFor('31', 'dossier', 'A');
const courseId = idFor('00', 'course', 1);
const certificateId = uuidv5('certificate', 1);
const days = (count: number) => ({ ...at, ms: at.ms + count * 86_400_000 });

const metadata = { jurisdiction: { entity: '31', municipality: '31050' } } as Recorded['metadata'];

/** The rows that a read model keeps after events of one record. */
function rowsOf<Row extends object, A extends AnyAggregate>(
  model: ReadModelOf<Row>,
  aggregate: A,
  id: string,
  events: readonly EventOf<A['events']>[],
  recordedAt = at.ms,
): Row[] {
  return [...projected(model, eventsOf(aggregate, id, events, { recordedAt, metadata })).values()];
}

const registered: DossierEvent = {
  type: 'OfficerRegistered',
  municipality: '31050',
  rank: 'POLICIA',
  registeredAt: at,
};
const issued = (index: number, validDays: number): DossierEvent => ({
  type: 'CertificateIssued',
  certificateId: uuidv5('certificate', index),
  kind: 'CUP',
  issuedAt: days(-30),
  validUntil: days(validDays),
  basis: null,
});
const expired = (index: number): DossierEvent => ({
  type: 'CertificateExpired',
  certificateId: uuidv5('certificate', index),
  expiredAt: at,
});
const granted: DossierEvent = {
  type: 'CompetenceGranted',
  code: 'PROXIMIDAD_POP',
  from: at,
  until: null,
  courseId,
};
const enrolled: EnrolmentEvent = {
  type: 'OfficerEnrolled',
  officerId,
  courseId,
  edition: '2026-B',
  minHours: 40,
  competences: [{ code: 'PROXIMIDAD_POP', validMonths: null }],
  enrolledAt: at,
};
const figuresOf = (events: readonly DossierEvent[]) =>
  Object.fromEntries(
    rowsOf(officers, dossier, officerId, events).flatMap((row) =>
      officers.figure!(row).map(({ key, add }) => [key, add]),
    ),
  );

test('an officer counts in entity and municipality, certified or not', () => {
  expect(figuresOf([registered])).toEqual({
    '31:officers': 1,
    '31050:officers': 1,
  });
  expect(figuresOf([registered, issued(1, 300)])).toMatchObject({ '31:certified': 1 });
  expect(figuresOf([registered, issued(1, 300), expired(1)])).toEqual(figuresOf([registered]));
});

test('an officer counts where transferred to, and nowhere any more once separated', () => {
  const transferred: DossierEvent = {
    ...{ type: 'OfficerTransferred', municipality: '31059', rank: 'POLICIA', transferredAt: at },
  };
  const separated: DossierEvent = { type: 'OfficerSeparated', reason: 'RETIRED', separatedAt: at };
  const certified = { '31:officers': 1, '31:certified': 1 };
  const there = { ...certified, '31059:officers': 1, '31059:certified': 1 };
  expect(figuresOf([registered, issued(1, 300), transferred])).toEqual(there);
  const left = [registered, issued(1, 300), transferred, separated];
  expect(figuresOf(left)).toEqual({});
  expect(rowsOf(officers, dossier, officerId, left)).toMatchObject([
    { municipality: '31059', certified: true, separatedAt: at, separatedBecause: 'RETIRED' },
  ]);
  expect(figuresOf([...left, { ...registered, municipality: '31059' }])).toEqual(there);
});

test('an officer of the state has no municipality to count in', () =>
  expect(Object.keys(figuresOf([{ ...registered, municipality: null }]))).toEqual(['31:officers']));

test('an officer shows the certificate that is valid longest', () => {
  const [row] = rowsOf(officers, dossier, officerId, [registered, issued(1, 300), issued(2, 10)]);
  expect(row).toMatchObject({ certificate: { certificateId }, certifiedUntil: days(300), certified: true });
});

test('the end of an old certificate does not end a renewed one', () => {
  const renewed = [registered, issued(1, 10), issued(2, 300), expired(1)];
  expect(rowsOf(officers, dossier, officerId, renewed)[0]).toMatchObject({ certified: true });
  expect(figuresOf(renewed)).toMatchObject({ '31:certified': 1 });
});

test('of several certificates the one that is valid longest is shown, as they turned out', () => {
  const revoked = (index: number, revokedAt = days(-1)): DossierEvent => ({
    ...{ type: 'CertificateRevoked', certificateId: uuidv5('certificate', index) },
    ...{ reason: 'ISSUED_BY_MISTAKE', revokedAt },
  });
  const rowAfter = (...events: DossierEvent[]) =>
    rowsOf(officers, dossier, officerId, [registered, ...events])[0];
  const both = rowAfter(issued(1, 300), issued(2, 10), revoked(1));
  expect(both).toMatchObject({
    ...{ certificate: { certificateId: uuidv5('certificate', 2) }, certified: true },
    ...{ certifiedUntil: days(10), certificates: [{ revokedAt: days(-1) }, { revokedAt: null }] },
  });
  expect(rowAfter(issued(1, 300), revoked(1))).toMatchObject({
    ...{ certificate: { certificateId, validUntil: days(300), revokedAt: days(-1) } },
    ...{ certified: false, certifiedUntil: days(-1) },
  });
  expect(figuresOf([registered, issued(1, 300), revoked(1)])).toEqual(figuresOf([registered]));
  expect(rowsOf(runningCertificates, dossier, officerId, [issued(1, 100), revoked(1)])).toEqual([]);
});

test('B10: an officer shows the spans in which each competence is held, as the beats service counts them: a grant ahead does not shorten one', () => {
  const renewed: DossierEvent = { ...granted, from: days(1), courseId: null };
  const short: DossierEvent = { ...renewed, until: days(2) };
  const heldAfter = (...events: DossierEvent[]) =>
    heldBy(rowsOf(officers, dossier, officerId, [registered, ...events])[0]!.grants);
  expect(heldAfter(short, renewed)).toMatchObject([{ from: days(1), until: null, courseId: null }]);
  expect(heldAfter(renewed, short)).toMatchObject([{ from: days(1), until: null, courseId: null }]);
  const ahead: DossierEvent = { ...renewed, from: days(9) };
  expect(heldAfter(short, ahead)).toMatchObject([
    { from: days(1), until: days(2) },
    { from: days(9), until: null },
  ]);
});

test('BR-T7: what a completion granted lapses when that is annulled, what others granted of it does not', () => {
  const revoked: DossierEvent = {
    ...{ type: 'CompetenceRevoked', code: 'PROXIMIDAD_POP', courseId, from: at, revokedAt: days(3) },
    reason: null,
    held: [],
  };
  const spansAfter = (...events: DossierEvent[]) =>
    heldBy(rowsOf(officers, dossier, officerId, [registered, ...events])[0]!.grants).map(
      ({ from, until }) => [from, until],
    );
  expect(spansAfter(granted, revoked)).toEqual([[at, days(3)]]);
  const alone: DossierEvent = { ...granted, from: days(1), until: days(9), courseId: null };
  expect(spansAfter(granted, alone, revoked)).toEqual([[at, days(9)]]);
  const renewed: DossierEvent = { ...granted, from: days(5) };
  expect(spansAfter(granted, revoked, renewed)).toEqual([
    [at, days(3)],
    [days(5), null],
  ]);
});

test('an enrolment whose result is annulled is under way again, without it', () => {
  const ended: EnrolmentEvent = {
    ...{ type: 'CourseFailed', officerId, courseId, hours: 3, score: 60 },
    ...{ reasons: ['TOO_FEW_HOURS'], failedAt: days(1) },
  };
  const annulled: EnrolmentEvent = {
    ...{ type: 'FailureAnnulled', officerId, courseId, failedAt: days(1) },
    ...{ reason: 'RECORDED_BY_MISTAKE', annulledAt: days(2) },
  };
  const id = idFor('31', 'enrolment', 1);
  const [before] = rowsOf(enrolments, enrolment, id, [enrolled]);
  expect(rowsOf(enrolments, enrolment, id, [enrolled, ended])).toMatchObject([{ status: 'FAILED' }]);
  expect(rowsOf(enrolments, enrolment, id, [enrolled, ended, annulled])).toEqual([before]);
});

test('a certificate is watched from warning to warning to its end', () => {
  const warned = (daysLeft: 90 | 60 | 30 | 7): DossierEvent => ({
    type: 'CertificateExpiring',
    certificateId,
    daysLeft,
  });
  const nextAfter = (events: readonly DossierEvent[], recordedAt = at.ms) =>
    rowsOf(runningCertificates, dossier, officerId, [issued(1, 100), ...events], recordedAt).map(
      ({ next, nextAt }) => [next, nextAt],
    );
  expect(nextAfter([])).toEqual([[90, days(10)]]);
  expect(nextAfter([warned(90)])).toEqual([[60, days(40)]]);
  expect(nextAfter([warned(7)])).toEqual([[0, days(100)]]);
  expect(nextAfter([warned(90)], days(75).ms)).toEqual([[7, days(93)]]);
  expect(nextAfter([], days(200).ms)).toEqual([[0, days(100)]]);
  expect(nextAfter([expired(1)])).toEqual([]);
});

test('what falls due has the moment at which it became true, and one subject for each', () => {
  const [row] = rowsOf(runningCertificates, dossier, officerId, [issued(1, 100)]);
  const warning = dueOf(row!);
  expect(warning).toMatchObject({
    execution: { id: officerId, command: { type: 'MarkExpiring', daysLeft: 90, at: days(10) } },
    dueAt: days(10).ms,
  });
  const end = dueOf({ ...row!, next: 0, nextAt: days(100) });
  expect(end).toMatchObject({
    execution: { command: { type: 'ExpireCertificate', at: days(100) } },
    dueAt: days(100).ms,
  });
  expect(end.subject).not.toBe(warning.subject);
});

test('an enrolment is in the municipality of its officer and ends with hours and score', () => {
  const id = idFor('31', 'enrolment', 1);
  expect(rowsOf(enrolments, enrolment, id, [enrolled])[0]).toMatchObject({
    status: 'ENROLLED',
    municipality: '31050',
    hours: null,
  });
  const result = { officerId, courseId, hours: 36, score: 83 };
  const completed: EnrolmentEvent = {
    type: 'CourseCompleted',
    ...result,
    competences: [],
    completedAt: days(1),
  };
  expect(rowsOf(enrolments, enrolment, id, [enrolled, completed])[0]).toMatchObject({
    status: 'COMPLETED',
    hours: 36,
    score: 83,
    endedAt: days(1),
  });
  const withdrawn: EnrolmentEvent = {
    ...{ type: 'EnrolmentWithdrawn', reason: 'LEFT_COURSE', withdrawnAt: days(1) },
  };
  expect(rowsOf(enrolments, enrolment, id, [enrolled, withdrawn])[0]).toMatchObject({
    ...{ status: 'WITHDRAWN', endedAt: days(1), withdrawnBecause: 'LEFT_COURSE' },
  });
  expect(rowsOf(enrolments, enrolment, id, [enrolled, withdrawn, enrolled])[0]).toMatchObject({
    ...{ status: 'ENROLLED', endedAt: null, withdrawnBecause: null },
  });
  const failed: EnrolmentEvent = {
    type: 'CourseFailed',
    ...result,
    reasons: ['TOO_FEW_HOURS'],
    failedAt: days(2),
  };
  expect(rowsOf(enrolments, enrolment, id, [enrolled, failed])[0]).toMatchObject({
    status: 'FAILED',
    endedAt: days(2),
  });
});

test('a course is a row of its entity', () => {
  const published: CourseEvent = {
    type: 'CoursePublished',
    titleEs: 'Proximidad',
    minHours: 40,
    prpEdition: '2026',
    competences: [{ code: 'PROXIMIDAD_POP', validMonths: 36 }],
    publishedAt: at,
  };
  expect(rowsOf(courses, course, courseId, [published])[0]).toMatchObject({
    id: courseId,
    entity: '00',
    minHours: 40,
  });
});
