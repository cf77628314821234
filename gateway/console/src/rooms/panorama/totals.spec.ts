import { totalOf, totalText } from './totals.ts';

test.each([
  ['all of what is told', [[3], [0], [4]], '7'],
  ['at least that, where an entity is not told', [[3], [undefined], [4]], '≥ 7'],
  [
    'at least that, where a part of one is withheld',
    [
      [30, 5, null],
      [10, 5, 5],
    ],
    '≥ 55',
  ],
  ['nothing where what is told is none', [[0, null], [0]], '—'],
  ['nothing where nobody tells', [[undefined], [null, null]], '—'],
  ['none where there is nothing to tell of', [[]], '0'],
  ['nothing of nobody', [], '—'],
  ['none where everybody tells of none', [[0], [0]], '0'],
] as const)('a total is %s', (_, told, text) => {
  expect(totalText(totalOf(told))).toBe(text);
});
