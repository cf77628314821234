import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { type LaneLimits, Lanes } from './lanes.ts';

const LIMITS: LaneLimits = { parallelMax: 4, inFlightMax: 8, attemptsMax: 2, backOffMs: 0, heldMs: 10 };

interface Job {
  readonly key: string;
  readonly n: number;
}

const quiet = () => undefined;

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 500; tries++) await sleep(2);
  expect(condition()).toBe(true);
}

test('per key in order, over keys in parallel, and what counts as finished has nothing unfinished before it', () => {
  const job = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    ms: fc.integer({ min: 0, max: 3 }),
  });
  const check = fc.asyncProperty(fc.array(job, { maxLength: 40 }), async (jobs) => {
    const done: Job[] = [];
    let running = 0;
    let most = 0;
    const lanes = new Lanes<Job & { ms: number }>(
      async ({ key, n, ms }) => {
        most = Math.max(most, ++running);
        await sleep(ms);
        running--;
        done.push({ key, n });
      },
      quiet,
      LIMITS,
    );
    const seen: number[] = [];
    for (const [n, { key, ms }] of jobs.entries()) {
      await lanes.offer(key, { key, n, ms });
      const finished = lanes.takeFinished();
      if (!finished) continue;
      seen.push(finished.n);
      const before = jobs.slice(0, finished.n + 1).map((_, index) => index);
      expect(before.every((index) => done.some((job) => job.n === index))).toBe(true);
    }
    await until(() => done.length === jobs.length);
    for (const key of new Set(jobs.map((each) => each.key))) {
      const order = done.filter((each) => each.key === key).map((each) => each.n);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
    expect(most).toBeLessThanOrEqual(LIMITS.parallelMax);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    await lanes.stop();
  });
  return fc.assert(check, { numRuns: 30 });
});

test('a key that fails is held back with what follows it, others go on, and it goes on once it can', async () => {
  const done: string[] = [];
  const failed: string[] = [];
  let broken = true;
  const lanes = new Lanes<string>(
    async (value) => {
      if (broken && value === 'a1') throw new Error('broken');
      done.push(value);
    },
    (value) => failed.push(value),
    LIMITS,
  );
  for (const value of ['a1', 'a2', 'b1', 'b2']) await lanes.offer(value[0]!, value);
  await until(() => failed.length > 1 && done.includes('b2'));
  expect(done).toEqual(['b1', 'b2']);
  expect(lanes.held).toBe(1);
  expect(lanes.takeFinished()).toBeUndefined();
  broken = false;
  await until(() => done.length === 4);
  expect(done).toEqual(['b1', 'b2', 'a1', 'a2']);
  expect([lanes.held, lanes.takeFinished()]).toEqual([0, 'b2']);
  await lanes.stop();
});

test('more than may be in flight waits, and stopping lets it go', async () => {
  const lanes = new Lanes<number>(() => sleep(1_000), quiet, { ...LIMITS, parallelMax: 1, inFlightMax: 2 });
  const offers = [1, 2, 3].map((n) => lanes.offer(String(n), n));
  const third = await Promise.race([offers[2]!.then(() => 'taken'), sleep(20).then(() => 'waiting')]);
  expect(third).toBe('waiting');
  const stopped = lanes.stop();
  await offers[2];
  await stopped;
});

test('stopping waits for what runs and starts nothing more', async () => {
  const done: number[] = [];
  const lanes = new Lanes<number>(
    async (n) => {
      await sleep(20);
      done.push(n);
    },
    quiet,
    { ...LIMITS, parallelMax: 1 },
  );
  await lanes.offer('a', 1);
  await lanes.offer('a', 2);
  await lanes.stop();
  await sleep(50);
  expect(done).toEqual([1]);
});
