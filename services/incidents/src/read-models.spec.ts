import {
  type AnyAggregate,
  type EventOf,
  idFor,
  type Instant,
  parseDateTime,
  type Recorded,
  uuidv5,
} from '@proximidad/eventsourcing';
import { eventsOf, projected, type Recording } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { beatBoundary, type BoundaryEvent } from './beat-boundary/beat-boundary.ts';
import { boundaries } from './beat-boundary/boundaries.ts';
import type { CallEvent } from './call/call-events.ts';
import { call } from './call/call.ts';
import { calls } from './call/calls.ts';
import { historical, type HistoricalEvent } from './historical/historical.ts';
import { incidentBoard, type IncidentRow } from './incident/incident-board.ts';
import { type IncidentEvent, incidentEvents } from './incident/incident-events.ts';
import { incident } from './incident/incident.ts';
import { legsOf } from './incident/legs.ts';
import { measured } from './testing/measured.ts';

type IncidentsEvent = IncidentEvent | CallEvent | HistoricalEvent | BoundaryEvent;
type Of<Type extends IncidentsEvent['type']> = Extract<IncidentsEvent, { type: Type }>;

const at = (time: string): Instant => parseDateTime(`2026-11-14T${time}-06:00`);
const incidentId = idFor('09', 'incident', 1);
const callId = idFor('09', 'call', 1);
const againId = idFor('09', 'call', 2);
const beatId = idFor('09', 'beat', 1);
const [u101, u102] = [idFor('09', 'unit', 101), idFor('09', 'unit', 102)];
const point = { lon: -99.0921, lat: 19.3579 };

const received: Of<'CallReceived'> = {
  ...{ type: 'CallReceived', channel: '911', c2Id: null, municipality: '09007', startedAt: at('21:37:05') },
  ...{ centre: null, answeredAt: null, caller: null },
};
const reported: Of<'IncidentReported'> = {
  ...{ type: 'IncidentReported', callIds: [callId], place: { municipality: '09007', beatId, point } },
  ...{ initialCode: '30421', catalogueVersion: '3.0', priority: 'ALTA', folio: null, exercise: false },
  ...{ happenedAt: at('21:37:00'), callStartedAt: at('21:37:05'), reportedAt: at('21:37:30'), rural: false },
  ...measured,
};
const jobOf = (unitId: string) => ({ jobId: uuidv5('job', unitId), unitId });
const dispatched = (unitId: string): Of<'PatrolDispatched'> => ({
  ...{ type: 'PatrolDispatched', proposalAccepted: true, overrideReason: null, dispatchedAt: at('21:37:48') },
  ...{ proposalRank: 1, unitStatus: 'AVAILABLE', leaves: null, crew: [] },
  ...jobOf(unitId),
});
const arrived = (unitId: string, time: string, late = false): Of<'UnitArrived'> => {
  return { type: 'UnitArrived', ...jobOf(unitId), arrivedAt: at(time), late };
};
const cancelled = (unitId: string): Of<'DispatchCancelled'> => {
  return { type: 'DispatchCancelled', ...jobOf(unitId), reason: 'NOT_NEEDED', cancelledAt: at('21:40:00') };
};
const closed: Of<'IncidentClosed'> = {
  ...{ type: 'IncidentClosed', outcome: 'RESOLVED', finalCode: '30421', catalogueVersion: '3.0', victims: 1 },
  ...{
    rndNumber: null,
    rndDelayReason: null,
    unitIds: [u101],
    initialCode: '30421',
    municipality: '09007',
    beatId,
  },
  ...{ sensitive: false, exercise: false, closedAt: at('22:20:00') },
};
const linked: Of<'CallLinkedToIncident'> = {
  ...{
    type: 'CallLinkedToIncident',
    callId: againId,
    incidentId,
    rule: 'OPERATOR',
    score: null,
    linkedAt: null,
  },
};
const past: Of<'HistoricalIncidentRecorded'> = {
  ...{ type: 'HistoricalIncidentRecorded', source: 'cdmx-c5', sourceKey: '1', outcome: null, beatId: null },
  ...{ occurredAt: parseDateTime('2018-03-27T21:57:15-06:00'), arrivedAt: null, closedAt: null, point: null },
  ...{
    classification: { system: 'C5-CDMX', code: 'accidente' },
    municipality: '09999',
    placeBasis: 'UNKNOWN',
  },
  sensitive: false,
  legs: null,
};

