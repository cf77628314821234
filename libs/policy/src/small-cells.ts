/** The smallest count shown to anyone but its owner: a smaller one would point at persons (docs/field.md#who-sees-what). */
export const CELL_MIN = 5;

/** A count in steps of CELL_MIN, or null where it is shown as "fewer than five"; nothing at all is shown as 0. */
export type Cell = number | null;

/**
 * Counts as they are shown to anyone but their owner: rounded down to a multiple of five, so that two answers differ by at least
 * five, or not at all. `whole` is a total shown beside them: where the remainder would give a small cell away, the next
 * smallest is hidden, too (complementary suppression).
 */
export function disclosedCells(counts: readonly number[], whole?: number): Cell[] {
  const hidden = new Set(counts.flatMap((count, index) => (isSmall(count) ? [index] : [])));
  if (whole !== undefined && isGivenAway(counts, whole, hidden.size)) {
    const [next] = counts
      .map((count, index) => ({ count, index }))
      .filter(({ count, index }) => count > 0 && !hidden.has(index))
      .toSorted((a, b) => a.count - b.count);
    if (next) hidden.add(next.index);
  }
  return counts.map((count, index) => (hidden.has(index) ? null : stepOf(count)));
}

/** A part, its whole and their share as shown to anyone but their owner: the share of what is shown, for the exact one would give the counts away. */
export function disclosedShare(part: number, whole: number) {
  const [told] = disclosedCells([part], whole);
  const [of] = disclosedCells([whole]);
  const share = told === null || !of ? null : Math.min(1, told! / of);
  return { part: told!, whole: of!, share };
}

export function isSmall(count: number): boolean {
  return count > 0 && count < CELL_MIN;
}

function stepOf(count: number): number {
  return count - (count % CELL_MIN);
}

/** A single unknown can be found by subtraction: the only hidden cell of a whole, or what the shown ones leave of it. */
function isGivenAway(counts: readonly number[], whole: number, hidden: number): boolean {
  const rest = whole - counts.reduce((sum, count) => sum + count, 0);
  return rest === 0 ? hidden === 1 : hidden === 0 && isSmall(rest);
}
