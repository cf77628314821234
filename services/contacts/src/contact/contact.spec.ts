import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf, governingAt } from '@proximidad/contracts';
import { type CommandOf, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import { contact, keptPoint, type ContactEvent } from './contact.ts';
import { topicOf } from './topics.ts';

const at = parseDateTime('2026-11-14T18:05:00-06:00');
const officer = idFor('09', 'officer', 1);
const beatId = idFor('09', 'beat', 'IZP-6.1.4');

const point = { lon: -99.09213, lat: 19.35794 };
const place = { municipality: '09007', beatId, point };

const national = governingAt(() => undefined, { entity: '09' }, 0);
const basis = basisOf(national, 'contacts.kinds');
const kindOf = (kind: string) => national.profile.contacts.kinds.find(({ code }) => code === kind);

const record: Extract<CommandOf<typeof contact>, { type: 'RecordContact' }> = {
  type: 'RecordContact',
  kind: 'CALLE',
  known: kindOf('CALLE'),
  basis,
  outcome: 'ATENDIDO',
  place,
  officerIds: [officer],
  durationSeconds: 240,
  topics: ['PREVENCION', '40103'],
  people: { adults: 2, minors: 1 },
  at,
};
const recorded: Extract<ContactEvent, { type: 'ContactRecorded' }> = {
  type: 'ContactRecorded',
  kind: 'CALLE',
  outcome: 'ATENDIDO',
  ...place,
  officerIds: [officer],
  durationS: 240,
  topicCodes: ['PREVENCION', '40103'],
  people: { adults: 2, minors: 1 },
  contactedAt: at,
  basis,
};

test('a contact is recorded with counts, never with identities', () =>
  given(contact, []).when(record).expects([recorded]));

test('a contact is recorded once', () => given(contact, [recorded]).when(record).expects('AlreadyRecorded'));

test('a contact that was recorded by mistake is annulled once, and not before it took place (BR-C12)', () => {
  const annul = { type: 'AnnulContact', reason: 'RECORDED_TWICE', at } as const;
  const { municipality, kind, outcome, contactedAt } = recorded;
  const annulled: ContactEvent = {
    ...{ type: 'ContactAnnulled', municipality, kind, outcome, contactedAt },
    ...{ reason: 'RECORDED_TWICE', annulledAt: at },
  };
  given(contact, []).when(annul).expects('ContactNotFound');
  given(contact, [recorded]).when(annul).expects([annulled]);
  given(contact, [recorded])
    .when({ ...annul, at: { ...at, ms: at.ms - 1 } })
    .expects('EndsBeforeStart');
  given(contact, [recorded, annulled]).when(annul).expects('ContactAnnulled');
  given(contact, [recorded, annulled]).when(record).expects('AlreadyRecorded');
});

test('a contact about family violence keeps no point', () =>
  given(contact, [])
    .when({ ...record, topics: ['30503'] })
    .expects('PointOnSensitiveKind'));

test('a contact about family violence is recorded by its beat', () => {
  const withoutPoint = { ...record, topics: ['30503'], place: { ...place, point: null } };
  given(contact, [])
    .when(withoutPoint)
    .expects([{ ...recorded, topicCodes: ['30503'], point: null }]);
});

test('a visit to a home keeps its point to 3 decimals', () => {
  given(contact, [])
    .when({ ...record, kind: 'VISITA', known: kindOf('VISITA') })
    .expects('PointTooFine');
  const coarse = keptPoint(kindOf('VISITA'), [], point);
  expect(coarse).toEqual({ lon: -99.092, lat: 19.358 });
  given(contact, [])
    .when({ ...record, kind: 'VISITA', known: kindOf('VISITA'), place: { ...place, point: coarse } })
    .expects([{ ...recorded, kind: 'VISITA', point: coarse }]);
});

test('whoever was spoken with is counted, and nobody where nobody was there', () => {
  const none = { adults: 0, minors: 0 };
  given(contact, [])
    .when({ ...record, people: none })
    .expects('PeopleMissing');
  given(contact, [])
    .when({ ...record, outcome: 'NADIE' })
    .expects('PeopleNotExpected');
  given(contact, [])
    .when({ ...record, outcome: 'NADIE', people: none })
    .expects([{ ...recorded, outcome: 'NADIE', people: none }]);
  // People who did not want to talk may be counted or not.
  for (const people of [none, record.people])
    given(contact, [])
      .when({ ...record, outcome: 'RECHAZO', people })
      .expects([{ ...recorded, outcome: 'RECHAZO', people }]);
});

test('nobody records what an officer of another state spoke (BR-A1)', () =>
  given(contact, [])
    .when({ ...record, officerIds: [officer, idFor('31', 'officer', 1)] })
    .expects('OutsideEntity'));

test('a kind of contact that the model does not know is refused, and one of another model keeps its own words', () => {
  given(contact, [])
    .when({ ...record, kind: 'RONDA_VECINAL', known: kindOf('RONDA_VECINAL') })
    .expects('CodeNotInModel');
  const peru = modelProfiles.find(({ profileId }) => profileId === 'pe-serenazgo-integrado')!;
  const known = peru.contacts.kinds.find(({ code }) => code === 'RONDA_VECINAL');
  given(contact, [])
    .when({ ...record, kind: 'RONDA_VECINAL', known })
    .expects([{ ...recorded, kind: 'RONDA_VECINAL' }]);
});

test('the point is dropped for sensitive topics and kept as it is on the street', () => {
  expect(keptPoint(kindOf('CALLE'), ['30703'], point)).toBeNull();
  expect(keptPoint(kindOf('CALLE'), ['30413'], point)).toBeNull();
  expect(keptPoint(kindOf('CALLE'), ['40103'], point)).toEqual(point);
});

test.each([
  ['a topic that is in no catalogue', { topics: ['se veía nervioso'] }],
  ['an officer named twice', { officerIds: [officer, officer] }],
  ['no officer', { officerIds: [] }],
  ['a municipality that is not an INEGI key', { municipality: '9007' }],
  ['people below zero', { people: { adults: -1, minors: 0 } }],
])('%s is malformed', (_what, wrong) => {
  const input = z.object(contact.commands.RecordContact.input);
  const given = { ...record, ...place };
  expect(input.safeParse(given).success).toBe(true);
  expect(input.safeParse({ ...given, ...wrong }).success).toBe(false);
});

test('a topic says which catalogue it is of', () => {
  expect(topicOf('PREVENCION')).toMatchObject({ system: 'CONTACT_TOPIC', label: 'Medidas de prevención' });
  expect(topicOf('30421')).toMatchObject({ system: 'CNIE', label: 'Robo a transeúnte con violencia' });
});
