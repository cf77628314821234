import { told } from './response-figures.ts';

const measuredFor = (count: number) => new Map([[60, count]]);

test.each([
  [9, 9, 5, 1, 60],
  [8, 9, null, null, 60],
  [6, 11, 5, 0.5, 60],
  [4, 9, null, null, null],
  [0, 9, 0, 0, null],
])(
  'of a leg that %i of %i were measured for, others are told %p',
  (count, of, measured, knownShare, p50Seconds) => {
    expect(told('CLOSE', measuredFor(count), of, false)).toMatchObject({ measured, knownShare, p50Seconds });
  },
);

test('the owner sees all figures', () => {
  expect(told('CLOSE', measuredFor(1), 2, true)).toMatchObject({ measured: 1, knownShare: 0.5 });
});
