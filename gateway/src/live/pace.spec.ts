import { setTimeout as sleep } from 'node:timers/promises';
import { openPace, restFor } from './pace.ts';

test('a result rests as long as it took, half a second at most, and comes 25 times a second at most', () => {
  expect([0, 10, 20, 100, 400, 500, 5_000].map(restFor)).toEqual([40, 30, 20, 100, 400, 500, 500]);
});

test('what is over in a month is not looked at at once', async () => {
  const pace = openPace();
  let looked = 0;
  pace.after(40 * 86_400_000, () => looked++);
  await sleep(50);
  pace.stop();
  expect(looked).toBe(0);
});
