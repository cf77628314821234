import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedEvent } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import type { Cut } from '@proximidad/eventsourcing';
import { openCuts } from '../changes/cuts.ts';
import { framesOf } from './frames.ts';
import { replayFrames, type Replaying } from './replay.ts';

const START_S = 1_800_000_000;
const WAIT_MS = 60_000;

interface Fact {
  readonly gapMs: number;
  readonly entity: string;
}
const facts = fc.array(
  fc.record({ gapMs: fc.integer({ min: 0, max: 4_000 }), entity: fc.constantFrom('09', '14') }),
  { minLength: 1, maxLength: 50 },
);

/** A log of facts at given times, with the cuts read from it. */
async function withCuts(
  steps: readonly Fact[],
  check: (cuts: ReturnType<typeof openCuts>, events: readonly RecordedEvent[]) => unknown,
): Promise<void> {
  let ms = START_S * 1_000;
  const events = steps.map(({ gapMs, entity }, index) => {
    ms += gapMs;
    return { recordedAt: ms, position: index * 3 + 1, stream: `call_${entity}-a` } as RecordedEvent;
  });
  const log = {
    async *readAll({ after = -1, max }: { after: number | undefined; max: number }) {
      yield* events.filter(({ position }) => position > after).slice(0, max);
    },
  };
  const cuts = openCuts({
    file: ':memory:',
    log,
    logId: randomUUID(),
    now: () => ms + 10 ** 7,
    grownTo: () => 0,
  });
  try {
    await cuts.positionAt(Math.ceil(ms / 1_000), WAIT_MS);
    await check(cuts, events);
  } finally {
    await cuts.close();
  }
}

const cutAt = (events: readonly RecordedEvent[], second: number): Cut => ({
  position: events.findLast(({ recordedAt }) => recordedAt <= second * 1_000)?.position ?? 0,
  clock: second * 1_000,
});

test('frames are the last full seconds with facts of the entity in each step, whole, and both ends', () =>
  fc.assert(
    fc.asyncProperty(
      facts,
      fc.nat(60),
      fc.nat(120),
      fc.constantFrom(1, 5, 30),
      (steps, begin, length, stepSeconds) =>
        withCuts(steps, (cuts, events) => {
          const [from, to] = [START_S + begin, START_S + begin + length];
          const span = { entity: '09', from: cutAt(events, from), to: cutAt(events, to), stepSeconds };
          const seconds = events
            .filter(({ stream }) => stream.startsWith('call_09'))
            .map(({ recordedAt }) => Math.ceil(recordedAt / 1_000))
            .filter((second) => second > from && second <= to);
          const lastOfStep = Map.groupBy(seconds, (second) => Math.ceil(second / stepSeconds));
          const shown = new Set([from, ...[...lastOfStep.values()].map((some) => some.at(-1)!), to]);
          expect([...framesOf(cuts, span)]).toEqual([...shown].map((second) => cutAt(events, second)));
        }),
    ),
    runs(100),
  ));

test('wherever it goes on, a replay shows what it would have shown', () =>
  fc.assert(
    fc.asyncProperty(facts, fc.nat(), fc.constantFrom(1, 7), (steps, n, stepSeconds) =>
      withCuts(steps, (cuts, events) => {
        const [from, to] = [cutAt(events, START_S), cutAt(events, START_S + 300)];
        const span = { entity: '09', from, to, stepSeconds };
        const frames = [...framesOf(cuts, span)];
        const at = n % frames.length;
        const frame = frames[at]!;
        expect([...framesOf(cuts, span, frame)]).toEqual(frames.slice(at + 1));
        expect([...framesOf(cuts, { ...span, from: frame })]).toEqual(frames.slice(at));
      }),
    ),
    runs(100),
  ));

