import {
  type AnyAggregate,
  decode,
  type EventMetadata,
  type EventOf,
  idFor,
  parseDateTime,
} from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { areas } from './contact-area/areas.ts';
import { contactArea, type ContactAreaEvent, contactAreaId } from './contact-area/contact-area.ts';
import { contact, type ContactEvent } from './contact/contact.ts';
import { contacts } from './contact/contacts.ts';
import { contactPerson, type ContactPersonEvent } from './person/person.ts';
import { contactPersons } from './person/persons.ts';
import { followUp, followUpId, type FollowUpEvent } from './follow-up/follow-up.ts';
import { followUpQueue } from './follow-up/follow-up-queue.ts';
import { victim, type VictimEvent } from './victim/victim.ts';
import { victims } from './victim/victims.ts';

const at = parseDateTime('2026-11-14T18:05:00-06:00');
const beatId = idFor('09', 'beat', 'IZP-6.1.4');
const incidentId = idFor('09', 'incident', 1);
const RECORDED_AT = at.ms + 500;

/** Events of one record, recorded a moment after they happened. */
const executed = <A extends AnyAggregate>(
  aggregate: A,
  id: string,
  events: readonly EventOf<A['events']>[],
) =>
  eventsOf(aggregate, id, events, {
    recordedAt: RECORDED_AT,
    metadata: { occurredAt: at } as EventMetadata,
  });

const contactRecorded: Extract<ContactEvent, { type: 'ContactRecorded' }> = {
  type: 'ContactRecorded',
  kind: 'VISITA',
  outcome: 'ATENDIDO',
  municipality: '09007',
  beatId,
  point: { lon: -99.092, lat: 19.358 },
  officerIds: [idFor('09', 'officer', 1)],
  durationS: 240,
  topicCodes: ['PREVENCION'],
  people: { adults: 2, minors: 1 },
  contactedAt: at,
  basis: null,
};
const requested: FollowUpEvent = {
  type: 'FollowUpRequested',
  incidentId,
  municipality: '09007',
  beatId,
  ground: 'VIOLENT_ROBBERY',
  closedAt: at,
  firstAttemptBy: at,
  dueAt: { ...at, ms: at.ms + 1_000 },
  ...{ attemptDays: 3, basis: null },
};
const overdue: FollowUpEvent = { type: 'FollowUpOverdue', municipality: '09007', dueAt: at };
const attempted = (ms: number, localDate: string): FollowUpEvent => ({
  type: 'FollowUpAttempted',
  attemptedAt: { ...at, ms },
  localDate,
});
const done: FollowUpEvent = { type: 'FollowUpDone', outcome: 'NEEDS_SUPPORT', doneAt: at };
const square = (side: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [0, 0] as [number, number],
      [side, 0] as [number, number],
      [side, side] as [number, number],
      [0, 0] as [number, number],
    ],
  ],
});
const noted = (beatVersion: number): ContactAreaEvent => ({
  type: 'ContactAreaNoted',
  beatId,
  code: 'IZP-6.1.4',
  edition: '2023',
  municipality: '09007',
  polygon: square(beatVersion),
  beatVersion,
  validFrom: beatVersion === 1 ? null : at,
});

/** The row of a follow-up after these events. */
function followUpOf(...events: FollowUpEvent[]) {
  const id = followUpId(incidentId);
  return projected(followUpQueue, executed(followUp, id, events)).get(id);
}

test('a contact is a row by its beat, and one of its entity and municipality', () => {
  const id = idFor('09', 'contact', 1);
  const others = [...executed(followUp, id, [requested]), ...executed(contactArea, id, [noted(1)])];
  const rows = projected(contacts, [...executed(contact, id, [contactRecorded]), ...others]);
  const row = rows.get(id);
  expect(rows.size).toBe(1);
  expect(row).toMatchObject({ id, entity: '09', beatId, contactedAt: at, recordedAt: RECORDED_AT });
  expect(contacts.figure!(row!)).toEqual([
    { key: '09:recorded', add: 1 },
    { key: '09007:recorded', add: 1 },
  ]);
});

test('a contact that was annulled is still a row, which counts nowhere (BR-C12)', () => {
  const id = idFor('09', 'contact', 1);
  const { municipality, kind, outcome, contactedAt } = contactRecorded;
  const annulled: ContactEvent = {
    ...{ type: 'ContactAnnulled', municipality, kind, outcome, contactedAt },
    ...{ reason: 'NEVER_HAPPENED', annulledAt: at },
  };
  const row = projected(contacts, executed(contact, id, [contactRecorded, annulled])).get(id);
  expect(row).toMatchObject({ id, stands: false, annulment: { reason: 'NEVER_HAPPENED', annulledAt: at } });
  expect(contacts.figure!(row!)).toEqual([]);
});

