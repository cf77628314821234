import fc from 'fast-check';
import {
  ACCURACY_MAX_METRES,
  type Dwell,
  DWELL_GAP_MAX_MS,
  DWELL_MIN_MS,
  type Moved,
  sight,
} from './dwell.ts';

const start: Dwell = { beatId: 'home', candidate: null, seenAtMs: 0 };
const seen = (second: number, beatIds: string[], accuracyMetres = 8) => ({
  at: { ms: second * 1_000, offsetMin: -360 },
  accuracyMetres,
  beatIds,
});

test('a unit is in another beat when positions say so for a minute, from the first of them on', () => {
  expect(moves(seen(10, ['away']), seen(40, ['away']), seen(69, ['away']))).toEqual([]);
  expect(moves(seen(10, ['away']), seen(40, ['away']), seen(70, ['away']))).toEqual([
    { beatId: 'away', at: seen(10, []).at, accuracyMetres: 8 },
  ]);
});
test('a unit that only passes through a beat does not enter it', () =>
  expect(moves(seen(10, ['away']), seen(40, ['third']), seen(75, ['home']))).toEqual([]));
test('a step back within the minute starts the minute again', () =>
  expect(moves(seen(10, ['away']), seen(40, ['home']), seen(75, ['away']))).toEqual([]));
test('a unit may leave all beats', () =>
  expect(moves(seen(10, []), seen(80, []))).toMatchObject([{ beatId: null }]));
test('where beats overlap, a unit stays in the one it is in', () =>
  expect(moves(seen(10, ['away', 'home']), seen(80, ['away', 'home']))).toEqual([]));
test('positions less exact than 50 m count for nothing', () =>
  expect(moves(seen(10, ['away']), seen(80, ['away'], ACCURACY_MAX_METRES + 1))).toEqual([]));
test('a long silence says nothing about where the unit was', () => {
  const silent = 10 + DWELL_GAP_MAX_MS / 1_000 + 1;
  expect(moves(seen(10, ['away']), seen(silent, ['away']))).toEqual([]);
});
test('a position older than the last one says nothing', () =>
  expect(moves(seen(10, ['away']), seen(40, ['away']), seen(5, ['home']), seen(70, ['away']))).toHaveLength(
    1,
  ));

test('whatever the positions, no move comes before its minute, none goes where the unit already is', () => {
  const sighting = fc.record({
    gap: fc.integer({ min: 0, max: 120 }),
    beatIds: fc.constantFrom<string[]>([], ['home'], ['away'], ['away', 'third']),
    accuracy: fc.constantFrom(5, 50, 51),
  });
  fc.assert(
    fc.property(fc.array(sighting, { maxLength: 60 }), (sightings) => {
      let [dwell, second] = [start, 0];
      for (const { gap, beatIds, accuracy } of sightings) {
        second += gap;
        const { dwell: next, moved } = sight(dwell, seen(second, beatIds, accuracy));
        if (moved) {
          expect(moved.beatId).not.toBe(dwell.beatId);
          expect(second * 1_000 - moved.at.ms).toBeGreaterThanOrEqual(DWELL_MIN_MS);
          expect(accuracy).toBeLessThanOrEqual(ACCURACY_MAX_METRES);
        } else {
          expect(next.beatId).toBe(dwell.beatId);
        }
        dwell = next;
      }
    }),
  );
});

function moves(...sightings: ReturnType<typeof seen>[]): Moved[] {
  const found: Moved[] = [];
  sightings.reduce((dwell, sighting) => {
    const { dwell: next, moved } = sight(dwell, sighting);
    if (moved) found.push(moved);
    return next;
  }, start);
  return found;
}
