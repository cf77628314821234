import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf, governingAt } from '@proximidad/contracts';
import { type CommandOf, idFor, type Instant, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { dossier, type DossierEvent } from './dossier.ts';

type DossierCommand = CommandOf<typeof dossier>;

const at = parseDateTime('2026-11-13T18:00:00-06:00');
const courseId = idFor('00', 'course', 'CUR-PROX-POP');
const certificateId = uuidv5('certificate', 1);

const national = governingAt(() => undefined, { entity: '31' }, 0);
const model = national.profile;
const basis = basisOf(national, 'codes.certificates');
const termsOf = (kind: string) => model.codes.certificates.find(({ code }) => code === kind);

const register = {
  type: 'RegisterOfficer',
  municipality: '31050',
  rank: 'POLICIA_TERCERO',
  ...{ at, model },
} satisfies DossierCommand;
const registered: DossierEvent = {
  type: 'OfficerRegistered',
  municipality: '31050',
  rank: 'POLICIA_TERCERO',
  registeredAt: at,
};

const until = parseDateTime('2029-11-13T18:00:00-06:00');
const proximity = { code: 'PROXIMIDAD_POP' as const, from: at, until };
const grant = {
  type: 'GrantCourseCompetences',
  grants: [proximity],
  ...{ courseId, competences: model.codes.competences, timeZone: 'America/Merida' },
} satisfies DossierCommand;
const grantAlone = {
  type: 'GrantCompetence',
  code: 'IPH',
  from: null,
  until: null,
  ...{ at, model, timeZone: 'America/Merida' },
} satisfies DossierCommand;
const granted: DossierEvent = { type: 'CompetenceGranted', ...proximity, courseId };

const issue = {
  type: 'IssueCertificate',
  certificateId,
  kind: 'CUP',
  ...{ terms: termsOf('CUP'), basis, timeZone: 'America/Merida' },
  issuedAt: parseDateTime('2025-06-30T12:00:00-06:00'),
  validUntil: parseDateTime('2028-06-30T12:00:00-06:00'),
  at,
} satisfies DossierCommand;
const issued = {
  type: 'CertificateIssued',
  certificateId,
  kind: 'CUP',
  issuedAt: issue.issuedAt,
  ...{ validUntil: issue.validUntil, basis },
} satisfies DossierEvent;
const expire = { type: 'ExpireCertificate', certificateId, at: issued.validUntil } satisfies DossierCommand;
const expired: DossierEvent = { type: 'CertificateExpired', certificateId, expiredAt: issued.validUntil };
const daysBefore = (days: number) => ({
  ...issued.validUntil,
  ms: issued.validUntil.ms - days * 86_400_000,
});

describe('an officer', () => {
  test('is registered by pseudonym, municipality and rank', () =>
    given(dossier, []).when(register).expects([registered]));

  test('is registered once', () => given(dossier, [registered]).when(register).expects('AlreadyRegistered'));

  const later = { ...at, ms: at.ms + 1_000 };
  const transfer = {
    ...{ type: 'TransferOfficer', municipality: null, rank: 'POLICIA_TERCERO', model, at: later },
  } as const satisfies DossierCommand;
  const transferred: DossierEvent = {
    ...{ type: 'OfficerTransferred', municipality: null, rank: 'POLICIA_TERCERO', transferredAt: later },
  };
  const separate = { type: 'SeparateOfficer', reason: 'LEFT', at: later } as const satisfies DossierCommand;
  const separated: DossierEvent = { type: 'OfficerSeparated', reason: 'LEFT', separatedAt: later };

  test('is transferred to the state or another town of it, or has another rank, from then on', () => {
    given(dossier, []).when(transfer).expects('OfficerNotFound');
    given(dossier, [registered]).when(transfer).expects([transferred]);
    given(dossier, [registered, transferred]).when(transfer).expects([]);
    given(dossier, [registered, transferred])
      .when({ ...transfer, rank: 'POLICIA_SEGUNDO' })
      .expects([{ ...transferred, rank: 'POLICIA_SEGUNDO' }]);
    given(dossier, [registered])
      .when({ ...transfer, rank: 'INSIGHT' })
      .expects('CodeNotInModel');
    given(dossier, [registered, transferred])
      .when({ ...transfer, municipality: '31050', at })
      .expects('NotAfterTheLast');
  });

  test('leaves the service once, and may come back; the dossier goes on', () => {
    given(dossier, []).when(separate).expects('OfficerNotFound');
    given(dossier, [registered]).when(separate).expects([separated]);
    given(dossier, [registered, separated]).when(separate).expects('OfficerSeparated');
    given(dossier, [registered, separated]).when(transfer).expects('OfficerSeparated');
    // Nor is anything certified of the time after, while what is told late of the time before is.
    const after = { at: later } as const;
    given(dossier, [registered, separated])
      .when({ ...issue, ...after, issuedAt: null, validUntil: null })
      .expects('OfficerSeparated');
    given(dossier, [registered, separated])
      .when({ ...grantAlone, ...after })
      .expects('OfficerSeparated');
    given(dossier, [registered, separated]).when(issue).expects([issued]);
    given(dossier, [registered])
      .when({ ...separate, at: { ...at, ms: at.ms - 1 } })
      .expects('NotAfterTheLast');
    given(dossier, [registered, separated]).when(register).expects('NotAfterTheLast');
    const back: DossierEvent = { ...registered, registeredAt: later };
    given(dossier, [registered, issued, separated])
      .when({ ...register, at: later })
      .expects([back]);
    given(dossier, [registered, issued, separated, back]).when(issue).expects('AlreadyIssued');
  });

  test('has nothing granted or issued before', () => {
    given(dossier, []).when(grant).expects('OfficerNotFound');
    given(dossier, []).when(grantAlone).expects('OfficerNotFound');
    given(dossier, []).when(issue).expects('OfficerNotFound');
    given(dossier, []).when(expire).expects('OfficerNotFound');
  });
});

describe('a competence', () => {
  test('is granted with its validity and its course (P7)', () =>
    given(dossier, [registered]).when(grant).expects([granted]));

  test('is granted by an academy without a course, from now on if no time is given', () => {
    const iph = { type: 'CompetenceGranted', code: 'IPH', until: null, courseId: null } as const;
    given(dossier, [registered])
      .when(grantAlone)
      .expects([{ ...iph, from: at }]);
    const from = { ...at, ms: at.ms + 1 };
    given(dossier, [registered])
      .when({ ...grantAlone, from })
      .expects([{ ...iph, from }]);
  });

  test('that is held already, for as long, is not granted again', () =>
    given(dossier, [registered, granted]).when(grant).expects([]));

  test('that is held is not granted again either while another is granted ahead', () => {
    const ahead = { ...granted, from: { ...until, ms: until.ms + 1_000 }, until: null };
    given(dossier, [registered, granted, ahead]).when(grant).expects([]);
    const between = { ...proximity, until: { ...until, ms: until.ms + 500 } };
    given(dossier, [registered, granted, ahead])
      .when({ ...grant, grants: [between] })
      .expects([{ ...granted, ...between }]);
  });

  test('that its course did not grant after all lapses then; what others granted of it is still held (BR-T7)', () => {
    const later = { ...at, ms: at.ms + 1_000 };
    const revoke = {
      ...{ type: 'RevokeCourseCompetences', courseId, completedAt: at, at: later },
    } as const satisfies DossierCommand;
    const { code } = proximity;
    const of = { code, courseId, from: at, revokedAt: later, reason: null } as const;
    const revoked = { type: 'CompetenceRevoked', ...of } as const;
    const lapsed: DossierEvent = { ...revoked, held: [{ from: at, until: later }] };
    given(dossier, [registered, granted]).when(revoke).expects([lapsed]);
    given(dossier, [registered, granted, lapsed]).when(revoke).expects([]);
    given(dossier, [registered, granted, lapsed]).when(grant).expects([granted]);
    given(dossier, []).when(revoke).expects('OfficerNotFound');
    given(dossier, [registered, granted])
      .when({ ...revoke, courseId: idFor('00', 'course', 2) })
      .expects([]);
    given(dossier, [registered, granted])
      .when({ ...revoke, at: until })
      .expects([]);
    const other = { ...granted, from: later, until: later, courseId: null } as const;
    given(dossier, [registered, granted, { ...other, until: { ...until, ms: until.ms - 1 } }])
      .when(revoke)
      .expects([{ ...revoked, held: [{ from: at, until: { ...until, ms: until.ms - 1 } }] }]);
  });

  test('that the academy granted by mistake is revoked, and what a course granted is still held (BR-T7)', () => {
    const later = { ...at, ms: at.ms + 1_000 };
    const reason = 'GRANTED_BY_MISTAKE';
    const { code } = proximity;
    const revoke = { type: 'RevokeCompetence', code, reason, at: later } satisfies DossierCommand;
    const alone: DossierEvent = { ...granted, courseId: null, until: null };
    const of = { code, courseId: null, from: at, revokedAt: later, reason } as const;
    const revoked = { type: 'CompetenceRevoked', ...of } as const;
    const lapsed: DossierEvent = { ...revoked, held: [{ from: at, until: later }] };
    given(dossier, [registered, alone]).when(revoke).expects([lapsed]);
    given(dossier, [registered, granted, alone])
      .when(revoke)
      .expects([{ ...revoked, held: [{ from: at, until }] }]);
    given(dossier, [registered, granted]).when(revoke).expects('CompetenceNotGranted');
    given(dossier, [registered, alone, lapsed]).when(revoke).expects('CompetenceNotGranted');
    given(dossier, [registered, alone, lapsed])
      .when({ ...grantAlone, code, from: at })
      .expects([alone]);
    given(dossier, []).when(revoke).expects('OfficerNotFound');
  });

  test('that was to begin after it was revoked never begins', () => {
    const later = { ...at, ms: at.ms + 1_000 };
    const { code } = proximity;
    const ahead: DossierEvent = { ...granted, courseId: null, from: later };
    const revoked = given(dossier, [registered, ahead]).when({
      ...{ type: 'RevokeCompetence', code, reason: 'NO_LONGER_HELD', at },
    });
    revoked.expects([
      {
        ...{ type: 'CompetenceRevoked', code, courseId: null, from: later, revokedAt: at },
        ...{ reason: 'NO_LONGER_HELD', held: [] },
      },
    ]);
  });

  test('that is held is granted on another ground, too, since the first may be revoked', () => {
    const another = idFor('00', 'course', 2);
    given(dossier, [registered, granted])
      .when({ ...grant, courseId: another })
      .expects([{ ...granted, courseId: another }]);
    const alone = { code: proximity.code, from: at, until };
    given(dossier, [registered, granted])
      .when({ ...grantAlone, ...alone })
      .expects([{ ...granted, courseId: null }]);
    const again = { ...proximity, from: { ...at, ms: at.ms + 1 } };
    given(dossier, [registered, granted])
      .when({ ...grant, grants: [again] })
      .expects([{ ...granted, ...again }]);
  });

  test('is renewed for longer', () => {
    const longer = { ...proximity, until: { ...until, ms: until.ms + 1 } };
    given(dossier, [registered, granted])
      .when({ ...grant, grants: [longer] })
      .expects([{ ...granted, ...longer }]);
  });

  test('is made to last for good', () =>
    given(dossier, [registered, granted])
      .when({ ...grant, grants: [{ ...proximity, until: null }] })
      .expects([{ ...granted, until: null }]));

  test('several are granted at once, those held already left out', () => {
    const iph = { code: 'IPH' as const, from: at, until: null };
    given(dossier, [registered, granted])
      .when({ ...grant, grants: [proximity, iph] })
      .expects([{ type: 'CompetenceGranted', ...iph, courseId }]);
  });

  test('ends after it begins', () =>
    given(dossier, [registered])
      .when({ ...grant, grants: [{ ...proximity, until: at }] })
      .expects('EndsBeforeStart'));

  test.each([
    ['for good', null],
    ['for 24 months and a moment', { ...at, ms: parseDateTime('2028-11-13T18:00:00-06:00').ms + 1 }],
  ])('in the use of force is not granted %s (BR-T4)', (_how, forceUntil) =>
    given(dossier, [registered])
      .when({ ...grant, grants: [{ code: 'USO_FUERZA', from: at, until: forceUntil }] })
      .expects('ValidityTooLong'),
  );

  test('in the use of force is not granted for good by an academy either (BR-T4)', () =>
    given(dossier, [registered])
      .when({ ...grantAlone, code: 'USO_FUERZA' })
      .expects('ValidityTooLong'));
});

describe('a certificate', () => {
  test('is issued with its validity', () => given(dossier, [registered]).when(issue).expects([issued]));

  test('a CUP is valid for three years if no end is given (BR-T2)', () =>
    given(dossier, [registered])
      .when({ ...issue, validUntil: null })
      .expects([issued]));

  test('a CUP is not valid for longer', () =>
    given(dossier, [registered])
      .when({ ...issue, validUntil: { ...issue.validUntil, ms: issue.validUntil.ms + 1 } })
      .expects('CertificateTooLong'));

  test('a CUP is valid for three years where clocks are changed in between, too', () => {
    const [issuedAt, validUntil] = ['2026-03-09T10:00:00-07:00', '2029-03-09T10:00:00-08:00'].map(
      parseDateTime,
    ) as [Instant, Instant];
    const there = { ...issue, timeZone: 'America/Tijuana', issuedAt };
    for (const until of [validUntil, null])
      given(dossier, [registered])
        .when({ ...there, validUntil: until })
        .expects([{ ...issued, issuedAt, validUntil }]);
    given(dossier, [registered])
      .when({ ...there, validUntil: { ...validUntil, ms: validUntil.ms + 1 } })
      .expects('CertificateTooLong');
  });

  test('an individual certificate says how long it is valid', () =>
    given(dossier, [registered])
      .when({ ...issue, kind: 'INDIVIDUAL_2025', terms: termsOf('INDIVIDUAL_2025'), validUntil: null })
      .expects('ValidityMissing'));

  test('one that has ended long ago can still be recorded (ST-4, officer B)', () => {
    const validUntil = parseDateTime('2026-11-13T00:00:00-06:00');
    given(dossier, [registered])
      .when({ ...issue, validUntil })
      .expects([{ ...issued, validUntil }]);
  });

  test('is issued now if no time is given', () =>
    given(dossier, [registered])
      .when({ ...issue, issuedAt: null })
      .expects([{ ...issued, issuedAt: at }]));

  test('is recorded once it is issued, and ends after it', () => {
    given(dossier, [registered])
      .when({ ...issue, issuedAt: { ...at, ms: at.ms + 1 } })
      .expects('IssuedInFuture');
    given(dossier, [registered])
      .when({ ...issue, validUntil: issue.issuedAt })
      .expects('EndsBeforeStart');
  });

  test('has an id of its own', () =>
    given(dossier, [registered, issued]).when(issue).expects('AlreadyIssued'));

  test('expires at its instant, once, however late that is found out', () => {
    given(dossier, [registered, issued]).when(expire).expects([expired]);
    given(dossier, [registered, issued, expired]).when(expire).expects([]);
  });

  test('is revoked within its time, once, and neither warns nor expires after that (BR-T2)', () => {
    const revoke = (ms: number) =>
      ({ type: 'RevokeCertificate', certificateId, reason: 'COMPONENT_LOST', at: { ...at, ms } }) as const;
    const revoked = (ms: number): DossierEvent => ({
      ...{ type: 'CertificateRevoked', certificateId, reason: 'COMPONENT_LOST', revokedAt: { ...at, ms } },
    });
    const [begins, ends] = [issued.issuedAt.ms, issued.validUntil.ms];
    for (const ms of [begins, ends - 1])
      given(dossier, [registered, issued])
        .when(revoke(ms))
        .expects([revoked(ms)]);
    given(dossier, [registered, issued])
      .when(revoke(begins - 1))
      .expects('EndsBeforeStart');
    given(dossier, [registered, issued]).when(revoke(ends)).expects('AlreadyEnded');
    given(dossier, [registered]).when(revoke(begins)).expects('CertificateNotFound');
    const over = [registered, issued, revoked(begins)];
    given(dossier, over).when(revoke(begins)).expects('AlreadyEnded');
    given(dossier, over).when(expire).expects([]);
    const warn = { type: 'MarkExpiring', certificateId, daysLeft: 30, at: issued.validUntil } as const;
    given(dossier, over).when(warn).expects([]);
    const another = { ...issue, certificateId: uuidv5('certificate', 9) };
    given(dossier, over)
      .when(another)
      .expects([{ ...issued, certificateId: another.certificateId }]);
  });

  test('does not expire a millisecond earlier', () =>
    given(dossier, [registered, issued])
      .when({ ...expire, at: { ...expire.at, ms: expire.at.ms - 1 } })
      .expects('NotDueYet'));

  test('that was never issued does not expire', () =>
    given(dossier, [registered]).when(expire).expects('CertificateNotFound'));

  test.each([90, 60, 30, 7] as const)('its holder is warned %i days before', (daysLeft) => {
    const warn = { type: 'MarkExpiring', certificateId, daysLeft, at: daysBefore(daysLeft) } as const;
    given(dossier, [registered, issued])
      .when(warn)
      .expects([{ type: 'CertificateExpiring', certificateId, daysLeft }]);
    given(dossier, [registered, issued])
      .when({ ...warn, at: { ...warn.at, ms: warn.at.ms - 1 } })
      .expects('NotDueYet');
  });

  test('a warning is not repeated, nor an earlier one given after a later, nor any after the end', () => {
    const warned: DossierEvent = { type: 'CertificateExpiring', certificateId, daysLeft: 30 };
    const warn = (daysLeft: 60 | 30) =>
      ({ type: 'MarkExpiring', certificateId, daysLeft, at: issued.validUntil }) as const;
    given(dossier, [registered, issued, warned]).when(warn(30)).expects([]);
    given(dossier, [registered, issued, warned]).when(warn(60)).expects([]);
    given(dossier, [registered, issued, expired]).when(warn(30)).expects([]);
  });
});

test('ranks, certificates and competences are those of the model that governs', () => {
  const chile = modelProfiles.find(({ profileId }) => profileId === 'cl-plan-cuadrante')!;
  given(dossier, [])
    .when({ ...register, rank: 'CARABINERO' })
    .expects('CodeNotInModel');
  given(dossier, [])
    .when({ ...register, rank: 'CARABINERO', model: chile })
    .expects([{ ...registered, rank: 'CARABINERO' }]);
  given(dossier, [registered])
    .when({ ...grantAlone, model: chile })
    .expects('CodeNotInModel');
  given(dossier, [registered])
    .when({ ...issue, kind: 'HABILITACION', terms: termsOf('HABILITACION') })
    .expects('CodeNotInModel');
});

test('a dossier stays below a thousand events', () => {
  const many = Array.from({ length: 40 }, (_, index): DossierEvent => ({
    ...issued,
    certificateId: uuidv5('certificate', index),
  }));
  const another = { ...issue, certificateId: uuidv5('certificate', 40) };
  given(dossier, [registered, ...many])
    .when(another)
    .expects('DossierFull');
  const grants = Array.from({ length: 699 }, () => granted);
  given(dossier, [registered, ...grants])
    .when(grant)
    .expects('DossierFull');
});
