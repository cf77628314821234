import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { type Emptiness, from, GAPS_MAX, isEmptyTooLong, NEVER_EMPTY, presenceIn } from './emptiness.ts';

const MINUTE = 60_000;
const shift = { startsAtMs: 0, endsAtMs: 480 * MINUTE };
const story = (...changes: readonly (readonly [minute: number, isPresent: boolean])[]): Emptiness =>
  changes.reduce(
    (before, [minute, isPresent]) => from(before, { isPresent, atMs: minute * MINUTE }),
    NEVER_EMPTY,
  );

test('ST-5: a shift of 8 hours that asks for 6, at 4 hours with 2.1 of them present, comes to 0.70', () => {
  const found = presenceIn(story([0, true], [126, false]), shift, 6, 240 * MINUTE);
  expect(found).toMatchObject({ presentMinutes: 126, emptyMinutes: 114, requiredMinutes: 360 });
  expect(found!.projectedShare).toBe(0.7);
});

test('BR-B6: the projected share comes in hundredths, and what is below the quota is never rounded up to it', () => {
  const shareAt = (minute: number, presentMinutes: number) =>
    presenceIn(story([0, true], [presentMinutes, false]), shift, 6, minute * MINUTE)!.projectedShare;
  expect([shareAt(240, 144), shareAt(240, 143.9), shareAt(241, 144)]).toEqual([0.8, 0.79, 0.79]);
});

test('BR-B7: a beat is empty too long when its model says so, a rural one after two hours at the earliest', () => {
  const empty = story([0, true], [10, false]);
  const after = (minutes: number, limitMinutes: number | null, areaKm2 = 1) =>
    isEmptyTooLong(empty, { limitMinutes, areaKm2 }, (10 + minutes) * MINUTE);
  expect([after(45, 45), after(46, 45)]).toEqual([false, true]);
  expect([after(46, 45, 24.9), after(60, 45, 117)]).toEqual([true, false]);
  expect([after(120, 45, 25), after(121, 45, 25)]).toEqual([false, true]);
  expect([after(180, 180, 25), after(181, 180, 25)]).toEqual([false, true]);
  expect([after(500, null), after(500, null, 117)]).toEqual([false, false]);
  const present = story([0, false], [10, true]);
  expect(isEmptyTooLong(present, { limitMinutes: 45, areaKm2: 1 }, 500 * MINUTE)).toBe(false);
});

test('a shift that has not begun has no share, and gaps of before it count for nothing', () => {
  const later = { startsAtMs: 60 * MINUTE, endsAtMs: 120 * MINUTE };
  expect(presenceIn(story([0, false]), later, 1, 0)).toMatchObject({ emptyMinutes: 0, projectedShare: null });
  const found = presenceIn(story([0, false], [70, true]), later, 1, 500 * MINUTE);
  expect(found).toMatchObject({ emptyMinutes: 10, presentMinutes: 50 });
});

test('whatever units come and go, in any order of reports: present and empty make up the whole, and gaps do not overlap', () => {
  const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 480 }), fc.boolean()), { maxLength: 80 });
  fc.assert(
    fc.property(changes, fc.integer({ min: 0, max: 600 }), (told, now) => {
      const { knownFromMs, gaps, emptySinceMs } = story(...told);
      expect(gaps.length).toBeLessThanOrEqual(GAPS_MAX);
      for (const [index, { fromMs, toMs }] of gaps.entries()) {
        expect(fromMs).toBeLessThanOrEqual(toMs);
        expect(fromMs).toBeGreaterThanOrEqual(gaps[index - 1]?.toMs ?? 0);
      }
      const found = presenceIn({ knownFromMs, gaps, emptySinceMs }, shift, 6, now * MINUTE);
      if (!found) return;
      const known = (knownFromMs ?? now * MINUTE) / MINUTE;
      expect(found.presentMinutes + found.emptyMinutes).toBe(Math.max(0, Math.min(now, 480) - known));
      expect(found.presentMinutes).toBeGreaterThanOrEqual(0);
    }),
    runs(500),
  );
});
