import { basisOf, contracts, governingAt } from '@proximidad/contracts';
import { encode, idFor, isRejection, parseDateTime, type EventOf } from '@proximidad/eventsourcing';
import { noteBeatClosed, noteBoundary } from './contact-area/reactions.ts';
import { contact } from './contact/contact.ts';
import { publishedContact } from './contact/published.ts';
import { followUp, followUpId } from './follow-up/follow-up.ts';
import { requestFollowUp } from './follow-up/reactions.ts';
import { definition } from './service.ts';

type Closed = Extract<EventOf<typeof contracts.incidents.restricted>, { type: 'IncidentClosed' }>;

const at = parseDateTime('2026-11-14T22:20:00-06:00');
const incidentId = idFor('09', 'incident', 1);
const beatId = idFor('09', 'beat', 1);
const polygon = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [0, 0] as [number, number],
      [1, 0] as [number, number],
      [1, 1] as [number, number],
      [0, 0] as [number, number],
    ],
  ],
};
const closed: Closed = {
  type: 'IncidentClosed',
  incidentId,
  municipality: '09007',
  beatId,
  finalCode: '30421',
  outcome: 'RESOLVED',
  victims: 1,
  unitIds: [],
  closedAt: at,
};

const national = governingAt(() => undefined, { entity: '09' }, 0);
const requestedBy = (event: typeof closed) => requestFollowUp(event, national);

test('an incident that closed with a victim asks for a follow-up, which is due five days later (ST-1)', () => {
  const reaction = requestedBy(closed)!;
  expect(reaction).toMatchObject({ aggregate: followUp, municipality: '09007' });
  expect(reaction.id).toBe(followUpId(incidentId));
  const decision = followUp.decide(followUp.initialState, reaction.command);
  expect(decision).toMatchObject([
    { type: 'FollowUpRequested', dueAt: parseDateTime('2026-11-19T22:20:00-06:00') },
  ]);
});

test('every closing of one incident asks for the same follow-up', () => {
  expect(requestedBy({ ...closed, finalCode: '30503' })!.id).toBe(requestedBy(closed)!.id);
  expect(requestedBy({ ...closed, incidentId: idFor('09', 'incident', 2) })!.id).not.toBe(
    requestedBy(closed)!.id,
  );
});

test('no victim, no follow-up', () => expect(requestedBy({ ...closed, victims: 0 })).toBeUndefined());

test('a drill owes nothing', () => expect(requestedBy({ ...closed, finalCode: '60210' })).toBeUndefined());

test.each(['DUPLICATE', 'UNFOUNDED', 'CANCELLED'] as const)(
  'an incident closed as %s owes nothing',
  (outcome) => expect(requestedBy({ ...closed, outcome })).toBeUndefined(),
);

test.each(['RESOLVED', 'NO_CONTACT', 'REFERRED', 'DETAINED'] as const)(
  'an incident closed as %s owes its victims a follow-up',
  (outcome) => expect(requestedBy({ ...closed, outcome })).toBeDefined(),
);

test('all that is reported about one beat goes to one area of its entity', () => {
  const boundary = { beatId, code: 'B', edition: '2023', municipality: '09007', polygon, version: 1 };
  const designed = noteBoundary({ type: 'BeatDesigned', ...boundary });
  const redrawn = noteBoundary({ type: 'BeatRedrawn', ...boundary, version: 2, validFrom: at });
  const ended = noteBeatClosed({
    type: 'BeatClosed',
    beatId,
    version: 3,
    validFrom: at,
    successorBeatIds: [],
  });
  expect(new Set([designed.id, redrawn.id, ended.id]).size).toBe(1);
  expect(designed.id.slice(0, 3)).toBe('09-');
  expect(redrawn.command).toMatchObject({ type: 'NoteBoundary', beatVersion: 2 });
  expect(ended.command).toMatchObject({ type: 'NoteBeatClosed', beatId, beatVersion: 3 });
});

test('a contact is published as counts: no beat, no point, no officer', () => {
  const decision = contact.decide(contact.initialState, {
    type: 'RecordContact',
    kind: 'CALLE',
    known: national.profile.contacts.kinds.find(({ code }) => code === 'CALLE'),
    basis: basisOf(national, 'contacts.kinds'),
    outcome: 'ATENDIDO',
    place: { municipality: '09007', beatId, point: { lon: -99.09, lat: 19.35 } },
    officerIds: [idFor('09', 'officer', 1)],
    durationSeconds: 60,
    topics: [],
    people: { adults: 1, minors: 0 },
    at,
  });
  if (isRejection(decision)) throw new Error(decision.rejected);
  const executed = publishedContact(decision[0]!).public!;
  expect(executed).toEqual({
    type: 'ContactRecorded',
    municipality: '09007',
    kind: 'CALLE',
    outcome: 'ATENDIDO',
    contactedAt: at,
  });
  expect(encode(contracts.contacts.public, executed).version).toBe(1);
});

test('H7: nothing about a follow-up is published to anyone', () => {
  expect(Object.keys(definition.families)).toContain('followup');
  expect(Object.keys(definition.published)).toEqual(['contact', 'victim', 'contactperson']);
  expect(Object.keys(contracts.contacts.public)).toEqual(['ContactRecorded', 'ContactAnnulled']);
  expect(Object.keys(contracts.contacts.restricted)).toEqual(['RetentionDue', 'RetentionRenewed']);
});
