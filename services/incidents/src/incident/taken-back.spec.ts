import { type CommandOf, idFor, parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { deadlinesOf } from './deadlines.ts';
import type { IncidentEvent } from './incident-events.ts';
import { type Known, watchedOf } from './incident-state.ts';
import { incident } from './incident.ts';
import { measured } from '../testing/measured.ts';

/* What was told of an incident by mistake, and is taken back. */

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

const at = (time: string) => parseDateTime(`2026-11-14T${time}-06:00`);
const reported: Of<'IncidentReported'> = {
  ...{ type: 'IncidentReported', callIds: [], initialCode: '30421', catalogueVersion: '3.0' },
  ...{ place: { municipality: '09007', beatId: null, point: null }, priority: 'ALTA', folio: null },
  ...{ exercise: false, rural: false, callStartedAt: null, ...measured },
  ...{ happenedAt: at('21:37:00'), reportedAt: at('21:37:30') },
};
const u101 = idFor('09', 'unit', 'U-101');
const jobId = uuidv5('job', 1);
const job = { jobId, unitId: u101 };
const sent: Of<'PatrolDispatched'> = {
  ...{ type: 'PatrolDispatched', ...job, proposalAccepted: false, proposalRank: null, crew: [] },
  ...{ overrideReason: 'NO_PROPOSAL', unitStatus: 'AVAILABLE', leaves: null, dispatchedAt: at('21:37:48') },
};
const arrived: Of<'UnitArrived'> = { type: 'UnitArrived', ...job, arrivedAt: at('21:43:31'), late: false };
const scene = (finalCode: string | null): Of<'SceneReported'> => ({
  ...{ type: 'SceneReported', unitId: null, finalCode, injured: 0, deceased: 0, detained: 0 },
  ...{ minors: { victims: 0, witnesses: 0, suspects: 0 }, reportedAt: at('21:50:00') },
});
const closed: Of<'IncidentClosed'> = {
  ...{ type: 'IncidentClosed', outcome: 'RESOLVED', initialCode: '30421', finalCode: '30421' },
  ...{ catalogueVersion: '3.0', victims: 0, rndNumber: null, rndDelayReason: null, unitIds: [] },
  ...{ municipality: '09007', beatId: null, sensitive: false, exercise: false, closedAt: at('22:10:00') },
};
const merged: Of<'IncidentMerged'> = {
  ...{ type: 'IncidentMerged', into: idFor('09', 'incident', 2), calls: 0, initialCode: '30421' },
  ...{ municipality: '09007', beatId: null, sensitive: false, exercise: false, priority: null, awaited: [] },
  mergedAt: at('22:00:00'),
};
const retract = (number: number | null) =>
  ({ type: 'RetractScene', number, reason: 'WRONG_CODE', at: at('22:10:00') }) as const;
const retracted = (number: number): Of<'SceneRetracted'> => ({
  ...{ type: 'SceneRetracted', number, reason: 'WRONG_CODE', retractedAt: at('22:10:00') },
});

describe('a report from the scene that was a mistake', () => {
  const told = [reported, scene('30503'), scene('30421')];

  test('is taken back by its number, or as the latest that stands, also once the incident was closed', () => {
    for (const course of [told, [...told, closed]]) {
      given(incident, course)
        .when(retract(1))
        .expects([retracted(1)]);
      given(incident, course)
        .when(retract(null))
        .expects([retracted(2)]);
      given(incident, [...course, retracted(2)])
        .when(retract(null))
        .expects([retracted(1)]);
      given(incident, [...course, retracted(1)])
        .when(retract(1))
        .expects([]);
      given(incident, [...course, retracted(1), retracted(2)])
        .when(retract(null))
        .expects('SceneNotFound');
      given(incident, course).when(retract(3)).expects('SceneNotFound');
    }
    given(incident, [...told, merged])
      .when(retract(1))
      .expects('IncidentMerged');
    given(incident, []).when(retract(1)).expects('IncidentNotFound');
  });

  test('is awaited again once none stands, and one that comes then has the next number', () => {
    const isReported = (course: readonly IncidentEvent[]) =>
      watchedOf(course.reduce(incident.evolve, incident.initialState) as Known).sceneReported;
    expect(isReported(told)).toBe(true);
    expect(isReported([...told, retracted(1)])).toBe(true);
    const none = [...told, retracted(1), retracted(2)];
    expect(isReported(none)).toBe(false);
    expect(isReported([...none, scene(null)])).toBe(true);
    given(incident, [...none, scene(null)])
      .when(retract(null))
      .expects([retracted(3)]);
  });
});

test('an arrival is taken back also once the work has ended, or the incident was closed: the right one is reported with its time', () => {
  const retract: Extract<CommandOf<typeof incident>, { type: 'RetractArrival' }> = {
    ...{ type: 'RetractArrival', unitId: u101, jobId: null, reason: 'WRONG_UNIT', at: at('22:30:00') },
  };
  const retracted: Of<'ArrivalRetracted'> = {
    ...{ type: 'ArrivalRetracted', ...job, reason: 'WRONG_UNIT', retractedAt: at('22:30:00'), late: true },
  };
  const cleared: Of<'UnitCleared'> = { type: 'UnitCleared', ...job, clearedAt: at('22:00:00') };
  const recalled: Of<'DispatchCancelled'> = {
    ...{ type: 'DispatchCancelled', ...job, reason: 'NOT_NEEDED', cancelledAt: at('22:00:00') },
  };
  const late: Of<'UnitArrived'> = { ...arrived, late: true };
  const there = [reported, sent, arrived];
  for (const course of [
    [...there, cleared],
    [...there, cleared, closed],
    [...there, closed],
    [reported, sent, recalled, late],
  ]) {
    given(incident, course).when(retract).expects([retracted]);
    const taken = [...course, retracted];
    given(incident, taken).when(retract).expects('NotArrived');
    given(incident, taken)
      .when({ type: 'ReportArrival', unitId: u101, at: at('21:58:00') })
      .expects([{ ...late, arrivedAt: at('21:58:00') }]);
  }
  const again = { ...sent, jobId: uuidv5('job', 2), dispatchedAt: at('22:05:00') };
  given(incident, [...there, cleared, again])
    .when(retract)
    .expects('NotArrived');
  given(incident, [...there, cleared, again])
    .when({ ...retract, jobId })
    .expects([retracted]);
  given(incident, there)
    .when({ ...retract, jobId: uuidv5('job', 3) })
    .expects('NotDispatched');
});

describe('that a unit is on its way', () => {
  const retract: Extract<CommandOf<typeof incident>, { type: 'RetractEnRoute' }> = {
    ...{ type: 'RetractEnRoute', unitId: u101, jobId: null, reason: 'REPORTED_BY_MISTAKE' },
    at: at('21:39:00'),
  };
  const taken: Of<'EnRouteRetracted'> = {
    ...{ type: 'EnRouteRetracted', ...job, reason: 'REPORTED_BY_MISTAKE', retractedAt: at('21:39:00') },
    late: false,
  };
  const heard: Of<'DispatchAcknowledged'> = {
    ...{ type: 'DispatchAcknowledged', ...job, acknowledgedAt: at('21:38:00'), late: false },
  };
  const enRoute: Of<'UnitEnRoute'> = { type: 'UnitEnRoute', ...job, enRouteAt: at('21:38:30'), late: false };
  const jobNow = (...course: readonly IncidentEvent[]) =>
    (course.reduce(incident.evolve, incident.initialState) as Known).jobs[u101];

  test('is taken back: it is sent, or has heard, as before, and sets out once it does', () => {
    given(incident, [reported, sent, enRoute]).when(retract).expects([taken]);
    expect(jobNow(reported, sent, enRoute, taken)).toMatchObject({ status: 'DISPATCHED', reported: [] });
    expect(jobNow(reported, sent, heard, enRoute, taken)).toMatchObject({ status: 'ACKNOWLEDGED' });
    const back = [reported, sent, enRoute, taken];
    given(incident, back).when(retract).expects('NotEnRoute');
    given(incident, back)
      .when({ type: 'ReportEnRoute', unitId: u101, at: at('21:41:00') })
      .expects([{ ...enRoute, enRouteAt: at('21:41:00') }]);
  });

  test('while nothing else was heard of it, its answer is awaited again', () => {
    const awaited = (...course: readonly IncidentEvent[]) =>
      deadlinesOf(watchedOf(course.reduce(incident.evolve, incident.initialState) as Known)).map(
        ({ kind }) => kind,
      );
    expect(awaited(reported, sent, enRoute)).not.toContain('ACKNOWLEDGEMENT');
    expect(awaited(reported, sent, enRoute, taken)).toContain('ACKNOWLEDGEMENT');
    expect(awaited(reported, sent, heard, enRoute, taken)).not.toContain('ACKNOWLEDGEMENT');
  });

  test('is taken back also once it arrived, its work ended or the incident was closed, and moves nothing then', () => {
    const late = { ...taken, late: true };
    const there = [reported, sent, enRoute, arrived];
    const cleared: Of<'UnitCleared'> = { type: 'UnitCleared', ...job, clearedAt: at('22:00:00') };
    for (const course of [there, [...there, cleared], [...there, closed]]) {
      given(incident, course).when(retract).expects([late]);
      expect(jobNow(...course, late)?.status).toBe(jobNow(...course)?.status);
    }
    given(incident, [reported, sent, enRoute, merged]).when(retract).expects('IncidentMerged');
    given(incident, [reported]).when(retract).expects('NotDispatched');
    given(incident, []).when(retract).expects('IncidentNotFound');
    given(incident, [reported, sent, enRoute])
      .when({ ...retract, at: at('21:30:00') })
      .expects('BeforeDispatch');
  });
});