test('no frame goes beyond the end, where that is a position of a service that was behind', () =>
  fc.assert(
    fc.asyncProperty(facts, fc.nat(50), (steps, behind) =>
      withCuts(steps, (cuts, events) => {
        const [from, ahead] = [cutAt(events, START_S), cutAt(events, START_S + 300)];
        const to = { ...ahead, position: events[behind % events.length]!.position };
        const positions = [...framesOf(cuts, { entity: '09', from, to, stepSeconds: 5 })].map(
          ({ position }) => position,
        );
        expect(positions.slice(1)).toEqual(
          positions
            .slice(1)
            .toSorted((a, b) => a - b)
            .map((position) => Math.min(position, to.position)),
        );
      }),
    ),
    runs(100),
  ));

describe('a replay', () => {
  const pictureAt = (cut: Cut) => Promise.resolve(cut);
  const steps = Array.from({ length: 20 }, () => ({ gapMs: 1_000, entity: '09' }));
  const replaying = (events: readonly RecordedEvent[], change: Partial<Replaying>): Replaying => ({
    ...{ entity: '09', from: cutAt(events, START_S), to: cutAt(events, START_S + 20), speed: undefined },
    ...{ stepSeconds: 1, after: undefined, ...change },
  });
  const run = (
    cuts: ReturnType<typeof openCuts>,
    events: readonly RecordedEvent[],
    change: Partial<Replaying>,
    { signal } = new AbortController(),
  ) => replayFrames(cuts, replaying(events, change), pictureAt, signal);

  test('keeps the pace that is asked for, and goes on after a frame', () =>
    withCuts(steps, async (cuts, events) => {
      const began = performance.now();
      const shown: number[] = [];
      for await (const { clock } of run(cuts, events, { speed: 100 })) shown.push(clock);
      expect(shown).toEqual(Array.from({ length: 21 }, (_, n) => (START_S + n) * 1_000));
      expect(performance.now() - began).toBeGreaterThanOrEqual(195);
      const rest: number[] = [];
      const after = cutAt(events, START_S + 18);
      for await (const { clock } of run(cuts, events, { after })) rest.push(clock - START_S * 1_000);
      expect(rest).toEqual([19_000, 20_000]);
    }));

  test('ends when it is stopped, in the middle of a pause too', () =>
    withCuts(steps, async (cuts, events) => {
      const stop = new AbortController();
      const frames = run(cuts, events, { speed: 0.001 }, stop);
      expect((await frames.next()).value).toEqual(cutAt(events, START_S));
      setImmediate(() => stop.abort());
      expect(await frames.next()).toEqual({ done: true, value: undefined });
    }));

  test('waits for a frame that is due in more than a month', () =>
    withCuts(steps, async (cuts, events) => {
      const stop = new AbortController();
      const frames = run(cuts, events, { speed: 1e-7 }, stop);
      await frames.next();
      const next = frames.next();
      expect(await Promise.race([next, sleep(200, 'waits')])).toBe('waits');
      stop.abort();
      expect(await next).toEqual({ done: true, value: undefined });
    }));

  test('begins at a position that was told by a clock ahead of the one at its end', () =>
    withCuts(steps, async (cuts, events) => {
      const [from, to] = [START_S + 8, START_S + 10].map((second) => cutAt(events, second)) as [Cut, Cut];
      const ahead = { ...from, clock: to.clock + 3_000 };
      const shown: number[] = [];
      for await (const { position } of run(cuts, events, { from: ahead, to })) shown.push(position);
      expect(shown).toEqual([from.position, to.position]);
    }));

  test('has a speed and a step within bounds', () =>
    withCuts(steps, async (cuts, events) => {
      for (const speed of [0, -1, Number.NaN, 1e9]) {
        await expect(run(cuts, events, { speed }).next()).rejects.toThrow(/at most/);
      }
      await expect(run(cuts, events, { stepSeconds: 0 }).next()).rejects.toThrow(/step/);
      const [first, last] = [cutAt(events, START_S), cutAt(events, START_S + 20)];
      for (const backwards of [
        { from: last, to: first },
        { from: { ...first, clock: first.clock + 6_000 }, to: first },
      ]) {
        await expect(run(cuts, events, backwards).next()).rejects.toThrow(/after `to`/);
      }
    }));
});
