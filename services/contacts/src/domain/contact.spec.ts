import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing';
import { contact, ContactCommand, keptPoint, type ContactEvent } from './contact.ts';
import { topicOf } from './topics.ts';

const at = parseDateTime('2026-11-14T18:05:00-06:00');
const officer = idFor('09', 'officer', 1);
const beatId = idFor('09', 'beat', 'IZP-6.1.4');

const record = ContactCommand.parse({
  type: 'RecordContact',
  kind: 'CALLE',
  outcome: 'ATENDIDO',
  municipality: '09007',
  beatId,
  point: { lon: -99.09213, lat: 19.35794 },
  officerIds: [officer],
  durationS: 240,
  topicCodes: ['PREVENCION', '40103'],
  people: { adults: 2, minors: 1 },
  at,
});
const { type: _type, at: _at, ...fields } = record;
const recorded: ContactEvent = { type: 'ContactRecorded', ...fields, contactedAt: at };

test('a contact is recorded with counts, never with identities', () =>
  given(contact, []).when(record).expects([recorded]));

test('a contact is recorded once', () => given(contact, [recorded]).when(record).expects('AlreadyRecorded'));

test('a contact about family violence keeps no point', () =>
  given(contact, [])
    .when({ ...record, topicCodes: ['30503'] })
    .expects('PointOnSensitiveKind'));

test('a contact about family violence is recorded by its beat', () => {
  const withoutPoint = { ...record, topicCodes: ['30503'], point: null };
  given(contact, [])
    .when(withoutPoint)
    .expects([{ ...recorded, topicCodes: ['30503'], point: null }]);
});

test('a visit to a home keeps its point to 3 decimals', () => {
  given(contact, [])
    .when({ ...record, kind: 'VISITA' })
    .expects('PointTooFine');
  const coarse = keptPoint('VISITA', [], record.point!);
  expect(coarse).toEqual({ lon: -99.092, lat: 19.358 });
  given(contact, [])
    .when({ ...record, kind: 'VISITA', point: coarse })
    .expects([{ ...recorded, kind: 'VISITA', point: coarse }]);
});

test('the point is dropped for sensitive topics and kept as it is on the street', () => {
  expect(keptPoint('CALLE', ['30703'], record.point!)).toBeNull();
  expect(keptPoint('CALLE', ['30413'], record.point!)).toBeNull();
  expect(keptPoint('CALLE', ['40103'], record.point!)).toEqual(record.point);
});

test.each([
  ['a topic that is in no catalogue', { topicCodes: ['se veía nervioso'] }],
  ['an officer named twice', { officerIds: [officer, officer] }],
  ['no officer', { officerIds: [] }],
  ['a municipality that is not an INEGI key', { municipality: '9007' }],
  ['people below zero', { people: { adults: -1, minors: 0 } }],
])('%s is malformed', (_what, wrong) => {
  expect(ContactCommand.safeParse({ ...record, ...wrong }).success).toBe(false);
});

test('a topic says which catalogue it is of', () => {
  expect(topicOf('PREVENCION')).toMatchObject({ system: 'CONTACT_TOPIC', label: 'Medidas de prevención' });
  expect(topicOf('30421')).toMatchObject({ system: 'CNIE', label: 'Robo a transeúnte con violencia' });
});
