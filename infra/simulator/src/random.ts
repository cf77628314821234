import { randomFrom } from '@proximidad/program';

/** Repeatable chance: the same seed and labels always give the same numbers. */
export interface Chance {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  /** Whole number in [low, high]. */
  int(low: number, high: number): number;
  /** Log-normal with the given median and sigma of the logarithm. */
  logNormal(median: number, sigma: number): number;
  pick<T>(weighted: readonly (readonly [T, number])[]): T;
  happens(probability: number): boolean;
}

/** FNV-1a over the labels is the seed: small, and good enough for a town that nobody measures. */
export function chance(...labels: readonly (string | number)[]): Chance {
  let seed = 0x811c9dc5;
  for (const char of labels.join('\u001f')) seed = Math.imul(seed ^ char.codePointAt(0)!, 0x01000193);
  const next = randomFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pick(weighted) {
      let rest = next() * weighted.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of weighted) if ((rest -= weight) < 0) return value;
      return weighted.at(-1)![0];
    },
    happens: (probability) => next() < probability,
  };
}
