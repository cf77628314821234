/** After this many doublings any wait has reached its maximum. */
const DOUBLINGS_MAX = 30;

export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** How long to wait after so many failures in a row: `firstMs`, then each time twice as long, never longer than `maxMs`. */
export const backOffAfter = (failures: number, { firstMs, maxMs }: BackOff): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(Math.max(0, failures - 1), DOUBLINGS_MAX));
