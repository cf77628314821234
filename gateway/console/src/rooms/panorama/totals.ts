/** What is told of one entity: its figure, or those that it is made of; null or undefined where it is not told. */
export type Told = readonly (number | null | undefined)[];

interface Total {
  /** Over those that are told; undefined where none is. */
  readonly sum: number | undefined;
  /** Whether it is told of everyone, and of each in full. */
  readonly isWhole: boolean;
}

/** A figure over all entities. What is not told is not 0: without it the sum is the least that there is. */
export function totalOf(all: readonly Told[]): Total {
  const values = all.flat();
  const known = values.filter((value) => value !== undefined && value !== null);
  const isTold = all.length > 0 && (known.length > 0 || values.length === 0);
  const sum = isTold ? known.reduce((before, value) => before + value, 0) : undefined;
  return { sum, isWhole: known.length === values.length };
}

/** Whether there may be more, and some is known of. */
export const isAtLeast = ({ sum, isWhole }: Total): boolean => Boolean(sum) && !isWhole;

/** `≥ 35` where it may be more; that it is 0 at least says nothing. */
export function totalText(total: Total): string {
  if (isAtLeast(total)) return `≥ ${total.sum}`;
  return total.isWhole && total.sum !== undefined ? String(total.sum) : '—';
}
