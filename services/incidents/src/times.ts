/** How finely times are counted: by seconds at first, more coarsely the longer it took. Anything longer counts as the last step. */
const STEPS = [
  { below: 120, step: 1 },
  { below: 600, step: 5 },
  { below: 3_600, step: 30 },
  { below: 86_400, step: 300 },
  { below: 604_800, step: 3_600 },
] as const;
const LONGEST_SECONDS = STEPS.at(-1)!.below;

/** The number of seconds that a time counts as. */
export function countedAs(seconds: number): number {
  const { step } = STEPS.find(({ below }) => seconds < below) ?? { step: LONGEST_SECONDS };
  return Math.min(LONGEST_SECONDS, Math.round(seconds / step) * step);
}

/** Times, and how many took that long, in any order. */
export type Times = ReadonlyMap<number, number>;

/** The nearest ranks of the counted times; null where there are none. */
export function ranksOf(times: Times, shares: readonly number[]): (number | null)[] {
  const sorted = [...times].toSorted(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  return shares.map((share) => {
    let left = Math.max(1, Math.ceil(share * total));
    const found = sorted.find(([, count]) => (left -= count) <= 0);
    return found ? found[0] : null;
  });
}
