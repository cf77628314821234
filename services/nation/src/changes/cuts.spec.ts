import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import { until } from '@proximidad/testing/waiting';
import fc from 'fast-check';
import { openCuts } from './cuts.ts';

const WAIT_MS = 60_000;
const LOOK_MS = 20;

/** As much of a log as cuts read: positions and times, both chosen by the test. */
function logOf(times: readonly number[], streamOf = (_index: number) => 'ops_00-log') {
  const events = times.map(
    (recordedAt, index) =>
      ({ recordedAt, position: index * 3 + 1, stream: streamOf(index) }) as RecordedEvent,
  );
  return {
    events,
    async *readAll({ after = -1, max }: { after: number | undefined; max: number }) {
      yield* events.filter(({ position }) => position > after).slice(0, max);
    },
  };
}

test('a second holds exactly what was recorded up to it', async () => {
  const steps = fc.array(fc.integer({ min: 0, max: 2_500 }), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: -2, max: 160 }), async (gaps, offset) => {
      let ms = 1_800_000_000_000;
      const log = logOf(gaps.map((gap) => (ms += gap)));
      const cuts = openCuts({
        file: ':memory:',
        log,
        logId: randomUUID(),
        now: () => ms + 10 ** 7,
        grownTo: () => 0,
      });
      try {
        const second = 1_800_000_000 + offset;
        const expected = log.events.findLast(({ recordedAt }) => recordedAt <= second * 1_000)?.position;
        expect(await cuts.positionAt(second, WAIT_MS)).toBe(expected ?? 'unopened');
      } finally {
        await cuts.close();
      }
    }),
    { numRuns: 60 },
  );
});

test('a second that has just ended is asked for once what was on its way to the disk is there', async () => {
  const second = 1_800_000_000;
  const log = logOf([second * 1_000 - 900, second * 1_000 - 1]);
  const began = performance.now();
  const now = () => second * 1_000 + 1 + performance.now() - began;
  let reads = 0;
  const readAll: typeof log.readAll = async function* (range) {
    const isOnItsWay = reads++ === 0;
    for await (const event of log.readAll(range)) {
      if (isOnItsWay && event === log.events[1]) return;
      yield event;
    }
  };
  const cuts = openCuts({ file: ':memory:', log: { readAll }, logId: randomUUID(), now, grownTo: () => 0 });
  try {
    expect(await cuts.positionAt(second, WAIT_MS)).toBe(log.events[1]!.position);
    expect(await cuts.positionAt(second - 1, WAIT_MS)).toBe('unopened');
  } finally {
    await cuts.close();
  }
});

test('cuts go on from their file, and those of another log are forgotten', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cuts-'));
  const file = join(folder, 'cuts.db');
  const now = () => 9_000_000;
  const logId = randomUUID();
  const at = async (times: readonly number[], id: string) => {
    const cuts = openCuts({ file, log: logOf(times), logId: id, now, grownTo: () => 0 });
    try {
      return [await cuts.positionAt(2, WAIT_MS), await cuts.positionAt(9, WAIT_MS)];
    } finally {
      await cuts.close();
    }
  };
  try {
    expect(await at([1_500, 2_000], logId)).toEqual([4, 4]);
    expect(await at([1_500, 2_000, 8_001], logId)).toEqual([4, 7]);
    expect(await at([8_001], randomUUID())).toEqual(['unopened', 1]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the log is looked at once it has grown, and seldom while it has not', async () => {
  let [asked, head] = [0, 0];
  /** How often the head had been asked for at each reading: once per look, and once where it is read. */
  const askedAt: number[] = [];
  const log = {
    async *readAll() {
      if (askedAt.push(asked) === 3) head = 7;
      yield* [] as RecordedEvent[];
    },
  };
  const grownTo = () => {
    asked++;
    return head;
  };
  const looking = { grownTo, lookEveryMs: LOOK_MS };
  const cuts = openCuts({ file: ':memory:', log, logId: randomUUID(), now: Date.now, ...looking });
  try {
    await until(() => askedAt.length === 4);
    expect(askedAt).toEqual([2, 2 + 11, 2 + 22, 2 + 22 + 2]);
  } finally {
    await cuts.close();
  }
});

test('more than one turn reads is read on until the second is complete', async () => {
  const log = logOf(Array.from({ length: 12_000 }, (_, index) => 1_000 + index));
  const cuts = openCuts({ file: ':memory:', log, logId: randomUUID(), now: () => 10 ** 9, grownTo: () => 0 });
  try {
    expect(await cuts.positionAt(1_000, WAIT_MS)).toBe(log.events.at(-1)!.position);
  } finally {
    await cuts.close();
  }
});

test('of each entity the seconds are known in which facts of it were recorded, and only facts', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), fc.constantFrom(...STREAMS)), { maxLength: 40 }),
      fc.nat(40),
      fc.nat(40),
      async (steps, a, b) => {
        let ms = 1_800_000_000_000;
        const log = logOf(
          steps.map(([gap]) => (ms += gap)),
          (index) => steps[index]![1],
        );
        const cuts = openCuts({
          file: ':memory:',
          log,
          logId: randomUUID(),
          now: () => ms + 10 ** 7,
          grownTo: () => 0,
        });
        try {
          await cuts.positionAt(Math.ceil(ms / 1_000), WAIT_MS);
          const secondOf = ({ recordedAt }: RecordedEvent) => Math.ceil(recordedAt / 1_000);
          const [after, upTo] = [Math.min(a, b), Math.max(a, b)].map((n) => 1_800_000_000 + n) as [
            number,
            number,
          ];
          const facts = log.events.filter(({ stream }) => stream === 'call_09-a' || stream === 'unit_09-b');
          const seconds = [...new Set(facts.map(secondOf))].filter(
            (second) => second > after && second <= upTo,
          );
          const whole = (second: number) =>
            log.events.findLast((event) => secondOf(event) <= second)!.position;
          expect(cuts.secondsOf('09', after, upTo, 100)).toEqual(
            seconds.map((second) => ({ second, position: whole(second) })),
          );
          expect(cuts.secondsOf('09', after, upTo, 1)).toHaveLength(Math.min(1, seconds.length));
          expect(cuts.lastOf('09')?.position).toBe(facts.at(-1)?.position);
          expect(cuts.lastOf('09', upTo)?.position).toBe(
            facts.findLast((fact) => secondOf(fact) <= upTo)?.position,
          );
          const bound = log.events[a % log.events.length]?.position ?? 0;
          const later = new Set(facts.filter(({ position }) => position > bound).map(secondOf));
          expect(cuts.lastOf('09', upTo, bound)?.position).toBe(
            facts.findLast((fact) => secondOf(fact) <= upTo && !later.has(secondOf(fact)))?.position,
          );
        } finally {
          await cuts.close();
        }
      },
    ),
    { numRuns: 60 },
  ));

const STREAMS = [
  'call_09-a',
  'unit_09-b',
  'call_14-a',
  'public_09-incidents',
  'restricted_09-incidents',
  'ops_00-log',
];
