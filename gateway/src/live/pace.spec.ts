import { restFor } from './pace.ts';

test('a result rests as long as it took, half a second at most, and comes 25 times a second at most', () => {
  expect([0, 10, 20, 100, 400, 500, 5_000].map(restFor)).toEqual([40, 30, 20, 100, 400, 500, 500]);
});
