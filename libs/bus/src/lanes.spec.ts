import { readFile } from 'node:fs/promises';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { RevisionConflict, StoreDamaged, StoreUnavailable } from '@proximidad/eventsourcing';
import { until } from '@proximidad/testing';
import fc from 'fast-check';
import { type LaneLimits, Lanes, LOST_RACES_MAX, TookTooLong } from './lanes.ts';
import { Unreadable } from './message.ts';

const LIMITS: LaneLimits = {
  parallelMax: 4,
  inFlightMax: 8,
  attemptsMax: 2,
  attemptMaxMs: 1_000,
  backOffMs: 0,
};

interface Job {
  readonly key: string;
  readonly n: number;
}

/** Lanes whose work always succeeds. */
function lanesOf<T>(work: (value: T) => Promise<void>, limits: Partial<LaneLimits> = {}): Lanes<T> {
  const never = () => {
    throw new Error('nothing fails here');
  };
  return new Lanes<T>({ work, setAside: never, fail: never }, { ...LIMITS, ...limits });
}

/** Everything has run that needs no new input. */
const everyTurn = () => setImmediate();

test('per key in order, over keys in parallel, and what counts as finished has nothing unfinished before it', () => {
  const job = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    ms: fc.integer({ min: 0, max: 3 }),
  });
  const check = fc.asyncProperty(fc.array(job, { maxLength: 40 }), async (jobs) => {
    const done: Job[] = [];
    let running = 0;
    let most = 0;
    const lanes = lanesOf<Job & { ms: number }>(async ({ key, n, ms }) => {
      most = Math.max(most, ++running);
      await sleep(ms);
      running--;
      done.push({ key, n });
    });
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

test('what keeps failing is put aside, its key goes on behind it, and the others never wait', async () => {
  const told: string[] = [];
  let attempts = 0;
  const lanes = new Lanes<string>(
    {
      async work(value) {
        if (value === 'a1') {
          attempts++;
          throw new Error('broken');
        }
        told.push(value);
      },
      async setAside(value) {
        await until(() => told.includes('b2'));
        told.push(`${value} aside`);
      },
      fail: (error) => told.push(String(error)),
    },
    LIMITS,
  );
  for (const value of ['a1', 'a2', 'b1', 'b2']) await lanes.offer(value[0]!, value);
  await until(() => told.length === 4);
  expect(told).toEqual(['b1', 'b2', 'a1 aside', 'a2']);
  expect([attempts, lanes.takeFinished()]).toEqual([LIMITS.attemptsMax, 'b2']);
  await lanes.stop();
});

test('an unreachable store is waited for and counts as no attempt', async () => {
  const aside: number[] = [];
  let attempts = 0;
  const lanes = new Lanes<number>(
    {
      async work() {
        if (++attempts <= LIMITS.attemptsMax * 3) throw new StoreUnavailable('down');
      },
      setAside: async (value) => void aside.push(value),
      fail: () => undefined,
    },
    LIMITS,
  );
  await lanes.offer('a', 1);
  await until(() => lanes.takeFinished() === 1);
  expect([attempts, aside]).toEqual([LIMITS.attemptsMax * 3 + 1, []]);
});

test.each([
  ['as often as it may', LOST_RACES_MAX, LOST_RACES_MAX + 1, []],
  ['for ever', Infinity, LOST_RACES_MAX + LIMITS.attemptsMax, [expect.any(RevisionConflict)]],
])('work that loses its race %s', async (_what, lost, attempted, put) => {
  const aside: unknown[] = [];
  let attempts = 0;
  const lanes = new Lanes<number>(
    {
      async work() {
        if (attempts++ < lost) throw new RevisionConflict('unitlog_09-a', attempts);
      },
      setAside: async (_value, error) => void aside.push(error),
      fail: () => undefined,
    },
    LIMITS,
  );
  await lanes.offer('a', 1);
  await until(() => lanes.takeFinished() === 1);
  expect([attempts, aside]).toEqual([attempted, put]);
});

test.each([
  ['that hangs', () => new Promise<void>(() => undefined), TookTooLong],
  ['that is no message', () => Promise.reject(new Unreadable('no')), Unreadable],
])('work %s is put aside after one attempt', async (_what, behave, reason) => {
  let attempts = 0;
  const aside: unknown[] = [];
  const lanes = new Lanes<number>(
    {
      work() {
        attempts++;
        return behave();
      },
      setAside: async (_value, error) => void aside.push(error),
      fail: () => undefined,
    },
    { ...LIMITS, attemptMaxMs: 20 },
  );
  await lanes.offer('a', 1);
  await until(() => lanes.takeFinished() === 1);
  expect(attempts).toBe(1);
  expect(aside).toEqual([expect.any(reason)]);
});

test('that the process stood still for a while takes no attempt its time', async () => {
  let attempts = 0;
  const lanes = lanesOf<number>(
    async () => {
      attempts++;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
      await readFile(import.meta.filename);
    },
    { attemptMaxMs: 200 },
  );
  await lanes.offer('a', 1);
  await until(() => lanes.takeFinished() === 1);
  expect(attempts).toBe(1);
});

test('what cannot be put aside is told, and its key stands', async () => {
  const failed: unknown[] = [];
  const done: string[] = [];
  const lanes = new Lanes<string>(
    {
      async work(value) {
        if (value === 'a1') throw new Error('broken');
        done.push(value);
      },
      setAside: () => Promise.reject(new Error('full')),
      fail: (error) => failed.push(error),
    },
    LIMITS,
  );
  for (const value of ['a1', 'a2', 'b1']) await lanes.offer(value[0]!, value);
  await until(() => failed.length === 1 && done.length === 1);
  expect([done, lanes.takeFinished()]).toEqual([['b1'], undefined]);
  await lanes.stop();
});

test('more than may be in flight waits, and stopping lets it go', async () => {
  const gate = Promise.withResolvers<void>();
  const lanes = lanesOf<number>(() => gate.promise, { parallelMax: 1, inFlightMax: 2 });
  const offers = [1, 2, 3].map((n) => lanes.offer(String(n), n));
  await Promise.all(offers.slice(0, 2));
  const third = await Promise.race([offers[2]!.then(() => 'taken'), everyTurn().then(() => 'waiting')]);
  expect(third).toBe('waiting');
  const stopped = lanes.stop();
  await offers[2];
  gate.resolve();
  await stopped;
});

test('stopping waits for what runs and starts nothing more', async () => {
  const done: number[] = [];
  const gate = Promise.withResolvers<void>();
  const slow = async (n: number) => {
    await gate.promise;
    done.push(n);
  };
  const lanes = lanesOf(slow, { parallelMax: 1 });
  await lanes.offer('a', 1);
  await lanes.offer('a', 2);
  const stopped = lanes.stop();
  await everyTurn();
  gate.resolve();
  await stopped;
  await everyTurn();
  expect(done).toEqual([1]);
});

test('what needs a damaged event is set aside: only a store that is away is waited for', async () => {
  const aside: unknown[] = [];
  const lanes = new Lanes<number>(
    {
      async work() {
        throw new StoreDamaged('the event at revision 0 is damaged');
      },
      setAside: async (_value, error) => void aside.push(error),
      fail: () => undefined,
    },
    LIMITS,
  );
  await lanes.offer('a', 1);
  await until(() => lanes.takeFinished() === 1);
  expect(aside).toEqual([expect.any(StoreDamaged)]);
});