/** Events of one record, as recorded in the log an hour later. */
function executed<A extends AnyAggregate>(aggregate: A, id: string, ...events: EventOf<A['events']>[]) {
  const metadata = { occurredAt: at('21:39:00') } as Recorded['metadata'];
  return eventsOf(aggregate, id, events, { recordedAt: at('23:30:00').ms, metadata });
}

function recordedOnBoard(event: IncidentEvent | CallEvent | HistoricalEvent): Recording[] {
  if (event.type === 'HistoricalIncidentRecorded') return executed(historical, incidentId, event);
  return event.type in incidentEvents
    ? executed(incident, incidentId, event as IncidentEvent)
    : executed(call, callId, event as CallEvent);
}

const board = (...events: (IncidentEvent | CallEvent | HistoricalEvent)[]): IncidentRow =>
  projected(incidentBoard, events.flatMap(recordedOnBoard)).get(incidentId)!;
/** The keys that count incidents; the figures of legs and of months have suites of their own. */
const figures = (row: IncidentRow) =>
  incidentBoard.figure!(row).flatMap(({ key }) => (/:(legs|month):/.test(key) ? [] : [key]));

describe('the board', () => {
  test('shows what a centre must know of an incident', () => {
    expect(board(reported)).toMatchObject({
      ...{ id: incidentId, entity: '09', municipality: '09007', beatId, point, priority: 'ALTA', calls: 1 },
      ...{ status: 'REPORTED', tally: 'RECORDED', occurredAt: at('21:37:00'), historical: false },
      initialCode: { system: 'CNIE', version: '3.0', code: '30421' },
    });
  });

  test('follows its units: dispatched, on scene, closed, and back when the only one is cancelled', () => {
    const status = (...events: IncidentEvent[]) => board(reported, ...events).status;
    expect(status(dispatched(u101))).toBe('DISPATCHED');
    expect(status(dispatched(u101), cancelled(u101))).toBe('REPORTED');
    expect(status(dispatched(u101), dispatched(u102), arrived(u102, '21:43:31'))).toBe('ON_SCENE');
    expect(status(dispatched(u101), arrived(u101, '21:43:31'), closed)).toBe('CLOSED');
    expect(board(reported, dispatched(u101), closed).dispatches[0]!.status).toBe('CLEARED');
  });

  test('counts the response from the first call to the first arrival, in whatever order the facts came', () => {
    const facts = [arrived(u101, '21:45:00'), arrived(u102, '21:43:31', true), closed, linked];
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: facts.length }), (order) => {
        const row = board(reported, dispatched(u101), dispatched(u102), ...order);
        expect(row.responseSeconds).toBe(386);
      }),
    );
    const uncalled = { ...reported, callStartedAt: null };
    expect(board(uncalled, dispatched(u101), arrived(u101, '21:43:31')).responseSeconds).toBe(361);
    expect(board(reported, dispatched(u101), arrived(u101, '21:37:00')).responseSeconds).toBe(0);
    expect(board(reported, dispatched(u101)).responseSeconds).toBeNull();
  });

  test('a late fact does not move the unit back', () => {
    const acknowledged: Of<'DispatchAcknowledged'> = {
      ...{ type: 'DispatchAcknowledged', acknowledgedAt: at('21:38:00'), late: true, ...jobOf(u101) },
    };
    const row = board(reported, dispatched(u101), arrived(u101, '21:43:31'), acknowledged);
    expect(row.dispatches[0]).toMatchObject({ status: 'ARRIVED', acknowledgedAt: at('21:38:00') });
  });

  test('counts the calls about it', () => {
    expect(board(reported, linked, linked)).toMatchObject({ calls: 3, duplicateCalls: 2 });
    expect(board(linked)).toBeUndefined();
  });

  test('drops the point when the final code is sensitive', () =>
    expect(board(reported, { ...closed, finalCode: '30502' }).point).toBeNull());

  test('shows the latest code and place of a corrected incident, and how it came to them', () => {
    const authorised = { authorisedBy: 'dev:commander-09', statPeriod: '2026-11' };
    const recordedAt = at('23:30:00');
    const reclassified: Of<'IncidentReclassified'> = {
      ...{
        type: 'IncidentReclassified',
        system: 'CNIE',
        from: '30421',
        to: '30422',
        catalogueVersion: '3.0',
      },
      ...{ validFrom: at('21:37:00'), reason: 'CODING_ERROR', ...authorised, sensitive: false },
      ...{ municipality: '09007', beatId, exercise: false, reclassifiedAt: at('23:00:00'), closing: null },
    };
    const sensitive = { ...reclassified, from: '30422', to: '30502', sensitive: true };
    const back = { ...reclassified, from: '30502', sensitive: true };
    const there = { municipality: '09015', beatId: null };
    const relocated: Of<'IncidentRelocated'> = {
      ...{ type: 'IncidentRelocated', from: { municipality: '09007', beatId }, reason: 'LOCATION_ERROR' },
      ...{ to: { ...there, point }, ...authorised, relocatedAt: at('23:10:00') },
    };
    const row = board(reported, closed, reclassified, relocated);
    const code = (text: string) => ({ system: 'CNIE', version: '3.0', code: text });
    expect(row).toMatchObject({
      ...{ ...there, point, finalCode: code('30422'), finalCnie: '30422', initialCode: code('30421') },
      ...{ status: 'CLOSED', tally: 'ATTENDED', closedAt: closed.closedAt },
    });
    expect(row.reclassifications).toEqual([
      {
        ...{ from: code('30421'), to: code('30422'), validFrom: at('21:37:00'), reason: 'CODING_ERROR' },
        ...{ ...authorised, decidedAt: at('23:00:00'), recordedAt },
      },
    ]);
    expect(row.relocations).toEqual([
      {
        ...{ from: { municipality: '09007', beatId }, to: there, reason: 'LOCATION_ERROR' },
        ...{ ...authorised, decidedAt: at('23:10:00'), recordedAt },
      },
    ]);
    expect(figures(row)).toEqual(['09:recorded', '09015:recorded']);
    expect(board(reported, closed, reclassified).point).toEqual(point);
    expect(board(reported, closed, reclassified, sensitive).point).toBeNull();
    expect(board(reported, closed, reclassified, sensitive, back)).toMatchObject({
      ...{ point: null, finalCnie: '30422' },
    });
  });

  test('shows historical incidents as closed, without a priority, at their own time', () => {
    expect(board(past)).toMatchObject({
      ...{ status: 'CLOSED', priority: null, historical: true, tally: 'RECORDED', closedAt: null },
      ...{ occurredAt: past.occurredAt, reportedAt: past.occurredAt, source: 'cdmx-c5' },
    });
    const arrivedAt = { ...past.occurredAt, ms: past.occurredAt.ms + 300_000 };
    expect(board({ ...past, arrivedAt })).toMatchObject({ responseSeconds: 300, tally: 'ATTENDED' });
  });
});