test('the time of a person is over once, whatever is told after that', () => {
  const id = idFor('09', 'contact', 1);
  const { municipality, kind, outcome, contactedAt } = contactRecorded;
  const annulment = {
    municipality,
    kind,
    outcome,
    contactedAt,
    reason: 'NEVER_HAPPENED',
    annulledAt: at,
  } as const;
  const kept = {
    name: 'v1.bm9tYnJl',
    way: null,
    keptBy: 'CONSENT',
    scope: 'ANSWER',
    noticeVersion: 1,
  } as const;
  const told = { type: 'ContactPersonTold', ...kept, toldAt: at } as const;
  const withdrawn = { type: 'ConsentWithdrawn', withdrawnAt: at } as const;
  const came = { type: 'ContactPersonRetentionCame', rule: 'CONTACT_BY_CONSENT', dueAt: at } as const;
  const annulled = executed(contact, id, [{ type: 'ContactAnnulled', ...annulment }]);
  const row = (...after: ContactPersonEvent[]) => [...executed(contactPerson, id, [told, ...after])];
  const dueOf = (events: ReturnType<typeof row>) => projected(contactPersons, events).get(id)!.retentionAt;
  expect(dueOf(row(withdrawn))).toBe(at.ms);
  expect(dueOf([...row(), ...annulled])).toBe(at.ms);
  expect(dueOf(row(came, withdrawn))).toBeNull();
  expect(dueOf([...row(came), ...annulled])).toBeNull();
  expect(dueOf(row(came, withdrawn, told))).toBeGreaterThan(at.ms);
});

test('a victim of what turns out to be violence is kept for the longer term, also after the follow-up ended (BR-C4)', () => {
  const id = followUpId(incidentId);
  const told: VictimEvent = {
    ...{ type: 'VictimTold', ground: 'VIOLENT_ROBBERY', ageBand: 'ADULT', keptBy: 'LEGAL_DUTY' },
    ...{ channel: 'TELEPHONE', hours: null, weekdaysOnly: false, sameGender: false, toldAt: at },
    ...{ adult: { name: 'v1.bm9tYnJl', way: null }, minor: null },
  };
  const moved: FollowUpEvent = {
    ...{
      type: 'FollowUpMoved',
      municipality: '09007',
      ground: 'VIOLENCE',
      closedAt: null,
      firstAttemptBy: at,
      dueAt: at,
    },
  };
  const yearsKept = (...events: FollowUpEvent[]) => {
    const all = [...executed(victim, id, [told]), ...executed(followUp, id, events)];
    const { retentionAt } = projected(victims, all).get(id)!;
    return retentionAt && new Date(retentionAt).getUTCFullYear() - new Date(at.ms).getUTCFullYear();
  };
  expect(yearsKept(done)).toBe(1);
  expect(yearsKept(moved, done)).toBe(2);
  expect(yearsKept(done, moved)).toBe(2);
  const { dueAt, firstAttemptBy } = requested as Extract<FollowUpEvent, { type: 'FollowUpRequested' }>;
  const back: FollowUpEvent = { ...moved, ground: 'VIOLENT_ROBBERY', dueAt, firstAttemptBy } as FollowUpEvent;
  expect(yearsKept(done, moved, back)).toBe(2);
  const reopened = { type: 'FollowUpReopened', reason: 'RECORDED_BY_MISTAKE', reopenedAt: at } as const;
  expect(yearsKept(done, moved, reopened)).toBeNull();
});

