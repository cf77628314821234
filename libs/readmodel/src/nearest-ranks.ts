/** 0.7 of ten values is the seventh value, though 0.7 * 10 is a little more than 7. */
const RANK_ROUNDING = 1e-9;

/** Percentiles by nearest rank, above 0 and at most 1: each result is one of the values; `null` when there are none. */
export function nearestRanks(values: readonly number[], ranks: readonly number[]): (number | null)[] {
  const sorted = Float64Array.from(values).sort();
  return ranks.map((rank) => {
    if (!(rank > 0 && rank <= 1)) throw new TypeError(`rank ${rank} is not above 0 and at most 1`);
    return sorted[Math.ceil(rank * sorted.length - RANK_ROUNDING) - 1] ?? null;
  });
}
