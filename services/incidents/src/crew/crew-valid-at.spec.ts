import { idFor, parseDateTime, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, projected } from '@proximidad/testing/domain';
import { incidentBoard } from '../incident/incident-board.ts';
import type { IncidentEvent } from '../incident/incident-events.ts';
import { incidentValidAt } from '../incident/incident-valid-at.ts';
import { incident } from '../incident/incident.ts';
import { measured } from '../testing/measured.ts';

const id = idFor('09', 'incident', 1);
const at = (minute: number) => parseDateTime(`2026-11-14T21:${String(minute).padStart(2, '0')}:00-06:00`);
const [first, second] = [idFor('09', 'officer', 1), idFor('09', 'officer', 2)];
const member = (officerId: string, since: number, until: number | null) => ({
  ...{ officerId, since: at(since), until: until === null ? null : at(until) },
});
const job = { jobId: uuidv5('job', 'crew'), unitId: idFor('09', 'unit', 1) };
const told: IncidentEvent[] = [
  {
    ...{ type: 'IncidentReported', callIds: [], place: { municipality: '09007', beatId: null, point: null } },
    ...{ initialCode: '30421', catalogueVersion: '3.0', priority: 'ALTA', folio: null, exercise: false },
    ...{ rural: false, callStartedAt: null, happenedAt: at(0), reportedAt: at(0) },
    ...measured,
  },
  {
    ...{ type: 'PatrolDispatched', ...job, proposalAccepted: true, overrideReason: null, proposalRank: 1 },
    ...{ unitStatus: 'AVAILABLE', leaves: null, crew: [member(first, 1, null)], dispatchedAt: at(5) },
  },
  { type: 'DispatchCrewNoted', ...job, crew: [member(first, 1, 20), member(second, 10, null)] },
];

test('shows who was in a unit by then, and nobody who joined it later', () => {
  const metadata = { occurredAt: at(0) } as Recorded['metadata'];
  const row = projected(incidentBoard, eventsOf(incident, id, told, { metadata })).get(id)!;
  const then = (minute: number) => incidentValidAt(row, at(minute).ms)!;
  const officers = [then(4), then(9), then(10), row].map(({ officersText }) =>
    officersText.split(' ').filter(Boolean),
  );
  const both = [first, second].toSorted();
  expect(officers).toEqual([[], [first], both, both]);
  expect([19, 20].map((minute) => then(minute).dispatches[0]!.crew![0]!.until)).toEqual([null, at(20)]);
});
