import { idFor, type Instant } from '@proximidad/eventsourcing';
import { nearestRanks } from '@proximidad/readmodel';
import fc from 'fast-check';
import { countedAs, ranksOf } from '../times.ts';
import type { DispatchRow, IncidentRow } from './incident-row.ts';
import { legFigures, legName, legSecondsOf, legsPrefix } from './leg-figures.ts';

const HOUR_MS = Date.UTC(2026, 10, 15, 3);
const at = (second: number): Instant => ({ ms: HOUR_MS + second * 1_000, offsetMin: -360 });
const sent = (dispatched: number, heard: number | null, rank: number | null) =>
  ({
    ...{ unitId: idFor('09', 'unit', dispatched), dispatchedAt: at(dispatched), proposalRank: rank },
    ...{ acknowledgedAt: heard === null ? null : at(heard), enRouteAt: null, arrivedAt: null },
  }) as DispatchRow;
const row = {
  ...{ entity: '09', municipality: '09007', priority: 'ALTA', rural: false, tally: 'ATTENDED' },
  ...{ callStartedAt: at(0), reportedAt: at(25), closedAt: at(2_575), responseSeconds: 386 },
  ...{ dispatches: [sent(43, 80, 1), sent(50, 70, 2)], historical: false },
} as unknown as IncidentRow;

test('each leg is that of the first unit which got so far (ST-1)', () => {
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
  const names = ['n:1', 'sent:2', 'top:1', 'CLASSIFY:25:1', 'DISPATCH:43:1', 'ACKNOWLEDGE:27:1'];
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

test('history has no priority, and what stands apart is not counted', () => {
  expect(legFigures({ ...row, priority: null, historical: true })).toEqual([]);
  expect(legFigures({ ...row, tally: 'APART' })).toEqual([]);
});

test('ranks of what was counted are the nearest ranks of the times, as finely as they are counted', () =>
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
