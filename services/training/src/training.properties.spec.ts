import {
  type CommandOf,
  decode,
  encode,
  idFor,
  type Instant,
  isRejection,
  type Recorded,
  uuidv5,
} from '@proximidad/eventsourcing';
import { basisOf, governingAt } from '@proximidad/contracts';
import { kindsOf, occurring } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { warningAt } from './dossier/certificate.ts';
import { dossier, type DossierEvent } from './dossier/dossier.ts';
import { CompetenceRevocationReason } from './dossier/grants.ts';
import { dueOf } from './dossier/reactions.ts';
import { runningCertificates, type RunningCertificateRow } from './dossier/running-certificates.ts';
import { SeparationReason } from './dossier/serving.ts';
import { addMonths } from './dossier/validity.ts';
import { enrolment } from './enrolment/enrolment.ts';

const national = governingAt(() => undefined, { entity: '31' }, 0);
const { profile: model } = national;
const { codes } = model;

type DossierCommand = CommandOf<typeof dossier>;
type EnrolmentCommand = CommandOf<typeof enrolment>;

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 14);
const MERIDA = 'America/Merida';
const timeZone = fc.constant(MERIDA);
const officerId = idFor('31', 'dossier', 'A');
const instant = fc
  .integer({ min: -1_500 * 24, max: 1_500 * 24 })
  .map((hours) => ({ ms: NOW_MS + hours * 3_600_000, offsetMin: -360 }));
/** When a course is completed: few values, so that what is taken back was often recorded before. */
const completedAt = fc
  .constantFrom(0, 24, 48)
  .map((hours) => ({ ms: NOW_MS + hours * 3_600_000, offsetMin: -360 }));
const certificateId = fc.constantFrom(uuidv5('c', 1), uuidv5('c', 2));

const issuing: fc.Arbitrary<DossierCommand> = fc
  .record({
    type: fc.constant('IssueCertificate' as const),
    certificateId,
    terms: fc.constantFrom(...codes.certificates),
    basis: fc.constant(basisOf(national, 'codes.certificates')),
    issuedAt: fc.option(instant),
    validUntil: fc.option(instant),
    timeZone,
    at: instant,
  })
  .map((given) => ({ ...given, kind: given.terms.code }));
const registering = instant.map((at) => ({
  type: 'RegisterOfficer' as const,
  municipality: null,
  rank: 'POLICIA' as const,
  ...{ at, model },
}));
const separating = fc.record({
  type: fc.constant('SeparateOfficer' as const),
  reason: fc.constantFrom(...SeparationReason.options),
  at: instant,
});
const noting = fc.record({
  type: fc.constant('NoteDossierRetention' as const),
  rule: fc.constant('TRAINING_DOSSIER' as const),
  dueAt: instant,
});
/** Certificates are issued often, so that other commands often concern one that exists. */
const command: fc.Arbitrary<DossierCommand> = fc.oneof(
  { weight: 4, arbitrary: issuing },
  // So that officers often leave, their time is over, and they come back.
  { weight: 3, arbitrary: registering },
  { weight: 3, arbitrary: fc.oneof(separating, noting) },
  fc.record({
    type: fc.constant('TransferOfficer' as const),
    municipality: fc.constantFrom(null, '31050'),
    rank: fc.constantFrom(...codes.ranks.map(({ code }) => code)),
    at: instant,
    model: fc.constant(model),
  }),
  fc.record({
    type: fc.constant('IdentifyOfficer' as const),
    cuip: fc.option(fc.constant('v1.Y3VpcA')),
    curp: fc.option(fc.constant('v1.Y3VycA')),
    at: instant,
  }),
  fc.record({
    type: fc.constant('GrantCompetence' as const),
    code: fc.constantFrom(...codes.competences.map(({ code }) => code)),
    from: fc.option(instant),
    until: fc.option(instant),
    at: instant,
    model: fc.constant(model),
    timeZone,
  }),
  fc.record({
    type: fc.constant('RevokeCompetence' as const),
    code: fc.constantFrom(...codes.competences.map(({ code }) => code)),
    reason: fc.constantFrom(...CompetenceRevocationReason.options),
    at: instant,
  }),
  fc.record({
    type: fc.constant('GrantCourseCompetences' as const),
    grants: fc.array(
      fc.record({
        code: fc.constantFrom(...codes.competences.map(({ code }) => code)),
        from: completedAt,
        until: fc.option(instant),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    courseId: fc.constant(idFor('00', 'course', 1)),
    competences: fc.constant(codes.competences),
    timeZone,
  }),
  fc.record({
    type: fc.constant('RevokeCourseCompetences' as const),
    courseId: fc.constant(idFor('00', 'course', 1)),
    completedAt,
    at: instant,
  }),
  fc.record({
    type: fc.constant('MarkExpiring' as const),
    certificateId,
    daysLeft: fc.constantFrom(90 as const, 60 as const, 30 as const, 7 as const),
    at: instant,
  }),
  fc.record({ type: fc.constant('ExpireCertificate' as const), certificateId, at: instant }),
  fc.record({
    type: fc.constant('RevokeCertificate' as const),
    certificateId,
    reason: fc.constantFrom('COMPONENT_LOST' as const, 'ISSUED_BY_MISTAKE' as const),
    at: instant,
  }),
);

function run(commands: readonly DossierCommand[]): DossierEvent[] {
  const log: DossierEvent[] = [];
  let state = dossier.initialState;
  for (const each of commands) {
    const decision = dossier.decide(state, each);
    if (isRejection(decision)) continue;
    log.push(...decision);
    state = decision.reduce((folded, event) => dossier.evolve(folded, event), state);
  }
  return log;
}

test('every command is accepted and every kind of fact recorded, so that what holds for all is tried on all', () => {
  const histories = fc.sample(fc.array(command, { maxLength: 30, size: 'max' }), {
    ...{ seed: 1, numRuns: 500 },
  });
  expect(occurring(dossier, histories)).toEqual(kindsOf(dossier));
});

test('whatever a dossier is asked for, what it records can be read again', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      for (const event of run(commands)) {
        expect(decode(dossier.events, encode(dossier.events, event))).toEqual(event);
      }
    }),
  );
});

