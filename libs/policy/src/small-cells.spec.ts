import fc from 'fast-check';
import { disclosedCells, disclosedShare } from './small-cells.ts';

describe('small cells', () => {
  test('H9: fewer than five are not shown, and nothing is shown as 0', () => {
    expect(disclosedCells([0, 1, 4, 5, 60])).toEqual([0, null, null, 5, 60]);
  });

  test('H9: others see multiples of five: asking twice shows no single one come or go', () => {
    expect(disclosedCells([7, 9, 10, 64])).toEqual([5, 5, 10, 60]);
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), (before, after) => {
        const [then, now] = disclosedCells([before, after]);
        if (then !== null && now !== null) expect(Math.abs(now! - then!) % 5).toBe(0);
        // A count of up to four more than a multiple of five is shown as that multiple.
        expect(disclosedCells([before - (before % 5) + 4])).toEqual(
          before < 5 ? [null] : [before - (before % 5)],
        );
      }),
    );
  });

  test('H9: a share is of what is shown, and for others never of fewer than five', () => {
    expect(disclosedShare(6, 11)).toEqual({ part: 5, whole: 10, share: 0.5 });
    expect(disclosedShare(0, 11)).toEqual({ part: 0, whole: 10, share: 0 });
    expect(disclosedShare(9, 11)).toEqual({ part: null, whole: 10, share: null });
    expect(disclosedShare(3, 11)).toEqual({ part: null, whole: 10, share: null });
    expect(disclosedShare(0, 0)).toEqual({ part: 0, whole: 0, share: null });
  });

  test('H9: what subtracting from the whole would reveal is hidden, too', () => {
    expect(disclosedCells([3, 9, 7], 19)).toEqual([null, 5, null]);
    expect(disclosedCells([8, 9], 19)).toEqual([null, 5]);
    expect(disclosedCells([8, 9], 27)).toEqual([5, 5]);
    expect(disclosedCells([3, 2, 14], 19)).toEqual([null, null, 10]);
    expect(disclosedCells([7], 9)).toEqual([null]);
  });

  test('H9: no whole and the shown cells together give a small one away', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), fc.nat(30), (counts, rest) => {
        const whole = counts.reduce((sum, count) => sum + count, 0) + rest;
        const told = disclosedCells(counts, whole);
        const hidden = counts.filter((_, index) => told[index] === null);
        expect(told.every((cell) => cell === null || cell === 0 || cell >= 5)).toBe(true);
        const shown = told.reduce<number>((sum, cell) => sum + (cell ?? 0), 0);
        const unknown = hidden.length + (rest > 0 ? 1 : 0);
        // A single hidden cell can be computed from the whole: it must not be small, unless there is no other cell to hide.
        const covers = counts.some((count, index) => count > 0 && told[index] !== null);
        if (unknown === 1 && covers) expect(whole - shown >= 5).toBe(true);
      }),
    ));
});