test('a victim whose time was over is kept on while the follow-up is owed again, and is due again after that', () => {
  const id = followUpId(incidentId);
  const told: VictimEvent = {
    ...{ type: 'VictimTold', ground: 'VIOLENT_ROBBERY', ageBand: 'ADULT', keptBy: 'LEGAL_DUTY' },
    ...{ channel: 'TELEPHONE', hours: null, weekdaysOnly: false, sameGender: false, toldAt: at },
    ...{ adult: { name: 'v1.bm9tYnJl', way: null }, minor: null },
  };
  const part = { rule: 'FOLLOW_UP_VICTIM', part: 'ADULT', dueAt: at } as const;
  const came: VictimEvent = { type: 'VictimRetentionCame', ...part };
  const reopenedAt = { ...at, ms: at.ms + 9_000 };
  const reopened = { type: 'FollowUpReopened', reason: 'VICTIM_ASKED_AGAIN', reopenedAt } as const;
  const renewed: VictimEvent = { type: 'VictimRetentionRenewed', part: 'ADULT', renewedAt: reopenedAt };
  const ofVictim = (...events: VictimEvent[]) => executed(victim, id, events);
  const ofFollowUp = (...events: FollowUpEvent[]) => executed(followUp, id, events);
  const rowOf = (...events: Parameters<typeof projected>[1][number][]) => projected(victims, events).get(id)!;
  const before = [...ofVictim(told), ...ofFollowUp(done), ...ofVictim(came)];
  expect(rowOf(...before)).toMatchObject({ kept: [], retentionAt: null, renewalAt: null });
  const again = [...before, ...ofFollowUp(reopened)];
  expect(rowOf(...again)).toMatchObject({ lapsed: ['ADULT'], renewalAt: reopenedAt.ms });
  const keptOn = rowOf(...again, ...ofVictim(renewed));
  expect(keptOn).toMatchObject({ kept: ['ADULT'], lapsed: [], retentionAt: null, renewalAt: null });
  const ended = rowOf(...again, ...ofVictim(renewed), ...ofFollowUp(done));
  expect(ended.retentionAt).toBeGreaterThan(at.ms);
  given(victim, [told, came])
    .when({ type: 'NoteVictimRetentionRenewed', part: 'ADULT', renewedAt: reopenedAt })
    .expects([renewed]);
  given(victim, [told])
    .when({ type: 'NoteVictimRetentionRenewed', part: 'ADULT', renewedAt: reopenedAt })
    .expects([]);
  given(victim, [told, came, renewed])
    .when({ type: 'NoteVictimRetention', ...part })
    .expects([came]);
});

test('a requested follow-up is due, and stays due while it is overdue', () => {
  const id = followUpId(incidentId);
  const due = followUpOf(requested);
  expect(due).toMatchObject({ id, status: 'REQUESTED', incidentId, attempts: 0, endedAt: null });
  const late = followUpOf(requested, overdue);
  expect(late).toMatchObject({ status: 'OVERDUE' });
  for (const row of [due!, late!]) {
    expect(followUpQueue.figure!(row)).toEqual([
      { key: '09:due', add: 1 },
      { key: '09007:due', add: 1 },
    ]);
  }
});

test('what is done is no longer due', () => {
  const row = followUpOf(requested, overdue, done);
  expect(row).toMatchObject({ status: 'DONE', outcome: 'NEEDS_SUPPORT', endedAt: at });
  expect(followUpQueue.figure!(row!)).toEqual([]);
});

test('a waived follow-up says why', () => {
  const row = followUpOf(requested, { type: 'FollowUpWaived', reason: 'VICTIM_ASKED', waivedAt: at });
  expect(row).toMatchObject({ status: 'WAIVED', waivedBecause: 'VICTIM_ASKED', endedAt: at });
});

test('attempts reported late do not move the last one back', () => {
  const row = followUpOf(
    requested,
    attempted(at.ms + 90_000_000, '2026-11-15'),
    attempted(at.ms + 1_000, '2026-11-14'),
    attempted(at.ms + 2_000, '2026-11-14'),
  );
  expect(row).toMatchObject({ attempts: 3, attemptDays: ['2026-11-15', '2026-11-14'] });
  expect(row!.lastAttemptAt!.ms).toBe(at.ms + 90_000_000);
});

test('an area has each boundary with its beginning, under the id of its beat, and when it was closed', () => {
  const id = contactAreaId(beatId);
  const closed: ContactAreaEvent = { type: 'ContactAreaClosed', beatId, beatVersion: 3, validFrom: at };
  const other = executed(contact, id, [contactRecorded]);
  const rows = projected(areas, [...executed(contactArea, id, [noted(1), noted(2), closed]), ...other]);
  expect([...rows.values()]).toEqual([
    {
      ...{ id: beatId, entity: '09', municipality: '09007', code: 'IZP-6.1.4', edition: '2023' },
      drawn: [
        { polygon: square(1), municipality: '09007', from: null },
        { polygon: square(2), municipality: '09007', from: at.ms },
      ],
      ...{ sinceMs: at.ms, closedFrom: at.ms },
    },
  ]);
});

test('a boundary noted before its beginning was kept can still be read', () => {
  const area = { beatId, code: 'IZP-6.1.4', edition: '2023', municipality: '09007', polygon: square(2) };
  const stored = { type: 'ContactAreaNoted', version: 1, data: { ...area, beatVersion: 2 } };
  expect(decode(contactArea.events, stored)).toEqual({ ...noted(2), validFrom: null });
});
