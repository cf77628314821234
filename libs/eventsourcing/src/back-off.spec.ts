import { backOffAfter } from './back-off.ts';

test('a wait doubles with each failure in a row, up to the most', () => {
  const limits = { firstMs: 50, maxMs: 500 };
  expect([0, 1, 2, 3, 4, 5, 6, 1_000_000].map((failures) => backOffAfter(failures, limits))).toEqual([
    ...[50, 50, 100, 200, 400, 500, 500, 500],
  ]);
});