describe('figures', () => {
  test('an open incident counts as recorded and by its priority, for its entity and its municipality', () =>
    expect(figures(board(reported))).toEqual([
      ...['09:recorded', '09:open:ALTA', '09007:recorded', '09007:open:ALTA'],
    ]));

  test('a closed one is recorded only', () =>
    expect(figures(board(reported, closed))).toEqual(['09:recorded', '09007:recorded']));

  test('B17: what was unfounded or cancelled is counted apart, and a correction moves it there and back', () => {
    for (const outcome of ['UNFOUNDED', 'CANCELLED'] as const) {
      const row = board(reported, { ...closed, outcome });
      expect(row.tally).toBe('APART');
      expect(figures(row)).toEqual(['09:nothing', '09007:nothing']);
    }
    const facts = { victims: 1, exercise: false, closedAt: closed.closedAt };
    const correction: Of<'ClosingCorrected'> = {
      ...{ type: 'ClosingCorrected', rndNumber: null, rndDelayReason: null, reason: 'NEW_EVIDENCE' },
      ...{ from: { ...facts, outcome: 'UNFOUNDED' }, to: { ...facts, outcome: 'RESOLVED' } },
      ...{ authorisedBy: 'dev:commander-09', statPeriod: '2026-11', finalCode: '30421' },
      ...{ municipality: '09007', beatId, correctedAt: at('23:00:00') },
    };
    const row = board(reported, { ...closed, outcome: 'UNFOUNDED' }, correction);
    expect(row).toMatchObject({ tally: 'ATTENDED', outcome: 'RESOLVED' });
    expect(figures(row)).toEqual(['09:recorded', '09007:recorded']);
  });

  test('duplicates are counted apart, live or past', () => {
    const duplicate = { ...closed, outcome: 'DUPLICATE' } as const;
    expect(figures(board(reported, duplicate))).toEqual(['09:duplicates', '09007:duplicates']);
    expect(figures(board({ ...past, outcome: 'DUPLICATE' }))).toEqual(['09:duplicates', '09999:duplicates']);
    expect(board({ ...past, outcome: 'DUPLICATE' }).tally).toBe('APART');
  });

  test('drills are counted nowhere', () => {
    const drill = board({ ...reported, exercise: true }, { ...closed, exercise: true });
    expect(figures(drill)).toEqual([]);
    expect(drill.tally).toBe('APART');
  });
});

