import { decode, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { eligibility, eligibilityEvents, type EligibilityEvent } from './eligibility.ts';

const officerId = idFor('31', 'officer', 'A');
const at = (time: string) => parseDateTime(`2026-11-${time}-06:00`);
const certificate = {
  certificateId: '5f0c6a1e-6a3f-4c8e-9d55-0d5b6f1d2a10',
  issuedAt: at('01T00:00:00'),
  validUntil: parseDateTime('2028-06-30T23:59:59-06:00'),
  expiredAt: null,
};
const competence = { code: 'PROXIMIDAD_POP', from: at('13T18:00:00'), until: null };

const noted = (known: Partial<EligibilityEvent>): EligibilityEvent => ({
  type: 'EligibilityNoted',
  officerId,
  registered: true,
  municipality: null,
  separatedAt: null,
  certificates: [],
  competences: [],
  ...known,
});
const { certificateId, issuedAt, validUntil } = certificate;
const issue = { type: 'NoteCertificate', officerId, certificateId, issuedAt, validUntil } as const;

test('each fact adds to what was known', () => {
  given(eligibility, [])
    .when(issue)
    .expects([noted({ certificates: [certificate] })]);
  given(eligibility, [noted({ certificates: [certificate] })])
    .when({ type: 'NoteCompetence', officerId, ...competence })
    .expects([noted({ certificates: [certificate], competences: [competence] })]);
  given(eligibility, [noted({ certificates: [certificate] })])
    .when({ type: 'NoteOfficer', officerId, municipality: '31050' })
    .expects([noted({ certificates: [certificate], municipality: '31050' })]);
});
test('B9: an officer is known once registered, of a town or of the whole state', () => {
  const register = { type: 'NoteOfficer', officerId, municipality: null } as const;
  given(eligibility, [])
    .when(register)
    .expects([noted({})]);
  given(eligibility, [noted({})])
    .when(register)
    .expects([]);
});
test('an officer who left is known as such until registered again, whatever else is told meanwhile', () => {
  const separatedAt = at('14T12:00:00');
  const left = noted({ registered: false, separatedAt });
  const separate = { type: 'NoteOfficerSeparated', officerId, separatedAt } as const;
  given(eligibility, [noted({})])
    .when(separate)
    .expects([left]);
  given(eligibility, [left]).when(separate).expects([]);
  given(eligibility, [left])
    .when(issue)
    .expects([{ ...left, certificates: [certificate] }]);
  given(eligibility, [left])
    .when({ type: 'NoteOfficer', officerId, municipality: null })
    .expects([noted({})]);
});
test('that an officer left was not known at first', () => {
  const { type, separatedAt: _separatedAt, ...data } = noted({});
  expect(decode(eligibilityEvents, { type, version: 4, data })).toEqual(noted({}));
});
test('notes from before registration was recorded concern registered officers', () => {
  const second = { officerId, municipality: '31050', certificate: null, competences: [] };
  const stored = { type: 'EligibilityNoted', version: 2, data: second };
  expect(decode(eligibilityEvents, stored)).toEqual(noted({ municipality: '31050' }));
});
test('what was known already changes nothing', () => {
  given(eligibility, [noted({ certificates: [certificate] })])
    .when(issue)
    .expects([]);
  given(eligibility, [noted({ competences: [competence] })])
    .when({ type: 'NoteCompetence', officerId, ...competence })
    .expects([]);
});
const older = {
  ...certificate,
  certificateId: '11111111-1111-4111-8111-111111111111',
  validUntil: at('30T00:00:00'),
};
test('each certificate is kept with its span, whatever comes first', () => {
  const { expiredAt: _, ...told } = older;
  given(eligibility, [noted({ certificates: [certificate] })])
    .when({ type: 'NoteCertificate', officerId, ...told })
    .expects([noted({ certificates: [certificate, older] })]);
});
test('a log in which only the longest certificate was noted gives the earlier ones, too', () => {
  const third = (of: object | null) => ({
    ...{ type: 'EligibilityNoted', version: 3 },
    data: { officerId, registered: true, municipality: null, certificate: of, competences: [] },
  });
  const events = [third(null), third(older), third(certificate)].map((each) =>
    decode(eligibilityEvents, each),
  );
  expect(events.reduce(eligibility.evolve, eligibility.initialState)).toMatchObject({
    certificates: [older, certificate],
  });
});
test('an expiry is that of the certificate it names', () => {
  const expiredAt = validUntil;
  const expiry = { type: 'NoteCertificateExpired', officerId, certificateId, expiredAt } as const;
  given(eligibility, [noted({ certificates: [certificate] })])
    .when(expiry)
    .expects([noted({ certificates: [{ ...certificate, expiredAt }] })]);
  given(eligibility, [noted({ certificates: [certificate] })])
    .when({ ...expiry, certificateId: '11111111-1111-4111-8111-111111111111' })
    .expects([]);
});
test('a competence renewed in time has no gap', () => {
  const held = { code: 'USO_FUERZA', from: at('01T00:00:00'), until: at('30T00:00:00') };
  const renewal = { code: 'USO_FUERZA', from: at('20T00:00:00'), until: null };
  given(eligibility, [noted({ competences: [held] })])
    .when({ type: 'NoteCompetence', officerId, ...renewal })
    .expects([noted({ competences: [{ ...renewal, from: held.from }] })]);
});
test('after a revocation, what is still held of the competence is known, and the others stay (BR-T7)', () => {
  const other = { code: 'USO_FUERZA', from: at('01T00:00:00'), until: null };
  const left = { from: competence.from, until: at('14T00:00:00') };
  const revoke = { type: 'NoteCompetenceRevoked', officerId, code: competence.code } as const;
  given(eligibility, [noted({ competences: [competence, other] })])
    .when({ ...revoke, held: [left] })
    .expects([noted({ competences: [other, { ...competence, ...left }] })]);
  given(eligibility, [noted({ competences: [competence, other] })])
    .when({ ...revoke, held: [] })
    .expects([noted({ competences: [other] })]);
});
test('a competence granted ahead leaves the one held until then as it is', () => {
  const held = { code: 'USO_FUERZA', from: at('01T00:00:00'), until: at('20T00:00:00') };
  const ahead = { code: 'USO_FUERZA', from: at('25T00:00:00'), until: null };
  given(eligibility, [noted({ competences: [held] })])
    .when({ type: 'NoteCompetence', officerId, ...ahead })
    .expects([noted({ competences: [held, ahead] })]);
});
