import { stepOf } from './moments.ts';

test('an arrow steps a minute, finer with Shift and further with Alt', () => {
  const keys = { shiftKey: false, altKey: false };
  expect([stepOf(keys), stepOf({ ...keys, shiftKey: true }), stepOf({ ...keys, altKey: true })]).toEqual([
    ...[60_000, 5_000, 900_000],
  ]);
});