test('historical incidents keep the legs that their source gives', () => {
  const legs = {
    answeredAt: past.occurredAt,
    classifiedAt: null,
    dispatchedAt: at('21:00:00'),
    enRouteAt: null,
  };
  const row = board({ ...past, legs });
  expect(legsOf(row)).toMatchObject({
    answeredAt: past.occurredAt,
    dispatchedAt: at('21:00:00'),
    enRouteAt: null,
  });
  expect(legsOf(board(reported, dispatched(u101), arrived(u101, '21:43:31')))).toMatchObject({
    ...{
      classifiedAt: at('21:37:30'),
      dispatchedAt: at('21:37:48'),
      arrivedAt: at('21:43:31'),
      closedAt: null,
    },
  });
});

describe('calls', () => {
  const classified = (code: string, closes: boolean): Of<'CallClassified'> => {
    return { type: 'CallClassified', code, catalogueVersion: '3.0', proper: !closes, closes };
  };

  test('become incidents, duplicates, or nothing', () => {
    const after = (...events: Recording[]) =>
      projected(calls, [
        ...executed(call, callId, received),
        ...executed(call, againId, received),
        ...events,
      ]);
    expect(after(...executed(call, callId, classified('30421', false))).get(callId)).toMatchObject({
      status: 'CLASSIFIED',
    });
    expect(after(...executed(incident, incidentId, reported)).get(callId)).toMatchObject({
      status: 'REPORTED',
      incidentId,
    });
    expect(after(...executed(call, againId, linked)).get(againId)).toMatchObject({
      status: 'LINKED',
      incidentId,
    });
    expect(after(...executed(call, callId, classified('70104', true))).get(callId)).toMatchObject({
      status: 'CLOSED',
    });
    const abandoned = { type: 'CallAbandoned', abandonedAt: at('21:40:00') } as const;
    const [ended, held] = [executed(call, callId, abandoned), executed(incident, incidentId, reported)];
    expect(after(...ended).get(callId)).toMatchObject({ status: 'ABANDONED' });
    const told = executed(call, callId, { type: 'CallReported', incidentId, reportedAt: at('21:40:30') });
    for (const order of [
      [...ended, ...held],
      [...held, ...ended, ...told],
    ]) {
      expect(after(...order).get(callId)).toMatchObject({
        ...{ status: 'REPORTED', incidentId, abandonedAt: null, endedAt: null },
      });
    }
  });

  test('keep what they became when they are classified later', () => {
    const known = projected(calls, executed(call, againId, received, linked, classified('60205', false)));
    expect(known.get(againId)).toMatchObject({ status: 'LINKED', code: '60205' });
  });

  test('B20: a place recorded before the code turned out sensitive is no longer shown', () => {
    const cell = { point: { lon: -99.092, lat: 19.358 }, radiusMetres: 500 };
    const located = { type: 'CallLocated', municipality: '09007', cell, locatedAt: at('21:37:20') } as const;
    const after = (code: string) =>
      projected(calls, executed(call, callId, received, located, classified(code, false)));
    expect(after('30421').get(callId)).toMatchObject({ cell });
    expect(after('30502').get(callId)).toMatchObject({ cell: null, place: '09007' });
  });

  test('count once, in the hour, version and class last known of them', () => {
    const keys = (...events: CallEvent[]) =>
      calls.figure!(projected(calls, executed(call, callId, received, ...events)).get(callId)!).map(
        ({ key }) => key,
      );
    const hour = Date.UTC(2026, 10, 15, 3);
    expect(keys()).toEqual([`09:calls:${hour}::UNCLASSIFIED`, `09007:calls:${hour}::UNCLASSIFIED`]);
    expect(keys(classified('30421', false))[0]).toBe(`09:calls:${hour}:3.0:PROPER`);
    expect(keys(classified('70104', true))[0]).toBe(`09:calls:${hour}:3.0:MISUSE`);
    expect(keys(classified('60202', true))[0]).toBe(`09:calls:${hour}:3.0:OTHER_SERVICE`);
    expect(keys(classified('60205', false))[0]).toBe(`09:calls:${hour}:3.0:DUPLICATE`);
    expect(keys({ type: 'CallAbandoned', abandonedAt: at('21:40:00') })[0]).toBe(
      `09:calls:${hour}::ABANDONED`,
    );
  });

  test('an incident no longer counts a call that was unlinked from it', () => {
    const unlinked = {
      type: 'CallUnlinked',
      incidentId,
      reason: 'OTHER_EVENT',
      unlinkedAt: at('21:50:00'),
    } as const;
    expect(board(reported, linked)).toMatchObject({ calls: 2, duplicateCalls: 1 });
    expect(board(reported, linked, { ...unlinked, linkedAt: null, duplicate: true })).toMatchObject({
      ...{ calls: 1, duplicateCalls: 0, linkedAt: [] },
    });
    expect(board(reported, linked, { ...unlinked, linkedAt: null, duplicate: false })).toMatchObject({
      ...{ calls: 1, duplicateCalls: 1 },
    });
  });
});

test('boundaries follow redrawings and closings', () => {
  const ring: [number, number][] = [
    ...([
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ] as [number, number][]),
  ];
  const noted = (version: number, code: string): Of<'BeatBoundaryNoted'> => ({
    ...{ type: 'BeatBoundaryNoted', beatId, code, edition: '2023', municipality: '09007', version },
    polygon: { type: 'Polygon', coordinates: [ring] },
    validFrom: version === 1 ? null : at('00:00:00'),
  });
  const gone: Of<'BeatClosureNoted'> = { type: 'BeatClosureNoted', beatId, validFrom: at('00:00:00') };
  const id = idFor('09', 'beatboundary', beatId);
  const rows = projected(boundaries, executed(beatBoundary, id, noted(1, 'A'), noted(2, 'B'), gone));
  expect([...rows]).toEqual([
    [
      beatId,
      expect.objectContaining({
        ...{ id: beatId, entity: '09', code: 'B', municipality: '09007', closedFrom: at('00:00:00').ms },
        drawn: [
          expect.objectContaining({ from: null }),
          expect.objectContaining({ from: at('00:00:00').ms }),
        ],
      }),
    ],
  ]);
});