test('a certificate is issued once and ends at most once, at its end or before it; warnings only count down', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const log = run(commands);
      for (const id of [uuidv5('c', 1), uuidv5('c', 2)]) {
        const own = log.filter((event) => 'certificateId' in event && event.certificateId === id);
        const issued = own.flatMap((event) => (event.type === 'CertificateIssued' ? [event] : []));
        const expired = own.flatMap((event) => (event.type === 'CertificateExpired' ? [event] : []));
        const revoked = own.flatMap((event) => (event.type === 'CertificateRevoked' ? [event] : []));
        const days = own.flatMap((event) => (event.type === 'CertificateExpiring' ? [event.daysLeft] : []));
        expect(issued.length).toBeLessThanOrEqual(1);
        expect(expired.length + revoked.length).toBeLessThanOrEqual(1);
        expect(days).toEqual([...new Set(days)].toSorted((a, b) => b - a));
        for (const { expiredAt } of expired) expect(expiredAt).toEqual(issued[0]!.validUntil);
        for (const { revokedAt } of revoked) {
          expect(revokedAt.ms).toBeGreaterThanOrEqual(issued[0]!.issuedAt.ms);
          expect(revokedAt.ms).toBeLessThan(issued[0]!.validUntil.ms);
        }
        for (const last of [...expired, ...revoked]) expect(own.at(-1)).toBe(last);
      }
    }),
  );
});

test('no CUP is valid for more than three years, no use of force for more than two', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      for (const event of run(commands)) {
        if (event.type === 'CertificateIssued' && event.kind === 'CUP') {
          expect(event.validUntil.ms).toBeLessThanOrEqual(addMonths(event.issuedAt, 36, MERIDA).ms);
        }
        if (event.type === 'CompetenceGranted' && event.code === 'USO_FUERZA') {
          expect(event.until!.ms).toBeLessThanOrEqual(addMonths(event.from, 24, MERIDA).ms);
        }
      }
    }),
  );
});

test('what is revoked is not held from then on, unless something else grants it, and beats learns of it', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30, size: 'max' }), (commands) => {
      const log = run(commands);
      const grants: Extract<DossierEvent, { type: 'CompetenceGranted' }>[] = [];
      for (const event of log) {
        if (event.type === 'CompetenceGranted') grants.push(event);
        if (event.type !== 'CompetenceRevoked') continue;
        const { code, courseId, from, revokedAt, held } = event;
        for (const [index, each] of grants.entries())
          if (each.code === code && each.courseId === courseId && each.from.ms === from.ms)
            if (each.until === null || each.until.ms > revokedAt.ms)
              grants[index] = { ...each, until: revokedAt };
        const holds = (spans: readonly { from: Instant; until: Instant | null }[], ms: number) =>
          spans.some((each) => each.from.ms <= ms && (each.until === null || each.until.ms > ms));
        const own = grants.filter((each) => each.code === code);
        const moments = own.flatMap((each) => [each.from.ms, each.until?.ms ?? NOW_MS]);
        for (const ms of [revokedAt.ms, ...moments]) expect(holds(held, ms)).toBe(holds(own, ms));
      }
    }),
  );
});

