import type { GraphQLError } from 'graphql';
import { limitExceeded } from '../errors.ts';
import { openAllowances } from './allowances.ts';
import { restAfter, restWithoutPlace } from './resting.ts';

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
  expect(await isOverAtOnce(restAfter([limitExceeded('strangersPerAddress', 1_000)]))).toBe(false);
  expect(await isOverAtOnce(restAfter([limitExceeded('cost', 20_000, 20_301)]))).toBe(true);
  expect(await isOverAtOnce(restAfter([]))).toBe(true);
});

test('H5: who has no place rests before the refusal, as many at a time as there is room for', async () => {
  const allowances = openAllowances({
    operations: { all: 1, subject: 0 },
    refusals: { all: 10, subject: 1 },
  });
  const rests = (error: GraphQLError, subject = 'greedy') => restWithoutPlace(allowances, subject, error);
  const own = allowances.take('operations', 'greedy') as GraphQLError;
  const first = isOverAtOnce(rests(own));
  expect(await isOverAtOnce(rests(own))).toBe(true);
  expect(await isOverAtOnce(rests(own, 'other'))).toBe(false);
  expect(await first).toBe(false);
  expect(await isOverAtOnce(rests(own))).toBe(false);
  expect(await isOverAtOnce(rests(limitExceeded('cost', 20_000)))).toBe(true);
});
