import { idFor, type Instant, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import { nearestRanks } from '@proximidad/readmodel';
import { eventsOf, projected } from '@proximidad/testing/domain';
import fc from 'fast-check';
import { measured } from '../testing/measured.ts';
import { countedAs, ranksOf } from '../times.ts';
import { incident } from './incident.ts';
import { incidentBoard } from './incident-board.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { DispatchRow, IncidentRow } from './incident-row.ts';
import { legFigures, legName, legSecondsOf, legsPrefix } from './leg-figures.ts';

const HOUR_MS = Date.UTC(2026, 10, 15, 3);
const at = (second: number): Instant => ({ ms: HOUR_MS + second * 1_000, offsetMin: -360 });
const sent = (dispatched: number, heard: number | null, topTaken: boolean | null) =>
  ({
    ...{ unitId: idFor('09', 'unit', dispatched), dispatchedAt: at(dispatched), topTaken },
    ...{ acknowledgedAt: heard === null ? null : at(heard), enRouteAt: null, arrivedAt: null },
  }) as DispatchRow;
const row = {
  ...{ entity: '09', municipality: '09007', priority: 'ALTA', rural: false, tally: 'ATTENDED' },
  ...{ callStartedAt: at(0), reportedAt: at(25), closedAt: at(2_575), responseSeconds: 386 },
  ...{ dispatches: [sent(43, 80, null), sent(50, 70, true), sent(60, null, false)], historical: false },
} as unknown as IncidentRow;

test('each leg is that of the first unit to reach it (ST-1)', () => {
  expect(legSecondsOf(row)).toEqual({
    CLASSIFY: 25,
    DISPATCH: 43,
    ACKNOWLEDGE: 27,
    ARRIVE: 386,
    CLOSE: 2_575,
  });
  const radio = { ...row, callStartedAt: null, closedAt: null, responseSeconds: null, dispatches: [] };
  expect(legSecondsOf(radio)).toEqual({
    ...{ CLASSIFY: null, DISPATCH: null, ACKNOWLEDGE: null, ARRIVE: null, CLOSE: null },
  });
});

test('an incident counts in the hour of its report, for its municipality and so for its entity', () => {
  const counts = ['n:1', 'sent:3', 'proposed:2', 'top:1'];
  const names = [...counts, 'CLASSIFY:25:1', 'DISPATCH:43:1', 'ACKNOWLEDGE:27:1'];
  const all = [...names, 'ARRIVE:385:1', 'CLOSE:2580:1'];
  const figures = legFigures(row).map(({ key, add }) => `${key}:${add}`);
  expect(figures).toEqual(all.map((name) => `09:legs:${HOUR_MS}:09007:ALTA:URBAN:${name}`));
  for (const place of ['09', '09007']) {
    const prefix = legsPrefix(place, HOUR_MS + 1);
    expect(figures.every((key) => key.startsWith(prefix))).toBe(true);
    expect(figures.map((key) => legName(key.slice(prefix.length), place))).toEqual(
      all.map((name) => `ALTA:URBAN:${name}`),
    );
  }
});

test('historical incidents have no priority, and those kept apart are not counted', () => {
  expect(legFigures({ ...row, priority: null, historical: true })).toEqual([]);
  expect(legFigures({ ...row, tally: 'APART' })).toEqual([]);
});

test('BR-I4: a proposal counts as accepted if the best unit not already there was sent; where none was proposed nothing counts', () => {
  const incidentId = idFor('09', 'incident', 'accepted');
  const place = { municipality: '09007', beatId: null, point: null };
  const unit = (n: number) => idFor('09', 'unit', n);
  const reported: IncidentEvent = {
    ...{ type: 'IncidentReported', callIds: [], place, initialCode: '30421', catalogueVersion: '3.0' },
    ...{ priority: 'ALTA', folio: null, exercise: false, rural: false },
    ...{ happenedAt: at(0), callStartedAt: null, reportedAt: at(0) },
    ...measured,
  };
  const proposed = (round: number, ...units: number[]): IncidentEvent => {
    const of = { distanceMetres: 1, etaSeconds: 1, sameBeat: true, score: 1, reasons: [] };
    const candidates = units.map((n) => ({ ...of, unitId: unit(n) }));
    return { type: 'PatrolProposed', round, candidates, modelVersion: '1', proposedAt: at(1) };
  };
  const sending = (n: number): IncidentEvent => ({
    ...{ type: 'PatrolDispatched', jobId: uuidv5('job', n), unitId: unit(n), proposalAccepted: true },
    ...{
      proposalRank: null,
      overrideReason: null,
      unitStatus: null,
      leaves: null,
      crew: [],
      dispatchedAt: at(2),
    },
  });
  const cancelling = (n: number): IncidentEvent => ({
    ...{ type: 'DispatchCancelled', jobId: uuidv5('job', n), unitId: unit(n) },
    ...{ reason: 'NOT_NEEDED', cancelledAt: at(3) },
  });
  const sentThen = (...events: IncidentEvent[]) => {
    const recorded = { recordedAt: HOUR_MS, metadata: { occurredAt: at(0) } as Recorded['metadata'] };
    const board = projected(incidentBoard, eventsOf(incident, incidentId, [reported, ...events], recorded));
    const all = board.get(incidentId)!.dispatches;
    return all.map(({ proposalRound, topTaken }) => [proposalRound, topTaken]);
  };
  expect(sentThen(sending(1))).toEqual([[null, null]]);
  expect(sentThen(proposed(0), sending(1))).toEqual([[null, null]]);
  expect(sentThen(sending(1), proposed(0, 1), sending(2))[1]).toEqual([null, null]);
  expect(sentThen(proposed(0, 1, 2, 3), sending(1), sending(3))).toEqual([
    [0, true],
    [0, false],
  ]);
  expect(sentThen(proposed(0, 1, 2), sending(1), sending(2))).toEqual([
    [0, true],
    [0, true],
  ]);
  expect(sentThen(proposed(0, 1, 2), sending(2), cancelling(2), proposed(1, 1, 2), sending(2))).toEqual([
    [0, false],
    [1, false],
  ]);
});

test('ranks of counted times are the nearest ranks of the times, as finely as they are counted', () =>
  fc.assert(
    fc.property(fc.array(fc.nat(604_800), { maxLength: 60 }), (seconds) => {
      const counted = seconds.map(countedAs);
      const times = new Map<number, number>();
      for (const time of counted) times.set(time, (times.get(time) ?? 0) + 1);
      const shares = [0.5, 0.9, 0.95];
      expect(ranksOf(times, shares)).toEqual(nearestRanks(counted, shares));
      for (const second of seconds) {
        expect(Math.abs(countedAs(second) - second)).toBeLessThanOrEqual(0.05 * second);
      }
    }),
  ));
