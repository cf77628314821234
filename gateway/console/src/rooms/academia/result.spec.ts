import { passes, scoresIn } from './result.ts';

test('scores are written with spaces or commas between them, and what is no score is none', () => {
  expect(scoresIn('90, 85 70')).toEqual([90, 85, 70]);
  for (const text of ['', ' ', '101', '90 x', '7.5', '-1', '1 '.repeat(41)])
    expect(scoresIn(text)).toBeUndefined();
});

test('who attends 90 % of the hours and has 70 in each module passes, and nobody else', () => {
  expect(passes(36, [70, 100], 40)).toBe(true);
  expect(passes(99, [70], 110)).toBe(true);
  expect([passes(35, [100], 40), passes(40, [69, 100], 40)]).toEqual([false, false]);
});
