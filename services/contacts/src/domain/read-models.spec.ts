import { idFor, parseDateTime, type ReadModel, type Recorded } from '@proximidad/eventsourcing';
import { areas } from './areas.ts';
import type { ContactsEvent } from './contacts-events.ts';
import { contacts } from './contacts.ts';
import { followUpQueue } from './follow-up-queue.ts';

const at = parseDateTime('2026-11-14T18:05:00-06:00');
const beatId = idFor('09', 'beat', 'IZP-6.1.4');
const incidentId = idFor('09', 'incident', 1);
const RECORDED_AT = at.ms + 500;

/** The rows a read model keeps after these events, each of the aggregate with this id. */
function rowsOf<Row extends object>(
  model: ReadModel<Row, ContactsEvent>,
  id: string,
  events: readonly ContactsEvent[],
): Row[] {
  const rows = new Map<string, Row>();
  const recorded = { id, entity: id.slice(0, 2), recordedAt: RECORDED_AT } as Recorded;
  for (const event of events) {
    for (const key of model.keys(event, recorded)) {
      const row = model.project(rows.get(key), event, recorded, key);
      if (row) rows.set(key, row);
      else rows.delete(key);
    }
  }
  return [...rows.values()];
}

const contactRecorded: ContactsEvent = {
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
};
const requested: ContactsEvent = {
  type: 'FollowUpRequested',
  incidentId,
  municipality: '09007',
  beatId,
  ground: 'VIOLENT_ROBBERY',
  closedAt: at,
  firstAttemptBy: at,
  dueAt: { ...at, ms: at.ms + 1_000 },
};
const overdue: ContactsEvent = { type: 'FollowUpOverdue', municipality: '09007', dueAt: at };
const attempted = (ms: number, localDate: string): ContactsEvent => ({
  type: 'FollowUpAttempted',
  attemptedAt: { ...at, ms },
  localDate,
});
const done: ContactsEvent = { type: 'FollowUpDone', outcome: 'NEEDS_SUPPORT', doneAt: at };
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
const noted = (beatVersion: number): ContactsEvent => ({
  type: 'ContactAreaNoted',
  beatId,
  code: 'IZP-6.1.4',
  edition: '2023',
  municipality: '09007',
  polygon: square(beatVersion),
  beatVersion,
});

test('a contact is a row by its beat, and one of its entity and municipality', () => {
  const id = idFor('09', 'contact', 1);
  const [row] = rowsOf(contacts, id, [contactRecorded, requested, noted(1)]);
  expect(row).toMatchObject({ id, entity: '09', beatId, contactedAt: at, recordedAt: RECORDED_AT });
  expect(contacts.figure!(row!)).toEqual([
    { key: '09:recorded', add: 1 },
    { key: '09007:recorded', add: 1 },
  ]);
});

test('a requested follow-up is due, and stays due while it is overdue', () => {
  const id = idFor('09', 'followup', incidentId);
  const [due] = rowsOf(followUpQueue, id, [requested]);
  expect(due).toMatchObject({ id, status: 'REQUESTED', incidentId, attempts: 0, endedAt: null });
  const [late] = rowsOf(followUpQueue, id, [requested, overdue]);
  expect(late).toMatchObject({ status: 'OVERDUE' });
  for (const row of [due!, late!]) {
    expect(followUpQueue.figure!(row)).toEqual([
      { key: '09:due', add: 1 },
      { key: '09007:due', add: 1 },
    ]);
  }
});

test('what is done is no longer due', () => {
  const [row] = rowsOf(followUpQueue, idFor('09', 'followup', incidentId), [requested, overdue, done]);
  expect(row).toMatchObject({ status: 'DONE', outcome: 'NEEDS_SUPPORT', endedAt: at });
  expect(followUpQueue.figure!(row!)).toEqual([]);
});

test('a waived follow-up says why', () => {
  const [row] = rowsOf(followUpQueue, idFor('09', 'followup', incidentId), [
    requested,
    { type: 'FollowUpWaived', reason: 'VICTIM_ASKED', waivedAt: at },
  ]);
  expect(row).toMatchObject({ status: 'WAIVED', waivedBecause: 'VICTIM_ASKED', endedAt: at });
});

test('attempts told late do not move the last one back', () => {
  const [row] = rowsOf(followUpQueue, idFor('09', 'followup', incidentId), [
    requested,
    attempted(at.ms + 90_000_000, '2026-11-15'),
    attempted(at.ms + 1_000, '2026-11-14'),
    attempted(at.ms + 2_000, '2026-11-14'),
  ]);
  expect(row).toMatchObject({ attempts: 3, attemptDays: ['2026-11-15', '2026-11-14'] });
  expect(row!.lastAttemptAt!.ms).toBe(at.ms + 90_000_000);
});

test('an area has the boundary noted last, under the id of its beat', () => {
  const id = idFor('09', 'contactarea', beatId);
  const rows = rowsOf(areas, id, [noted(1), noted(2), contactRecorded]);
  expect(rows).toEqual([
    {
      id: beatId,
      entity: '09',
      municipality: '09007',
      code: 'IZP-6.1.4',
      edition: '2023',
      polygon: square(2),
    },
  ]);
});

test('a closed beat is no area any more', () => {
  const closed: ContactsEvent = { type: 'ContactAreaClosed', beatId, beatVersion: 2, validFrom: at };
  expect(rowsOf(areas, idFor('09', 'contactarea', beatId), [noted(1), closed])).toEqual([]);
});
