import { deviceOf, normalisedBy } from './device.ts';

const RECEIVED_AT = 1_790_000_000_000;
const TOLD = { ms: RECEIVED_AT - 60_000, offsetMin: -360 };

/** How a moment of a minute ago is converted, given by a clock that is this far ahead of the server's. */
const movedBy = (shownMs: number) => {
  const clock = { ms: RECEIVED_AT + shownMs, offsetMin: -360 };
  const device = deviceOf({ id: null, sequence: null, clock, clockSource: 'MANUAL' }, RECEIVED_AT);
  return normalisedBy(device, TOLD)!.ms - TOLD.ms;
};

test.each([
  [432_000, -432_000],
  [1, -1],
  [0, 0],
  [-1, 0],
  [-4_000, 0],
  [-4_001, 4_001],
  [-432_000, 432_000],
])('N4: a clock that shows %i ms more than the server has its facts moved by %i', (shown, moved) => {
  expect(movedBy(shown)).toBe(moved);
});

test('a moment stays as reported where no clock is shown, and none is invented', () => {
  expect(normalisedBy(undefined, TOLD)).toEqual(TOLD);
  expect(normalisedBy(undefined, undefined)).toBeUndefined();
});
