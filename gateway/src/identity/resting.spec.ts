import { limitExceeded } from '../errors.ts';
import { restAfter } from './resting.ts';

/** Whether it is over before anything else of the event loop has come round. */
async function isOverAtOnce(work: Promise<void>): Promise<boolean> {
  let over = false;
  const watched = work.then(() => {
    over = true;
  });
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  const atOnce = over;
  await watched;
  return atOnce;
}

test('H5: who is over a limit of their own rests before the refusal, and nobody else does', async () => {
  expect(await isOverAtOnce(restAfter([limitExceeded('costPerSubject', 60_000)]))).toBe(false);
  expect(await isOverAtOnce(restAfter([limitExceeded('planningPerSubject', 3)]))).toBe(false);
  expect(await isOverAtOnce(restAfter([limitExceeded('cost', 20_000, 20_301)]))).toBe(true);
  expect(await isOverAtOnce(restAfter([]))).toBe(true);
});