test('folding is total: any history in any order gives a state', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 20 }), fc.infiniteStream(fc.nat()), (commands, dice) => {
      const shuffled = run(commands).toSorted(() => (dice.next().value! % 3) - 1);
      const state = shuffled.reduce((folded, event) => dossier.evolve(folded, event), dossier.initialState);
      expect(['unregistered', 'registered']).toContain(state.status);
    }),
  );
});

test('however the ticker sleeps, each certificate ends exactly once, and no warning is late by more than its sleep', () => {
  const id = uuidv5('c', 1);
  fc.assert(
    fc.property(
      fc.integer({ min: -200, max: 200 }),
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 30, maxLength: 60 }),
      (validDays, sleeps) => {
        const validUntil = { ms: NOW_MS + validDays * DAY_MS, offsetMin: -360 };
        const issuedAt = { ms: validUntil.ms - 400 * DAY_MS, offsetMin: -360 };
        const registered: DossierEvent = {
          type: 'OfficerRegistered',
          municipality: null,
          rank: 'POLICIA',
          registeredAt: issuedAt,
        };
        const issued: DossierEvent = {
          type: 'CertificateIssued',
          certificateId: id,
          kind: 'CUP',
          ...{ issuedAt, validUntil, basis: null },
        };
        const executed: { event: DossierEvent; recordedAt: number }[] = [];
        let state = [registered, issued].reduce(
          (folded, event) => dossier.evolve(folded, event),
          dossier.initialState,
        );
        let row: RunningCertificateRow | undefined;
        const project = (event: DossierEvent, recordedAt: number) => {
          if (!('certificateId' in event)) return;
          const recorded = { id: officerId, entity: '31', recordedAt } as Recorded;
          row = runningCertificates.project(row, event, recorded, '');
        };
        project(issued, NOW_MS);
        let now = NOW_MS;
        for (const sleep of sleeps) {
          now += sleep * DAY_MS;
          while (row && row.nextAt.ms <= now) {
            const decision = dossier.decide(state, dueOf(row).execution.command);
            if (isRejection(decision)) throw new Error(decision.rejected);
            expect(decision).toHaveLength(1);
            for (const event of decision) {
              executed.push({ event, recordedAt: now });
              state = dossier.evolve(state, event);
              project(event, now);
            }
          }
        }
        const ends = executed.filter(({ event }) => event.type === 'CertificateExpired');
        expect(ends.length).toBe(now >= validUntil.ms ? 1 : 0);
        for (const { event, recordedAt } of executed) {
          if (event.type !== 'CertificateExpiring') continue;
          const late = recordedAt - warningAt(validUntil, event.daysLeft).ms;
          expect(late).toBeGreaterThanOrEqual(0);
          expect(late).toBeLessThan(60 * DAY_MS);
        }
      },
    ),
  );
});

test('a course is completed exactly when its hours and every module are enough', () => {
  const executed: fc.Arbitrary<Extract<EnrolmentCommand, { type: 'CompleteCourse' }>> = fc.record({
    type: fc.constant('CompleteCourse' as const),
    hours: fc.nat({ max: 100 }),
    moduleScores: fc.array(fc.integer({ min: 60, max: 100 }), { minLength: 1, maxLength: 4 }),
    at: fc.constant({ ms: NOW_MS, offsetMin: -360 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), executed, (minHours, complete) => {
      const state = enrolment.evolve(enrolment.initialState, {
        type: 'OfficerEnrolled',
        officerId,
        courseId: idFor('00', 'course', 1),
        edition: '2026-B',
        minHours,
        competences: [{ code: 'IPH', validMonths: null }],
        enrolledAt: { ms: NOW_MS, offsetMin: -360 },
      });
      const decision = enrolment.decide(state, complete);
      if (isRejection(decision)) throw new Error(decision.rejected);
      const enough = complete.hours * 10 >= minHours * 9 && Math.min(...complete.moduleScores) >= 70;
      expect(decision.map(({ type }) => type)).toEqual([enough ? 'CourseCompleted' : 'CourseFailed']);
    }),
  );
});
