import { offsetAfter } from './present.ts';

const HOUR_MS = 3_600_000;
const NOON = Date.parse('2026-11-29T12:00:00Z');
const told = (askedMs: number, arrivedMs: number) => ({
  ...{ date: 'Sun, 29 Nov 2026 12:00:00 GMT', askedMs, arrivedMs },
});

test('a machine whose clock is right goes by its own, also on a slow line', () => {
  expect(offsetAfter(0, told(NOON + 300, NOON + 400))).toBe(0);
  expect(offsetAfter(0, told(NOON - 4_000, NOON + 3_000))).toBe(0);
  expect(offsetAfter(0, told(NOON + 1_700, NOON + 1_800))).toBe(0);
});

test('one that is an hour off, either way, goes by that of the platform within a second', () => {
  for (const offMs of [HOUR_MS, -HOUR_MS]) {
    const found = offsetAfter(0, told(NOON - offMs + 200, NOON - offMs + 260));
    expect(Math.abs(found - offMs)).toBeLessThan(1_000);
  }
});

test('however long an answer took, and on whichever way, the present is never ahead of the platform’s', () => {
  for (const offMs of [HOUR_MS, -HOUR_MS])
    for (const [thereMs, backMs] of [[12_000, 0] as const, [0, 12_000] as const]) {
      const found = offsetAfter(0, told(NOON - offMs - thereMs, NOON - offMs + backMs));
      expect(found - offMs).toBeLessThanOrEqual(0);
    }
});

test('what is known stays until an answer speaks against it, and goes once the clock is set', () => {
  expect(offsetAfter(-HOUR_MS, told(NOON + HOUR_MS + 100, NOON + HOUR_MS + 200))).toBe(-HOUR_MS);
  expect(Math.abs(offsetAfter(-HOUR_MS, told(NOON + 300, NOON + 400)))).toBeLessThan(1_000);
});

test('an answer without a clock, and one during which the own clock was set, say nothing', () => {
  expect(offsetAfter(7, { ...told(0, 1), date: null })).toBe(7);
  expect(offsetAfter(7, told(NOON + HOUR_MS, NOON))).toBe(7);
});
