import { idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import type { IncidentEvent } from '../incident/incident-events.ts';
import { incident } from '../incident/incident.ts';
import { retiredUnit } from '../retired-unit/retired-unit.ts';
import { knownUnit, knownUnitId } from './known-unit.ts';
import { isFree, knownUnits } from './known-units.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
const unitId = idFor('09', 'unit', 1);
const here = idFor('09', 'incident', 1);
const there = idFor('09', 'incident', 2);
const noted = (
  status: 'AVAILABLE' | 'OFFLINE' | 'EN_ROUTE',
  time: string,
  incidentId: string | null = null,
) => ({
  ...{ type: 'UnitStatusNoted' as const, unitId, municipality: '09007', status, incidentId, at: at(time) },
});
const sent = (n: number, time: string): IncidentEvent => ({
  ...{ type: 'PatrolDispatched', jobId: uuidv5('job', n), unitId, proposalAccepted: true, proposalRank: 1 },
  ...{ overrideReason: null, unitStatus: 'AVAILABLE', leaves: null, dispatchedAt: at(time) },
});

test('what says nothing new, or is older than what is known, is not noted', () => {
  const note = { ...noted('AVAILABLE', '10:00:00'), type: 'NoteUnitStatus' } as const;
  given(knownUnit, [])
    .when(note)
    .expects([noted('AVAILABLE', '10:00:00')]);
  given(knownUnit, [noted('AVAILABLE', '09:00:00')])
    .when(note)
    .expects([]);
  given(knownUnit, [noted('OFFLINE', '11:00:00')])
    .when(note)
    .expects([]);
});

test('that a unit goes out no more is noted once', () => {
  const gone = { unitId, retiredAt: at('10:01:00') };
  const note = { type: 'NoteUnitRetired', ...gone } as const;
  const isNoted = { type: 'UnitRetirementNoted', ...gone } as const;
  given(retiredUnit, []).when(note).expects([isNoted]);
  given(retiredUnit, [isNoted]).when(note).expects([]);
});

test('each local day of a unit is a stream of its own', () => {
  const [today, tomorrow] = [at('10:00:00'), parseDateTime('2026-11-15T00:00:00-06:00')];
  expect(knownUnitId(unitId, today)).not.toBe(knownUnitId(unitId, tomorrow));
});

describe('who may be sent', () => {
  const stream = knownUnitId(unitId, at('10:00:00'));
  const rowOf = (...events: ReturnType<typeof eventsOf>[]) =>
    projected(knownUnits, events.flat()).get(unitId)!;
  const available = eventsOf(knownUnit, stream, [noted('AVAILABLE', '10:00:00')]);

  test('a unit is free while it says so and has no work', () => {
    expect(isFree(rowOf(available))).toBe(true);
    expect(isFree(rowOf(eventsOf(knownUnit, stream, [noted('OFFLINE', '10:00:00')])))).toBe(false);
    expect(isFree(rowOf(available, eventsOf(incident, here, [sent(1, '10:05:00')])))).toBe(false);
    const gone = { type: 'UnitRetirementNoted', unitId, retiredAt: at('10:01:00') } as const;
    expect(isFree(rowOf(available, eventsOf(retiredUnit, stream, [gone])))).toBe(false);
  });

  test('a unit that was only ever sent is not known to exist', () =>
    expect(rowOf(eventsOf(incident, here, [sent(1, '10:05:00')]))).toMatchObject({ municipality: null }));

  test('its work ends with the job, before the unit has said so', () => {
    const onItsWay = eventsOf(knownUnit, stream, [noted('EN_ROUTE', '10:05:01', here)]);
    const cleared = {
      type: 'UnitCleared',
      jobId: uuidv5('job', 1),
      unitId,
      clearedAt: at('10:30:00'),
    } as const;
    const row = rowOf(available, eventsOf(incident, here, [sent(1, '10:05:00')]), onItsWay);
    expect(row).toMatchObject({ status: 'EN_ROUTE', jobCount: 1 });
    const after = rowOf(
      ...[available, eventsOf(incident, here, [sent(1, '10:05:00')]), onItsWay],
      eventsOf(incident, here, [cleared]),
    );
    expect(isFree(after)).toBe(true);
  });

  test('a unit that is sent elsewhere has two jobs until the first has noted it', () => {
    const both = [
      ...[available, eventsOf(incident, here, [sent(1, '10:05:00')])],
      eventsOf(incident, there, [sent(2, '10:10:00')]),
    ];
    expect(rowOf(...both)).toMatchObject({ jobCount: 2 });
    const left: Of<'DispatchReassigned'> = {
      ...{ type: 'DispatchReassigned', jobId: uuidv5('job', 1), unitId, toIncidentId: there },
      reassignedAt: at('10:10:00'),
    };
    expect(rowOf(...both, eventsOf(incident, here, [left])).jobs).toMatchObject([{ incidentId: there }]);
  });
});
