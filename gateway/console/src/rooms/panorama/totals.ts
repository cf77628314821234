/** What one entity reports: its figure, or the figures that make it up; null or undefined where it is missing. */
export type Told = readonly (number | null | undefined)[];

interface Total {
  /** Over the figures that are there; undefined if there are none. */
  readonly sum: number | undefined;
  /** Whether every entity reports, and each in full. */
  readonly isWhole: boolean;
}

/** A figure over all entities. A missing figure is not 0: without it the sum is a minimum. */
export function totalOf(all: readonly Told[]): Total {
  const values = all.flat();
  const known = values.filter((value) => value !== undefined && value !== null);
  const isTold = all.length > 0 && (known.length > 0 || values.length === 0);
  const sum = isTold ? known.reduce((before, value) => before + value, 0) : undefined;
  return { sum, isWhole: known.length === values.length };
}

/** Whether some is known and there may be more. */
export const isAtLeast = ({ sum, isWhole }: Total): boolean => Boolean(sum) && !isWhole;

/** `≥ 35` if there may be more; a dash rather than "at least 0". */
export function totalText(total: Total): string {
  if (isAtLeast(total)) return `≥ ${total.sum}`;
  return total.isWhole && total.sum !== undefined ? String(total.sum) : '—';
}
