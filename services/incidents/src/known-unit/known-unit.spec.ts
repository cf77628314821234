import { idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { crewDuty, crewDutyId } from '../crew/crew-duty.ts';
import type { IncidentEvent } from '../incident/incident-events.ts';
import { incident } from '../incident/incident.ts';
import { retiredUnit } from '../retired-unit/retired-unit.ts';
import { knownUnit, knownUnitId } from './known-unit.ts';
import { crewsBehind, isFree, jobsLeft, knownUnits } from './known-units.ts';

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
  ...{ overrideReason: null, unitStatus: 'AVAILABLE', leaves: null, crew: [], dispatchedAt: at(time) },
});

test('a status that says nothing new, or is older than what is known, is not noted', () => {
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

test('the retirement of a unit is noted once', () => {
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

describe('who is in a unit while it works', () => {
  const rowOf = (...events: ReturnType<typeof eventsOf>[]) =>
    projected(knownUnits, events.flat()).get(unitId)!;
  const officer = (n: number) => idFor('09', 'officer', n);
  const begins = (n: number, time: string) => {
    const duty = { officerId: officer(n), municipality: '09007', unitId, startedAt: at(time) };
    return eventsOf(crewDuty, crewDutyId(duty.officerId, duty.startedAt), [
      { type: 'CrewDutyNoted', ...duty },
    ]);
  };
  const ends = (n: number, time: string, end: string) => {
    const duty = { officerId: officer(n), unitId, startedAt: at(time), endedAt: at(end) };
    const noted = { type: 'CrewDutyEndNoted', ...duty } as const;
    return eventsOf(crewDuty, crewDutyId(duty.officerId, duty.startedAt), [noted]);
  };
  const resumes = (n: number, time: string, end: string) => {
    const duty = { officerId: officer(n), unitId, startedAt: at(time), endedAt: at(end) };
    const noted = { type: 'CrewDutyResumptionNoted', ...duty, resumedAt: at(end) } as const;
    return eventsOf(crewDuty, crewDutyId(duty.officerId, duty.startedAt), [noted]);
  };
  const member = (n: number, since: string, until?: string) => {
    return { officerId: officer(n), since: at(since), until: until === undefined ? null : at(until) };
  };
  const isSent = (crew: ReturnType<typeof member>[]) =>
    eventsOf(incident, here, [{ ...(sent(1, '10:05:00') as Of<'PatrolDispatched'>), crew }]);
  const cleared = eventsOf(incident, here, [
    { type: 'UnitCleared', jobId: uuidv5('job', 1), unitId, clearedAt: at('10:30:00') },
  ]);
  const behind = (row: ReturnType<typeof rowOf>) => crewsBehind(row).map(({ crew }) => crew);

  test('a crew that the incident had from the beginning is not noted again', () => {
    const row = rowOf(begins(1, '06:00:00'), isSent([member(1, '06:00:00')]));
    expect([row.crewBehind, behind(row)]).toEqual([0, []]);
  });

  test('officers who join or leave while it works are noted, and those who go off afterwards were there to the end', () => {
    const joined = rowOf(begins(1, '06:00:00'), isSent([member(1, '06:00:00')]), begins(2, '10:10:00'));
    expect(behind(joined)).toEqual([[member(1, '06:00:00'), member(2, '10:10:00')]]);
    const left = rowOf(
      ...[begins(1, '06:00:00'), isSent([member(1, '06:00:00')]), begins(2, '10:10:00')],
      ...[ends(1, '06:00:00', '10:20:00'), cleared, ends(2, '10:10:00', '14:00:00')],
    );
    const crew = [member(1, '06:00:00', '10:20:00'), member(2, '10:10:00')];
    expect([left.crewBehind, behind(left)]).toEqual([1, [crew]]);
    const noted = { type: 'DispatchCrewNoted', jobId: uuidv5('job', 1), unitId, crew } as const;
    const after = rowOf(
      ...[begins(1, '06:00:00'), isSent([member(1, '06:00:00')]), begins(2, '10:10:00')],
      ...[ends(1, '06:00:00', '10:20:00'), cleared, eventsOf(incident, here, [noted])],
    );
    expect(after.crewBehind).toBe(0);
  });

  test('duties reported late are noted, too, whether their start or their end comes first', () => {
    const late = rowOf(isSent([]), cleared, ends(1, '10:10:00', '12:00:00'), begins(1, '10:10:00'));
    expect(behind(late)).toEqual([[member(1, '10:10:00')]]);
    const gone = rowOf(
      begins(1, '06:00:00'),
      isSent([member(1, '06:00:00')]),
      ends(1, '06:00:00', '10:00:00'),
    );
    expect(behind(gone)).toEqual([[]]);
    const before = rowOf(isSent([]), cleared, begins(1, '10:30:00'));
    expect(behind(before)).toEqual([]);
  });

  test('an officer whose end of duty was taken back stays in it until another end', () => {
    const here = [begins(1, '06:00:00'), isSent([member(1, '06:00:00')])];
    const gone = ends(1, '06:00:00', '10:10:00');
    const back = resumes(1, '06:00:00', '10:10:00');
    expect(behind(rowOf(...here, gone))).toEqual([[member(1, '06:00:00', '10:10:00')]]);
    expect(behind(rowOf(...here, gone, back))).toEqual([]);
    const again = ends(1, '06:00:00', '10:20:00');
    for (const order of [
      [gone, back, again],
      [gone, again, back],
    ])
      expect(behind(rowOf(...here, ...order))).toEqual([[member(1, '06:00:00', '10:20:00')]]);
    expect(rowOf(back, begins(1, '06:00:00')).crew).toEqual([member(1, '06:00:00')]);
  });

  test('what ended a day ago is forgotten, unless something still depends on it', () => {
    const nextDay = parseDateTime('2026-11-15T10:30:01-06:00');
    const duty = { officerId: officer(2), municipality: '09007', unitId, startedAt: nextDay };
    const begun = eventsOf(crewDuty, crewDutyId(duty.officerId, nextDay), [
      { type: 'CrewDutyNoted', ...duty },
    ]);
    const first = [begins(1, '06:00:00'), isSent([member(1, '06:00:00')])];
    const over = rowOf(...first, cleared, ends(1, '06:00:00', '10:29:00'), begun);
    expect([over.past, over.crew.map(({ officerId }) => officerId)]).toEqual([[], [officer(2)]]);
    const goesOn = rowOf(...first, ends(1, '06:00:00', '10:29:00'), begun);
    expect(goesOn.crew.map(({ officerId }) => officerId)).toEqual([officer(1), officer(2)]);
  });

  test('a duty is noted once, and its end once', () => {
    const duty = { officerId: officer(1), unitId, startedAt: at('06:00:00') };
    const begun = { ...duty, municipality: '09007' };
    const [start, end] = [
      { type: 'CrewDutyNoted', ...begun },
      { type: 'CrewDutyEndNoted', ...duty, endedAt: at('14:00:00') },
    ] as const;
    given(crewDuty, [])
      .when({ type: 'NoteCrewDuty', ...begun })
      .expects([start]);
    given(crewDuty, [start])
      .when({ type: 'NoteCrewDuty', ...begun })
      .expects([]);
    const ending = { ...end, type: 'NoteCrewDutyEnd' } as const;
    given(crewDuty, [start]).when(ending).expects([end]);
    given(crewDuty, [start, end]).when(ending).expects([]);
  });

  test('an end that was taken back does not count, whichever of the two is reported first', () => {
    const duty = { officerId: officer(1), unitId, startedAt: at('06:00:00') };
    const over = { type: 'CrewDutyEndNoted', ...duty, endedAt: at('10:00:00') } as const;
    const later = { ...over, endedAt: at('14:00:00') };
    const back = {
      ...{ ...duty, endedAt: over.endedAt, resumedAt: at('10:05:00') },
      type: 'CrewDutyResumptionNoted',
    } as const;
    const ending = { ...over, type: 'NoteCrewDutyEnd' } as const;
    const resuming = { ...back, type: 'NoteCrewDutyResumption' } as const;
    given(crewDuty, [over]).when(resuming).expects([back]);
    given(crewDuty, [over, back]).when(ending).expects([over]);
    given(crewDuty, []).when(resuming).expects([back]);
    given(crewDuty, [back]).when(resuming).expects([]);
    given(crewDuty, [back]).when(ending).expects([]);
    given(crewDuty, [over, back])
      .when({ ...later, type: 'NoteCrewDutyEnd' })
      .expects([later]);
  });

  test('the row of the unit exists even if only its crew was reported', () =>
    expect(rowOf(begins(1, '06:00:00'))).toMatchObject({ id: unitId, municipality: null }));
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
    const retired = eventsOf(retiredUnit, stream, [gone]);
    expect(isFree(rowOf(available, retired))).toBe(false);
    // What it did before is told late.
    const late = eventsOf(knownUnit, stream, [noted('EN_ROUTE', '10:00:30')]);
    expect(rowOf(available, retired, late)).toMatchObject({
      status: 'OUT_OF_SERVICE',
      retiredAt: gone.retiredAt,
    });
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
    expect(row).toMatchObject({ status: 'EN_ROUTE', jobs: [{}] });
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
    expect(jobsLeft(rowOf(...both))).toMatchObject([[{ incidentId: here }, { incidentId: there }]]);
    expect(rowOf(...both)).toMatchObject({ jobs: [{}, {}], left: 1 });
    const left: Of<'DispatchReassigned'> = {
      ...{ type: 'DispatchReassigned', jobId: uuidv5('job', 1), unitId, toIncidentId: there },
      reassignedAt: at('10:10:00'),
    };
    const after = rowOf(...both, eventsOf(incident, here, [left]));
    expect(after).toMatchObject({ jobs: [{ incidentId: there }], left: 0 });
    const late = eventsOf(incident, idFor('09', 'incident', 3), [sent(3, '10:07:00')]);
    expect(rowOf(...both, late).jobs.map(({ jobId }) => jobId)).toEqual(
      [1, 3, 2].map((n) => uuidv5('job', n)),
    );
  });

  test('BR-I5: it has left where it was, too, if its work elsewhere is over by the time that the dispatch is told', () => {
    const gone = eventsOf(incident, there, [
      sent(2, '10:10:00'),
      { type: 'UnitCleared', jobId: uuidv5('job', 2), unitId, clearedAt: at('10:30:00') },
    ]);
    const late = rowOf(available, gone, eventsOf(incident, here, [sent(1, '10:05:00')]));
    expect(jobsLeft(late)).toMatchObject([[{ incidentId: here }, { incidentId: there }]]);
    expect(late.left).toBe(1);
    expect(rowOf(available, gone, eventsOf(incident, here, [sent(1, '10:31:00')])).left).toBe(0);
    expect(rowOf(available, gone, eventsOf(incident, there, [sent(1, '10:05:00')])).left).toBe(0);
    // Whose clock is behind sends it now.
    expect(rowOf(available, gone, eventsOf(incident, here, [sent(1, '10:08:00')])).left).toBe(0);
  });
});
