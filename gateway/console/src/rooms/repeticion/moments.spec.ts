import { firstInstead, instantIn, stepOf } from './moments.ts';

test('an arrow steps a minute, finer with Shift and further with Alt', () => {
  const keys = { shiftKey: false, altKey: false };
  expect([stepOf(keys), stepOf({ ...keys, shiftKey: true }), stepOf({ ...keys, altKey: true })]).toEqual([
    ...[60_000, 5_000, 900_000],
  ]);
});

test('an address asks for an instant or for a position, and a day that no calendar has is neither', () => {
  expect(instantIn('2026-11-25T21:00:00.000Z')).toBe(Date.UTC(2026, 10, 25, 21));
  expect(instantIn('p1.W1siOGI0NzFi')).toBeUndefined();
  expect(instantIn('2026-13-45T00:00:00Z')).toBeUndefined();
});

test('in the first minute of a log an address without a moment begins with the first that is known', () => {
  const first = '2026-11-25T21:00:00.000Z';
  expect(firstInstead(null, first)).toBe(first);
  expect(firstInstead(null, undefined)).toBeUndefined();
  expect(firstInstead('2020-01-01T00:00:00.000Z', first)).toBeUndefined();
});
