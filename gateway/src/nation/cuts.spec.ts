import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { openCuts } from './cuts.ts';

const WAIT_MS = 2_000;

/** A log as far as cuts read it: positions and times, both of which the test decides. */
function logOf(times: readonly number[]) {
  const events = times.map((recordedAt, index) => ({ recordedAt, position: index * 3 + 1 }) as RecordedEvent);
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
      const cuts = openCuts({ file: ':memory:', log, logId: randomUUID(), now: () => ms + 10 ** 7 });
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

test('cuts go on from their file, and those of another log are forgotten', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cuts-'));
  const file = join(folder, 'cuts.db');
  const now = () => 9_000_000;
  const logId = randomUUID();
  const at = async (times: readonly number[], id: string) => {
    const cuts = openCuts({ file, log: logOf(times), logId: id, now });
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

test('more than one turn reads is read on until the second is complete', async () => {
  const log = logOf(Array.from({ length: 12_000 }, (_, index) => 1_000 + index));
  const cuts = openCuts({ file: ':memory:', log, logId: randomUUID(), now: () => 10 ** 9 });
  try {
    expect(await cuts.positionAt(1_000, WAIT_MS)).toBe(log.events.at(-1)!.position);
  } finally {
    await cuts.close();
  }
});
