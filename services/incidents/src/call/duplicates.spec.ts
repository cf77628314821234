import { idFor } from '@proximidad/eventsourcing';
import type { IncidentRow } from '../incident/incident-board.ts';
import { type Account, duplicateCandidates } from './duplicates.ts';

/** Eleven callers report shots in Monterrey within four minutes (N1). */
const ATE = 1_794_700_000_000;
const METRES = 1 / 111_195;
const place = { lon: -100.316, lat: 25.671 };
const north = (metres: number) => ({ ...place, lat: place.lat + metres * METRES });

const incident = (
  n: number,
  facts: Partial<Pick<IncidentRow, 'point' | 'initialCode' | 'reportedAt'>> = {},
) =>
  ({
    id: idFor('19', 'incident', n),
    initialCode: { system: 'CNIE', version: '3.0', code: '30202' },
    point: place,
    callStartedAt: null,
    reportedAt: { ms: ATE, offsetMin: -360 },
    ...facts,
  }) as IncidentRow;
const account = (facts: Partial<Account> = {}): Account => {
  return { code: '30202', point: place, at: ATE, cellFix: false, ...facts };
};
const ids = (executed: Account, ...open: IncidentRow[]) =>
  duplicateCandidates(executed, open).map((candidate) => candidate.incident.id);

test('calls of the same shots within a street block and four minutes are proposed, the nearest first', () => {
  const shots = incident(1);
  for (const metres of [0, 58, 116]) {
    const [found] = duplicateCandidates(account({ point: north(metres), at: ATE + 240_000 }), [shots]);
    expect(found).toMatchObject({ distanceMetres: metres, secondsApart: 240 });
    expect(found!.score).toBeGreaterThanOrEqual(0.7);
  }
  const further = incident(2, { point: north(100) });
  expect(ids(account({ point: north(10) }), further, shots)).toEqual([shots.id, further.id]);
});

test('of two that score alike the nearer in time comes first, whichever identifier is the lesser', () => {
  for (const [before, justNow] of [
    [1, 2],
    [2, 1],
  ] as const) {
    const ago = (n: number, seconds: number) =>
      incident(n, { reportedAt: { ms: ATE - seconds * 1_000, offsetMin: -360 } });
    const [older, newer] = [ago(before, 2), ago(justNow, 1)];
    expect(ids(account(), older, newer)).toEqual([newer.id, older.id]);
  }
});

test('the wound that a caller reports is another incident', () =>
  expect(ids(account({ code: '10209', point: north(140) }), incident(1))).toEqual([]));

test('beyond 150 metres, or 20 minutes, nothing is proposed', () => {
  expect(ids(account({ point: north(151) }), incident(1))).toEqual([]);
  expect(ids(account({ at: ATE + 20 * 60_000 + 1 }), incident(1))).toEqual([]);
});

test('a telephone cell may be 500 metres off', () => {
  expect(ids(account({ point: north(160), cellFix: true }), incident(1))).toHaveLength(1);
  expect(ids(account({ point: north(501), cellFix: true }), incident(1))).toEqual([]);
});

test('far and late together do not reach the score', () =>
  expect(ids(account({ point: north(140), at: ATE + 15 * 60_000 }), incident(1))).toEqual([]));

test('family and sexual violence is never proposed, and an incident without a point cannot be', () => {
  const code = (text: string) => ({ system: 'CNIE', version: '3.0', code: text });
  for (const sensitive of ['30502', '30701', '30903']) {
    expect(ids(account({ code: sensitive }), incident(1, { initialCode: code(sensitive) }))).toEqual([]);
  }
  expect(ids(account({ code: '30907' }), incident(1, { initialCode: code('30903') }))).toEqual([]);
  expect(ids(account(), incident(1, { point: null }))).toEqual([]);
});
