import { idFor, parseDateTime, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, projected } from '@proximidad/testing/domain';
import type { CrewMember } from '../crew/crew.ts';
import { measured } from '../testing/measured.ts';
import { incidentBoard } from './incident-board.ts';
import type { IncidentEvent } from './incident-events.ts';
import { incidentTask } from './incident-task.ts';
import { incident } from './incident.ts';

const id = idFor('09', 'incident', 1);
const at = (minute: number) => parseDateTime(`2026-11-14T21:${String(minute).padStart(2, '0')}:00-06:00`);
const job = (n: number) => ({ jobId: uuidv5('job', n), unitId: idFor('09', 'unit', n) });

const reported: IncidentEvent = {
  ...{ type: 'IncidentReported', callIds: [], place: { municipality: '09007', beatId: null, point: null } },
  ...{ initialCode: '30502', catalogueVersion: '3.0', priority: 'ALTA', folio: null, exercise: false },
  ...{ rural: false, callStartedAt: null, happenedAt: at(0), reportedAt: at(0) },
  ...measured,
};
const sent = (n: number, crew: readonly CrewMember[] = []): IncidentEvent => ({
  ...{ type: 'PatrolDispatched', ...job(n), proposalAccepted: true, overrideReason: null, proposalRank: 1 },
  ...{ unitStatus: 'AVAILABLE', leaves: null, crew: [...crew], dispatchedAt: at(1) },
});
const arrived = (n: number): IncidentEvent => {
  return { type: 'UnitArrived', ...job(n), arrivedAt: at(5), late: true };
};
const closed: IncidentEvent = {
  ...{ type: 'IncidentClosed', outcome: 'RESOLVED', finalCode: '30502', catalogueVersion: '3.0', victims: 1 },
  ...{ rndNumber: null, rndDelayReason: null, unitIds: [], initialCode: '30502', municipality: '09007' },
  ...{ beatId: null, sensitive: true, exercise: false, closedAt: at(30) },
};

test('a unit that was called back has no part in the work, though it tells late that it had arrived', () => {
  const [back, elsewhere] = [1, 2];
  const told: IncidentEvent[] = [
    ...[reported, sent(back), sent(elsewhere)],
    { type: 'DispatchCancelled', ...job(back), reason: 'NOT_NEEDED', cancelledAt: at(6) },
    { type: 'DispatchReassigned', ...job(elsewhere), toIncidentId: id, reassignedAt: at(6) },
    ...[arrived(back), arrived(elsewhere), closed],
  ];
  const metadata = { occurredAt: at(0) } as Recorded['metadata'];
  const row = projected(incidentBoard, eventsOf(incident, id, told, { metadata })).get(id)!;
  expect(row.dispatches.map(({ status, arrivedAt }) => [status, arrivedAt])).toEqual([
    ['CANCELLED', at(5)],
    ['REASSIGNED', at(5)],
  ]);
  const { units, offDuty } = incidentTask({ today: () => ({ get: () => undefined }) as never }, row);
  expect([units, offDuty]).toEqual([[job(elsewhere).unitId], []]);
});

test('once it is closed, a unit’s part ends with the duty of those who were there, and a later crew has none', () => {
  const member = (n: number, since: number, until: number | null = null): CrewMember => ({
    ...{ officerId: idFor('09', 'officer', n), since: at(since) },
    until: until === null ? null : at(until),
  });
  const told = [reported, sent(1, [member(1, 0), member(2, 0)]), arrived(1), closed];
  const metadata = { occurredAt: at(0) } as Recorded['metadata'];
  const row = projected(incidentBoard, eventsOf(incident, id, told, { metadata })).get(id)!;
  const partWith = (...crew: CrewMember[]) => {
    const { units, offDuty } = incidentTask(
      { today: () => ({ get: () => ({ status: 'AVAILABLE', crew }) }) as never },
      row,
    );
    return [units, offDuty].map(({ length }) => length);
  };
  expect(partWith(member(1, 0, 40), member(2, 0))).toEqual([1, 0]);
  expect(partWith(member(1, 0, 40), member(2, 0, 41))).toEqual([0, 1]);
  expect(partWith(member(1, 0, 40), member(2, 0, 41), member(3, 42))).toEqual([0, 1]);
  // The same officer on another day.
  expect(partWith(member(1, 50))).toEqual([0, 1]);
});
