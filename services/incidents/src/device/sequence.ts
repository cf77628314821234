/** A run of numbers without gaps: first and last. */
export type Run = readonly [first: number, last: number];

/** Runs remembered for one device: anything before so many gaps was asked for long ago. */
export const RUNS_MAX = 200;

export function holds(runs: readonly Run[], number: number): boolean {
  return runs.some(([first, last]) => first <= number && number <= last);
}

/** The runs with one more number, in order; a number heard before changes nothing. */
export function withNumber(runs: readonly Run[], number: number): readonly Run[] {
  if (holds(runs, number)) return runs;
  const before = runs.findLast(([, last]) => last === number - 1);
  const after = runs.find(([first]) => first === number + 1);
  const others = runs.filter((run) => run !== before && run !== after);
  const grown: Run = [before?.[0] ?? number, after?.[1] ?? number];
  return [...others, grown].toSorted(([a], [b]) => a - b).slice(-RUNS_MAX);
}

/** The numbers that are missing between the first and the last one heard. */
export function holesIn(runs: readonly Run[]): Run[] {
  return runs.slice(1).map(([first], n) => [runs[n]![1] + 1, first - 1]);
}
