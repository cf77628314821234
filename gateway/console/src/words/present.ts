/** What an answer of the platform says of its clock, and between which moments of this machine's it came. */
export interface ClockTold {
  /** The header `Date`, which leaves out what is less than a second. */
  readonly date: string | null;
  readonly askedMs: number;
  readonly arrivedMs: number;
}

const SECOND_MS = 1_000;
/** Clocks that are no further apart go by the same time. */
const TOLERANCE_MS = 1_000;

let offMs = 0;

/**
 * How far the platform's clock is ahead of this machine's: as it was known, unless the answer says that it cannot be; then the least that
 * it is, for what is told of a moment that has not come there is refused.
 */
export function offsetAfter(knownMs: number, { date, askedMs, arrivedMs }: ClockTold): number {
  const told = Date.parse(date ?? '');
  const [least, most] = [told - arrivedMs, told + SECOND_MS - askedMs];
  if (Number.isNaN(told) || least > most) return knownMs;
  if (knownMs >= least - TOLERANCE_MS && knownMs <= most + TOLERANCE_MS) return knownMs;
  return least;
}

export function hearClock(told: ClockTold): void {
  offMs = offsetAfter(offMs, told);
}

/** The present by the platform's clock: whatever the clock of this machine says, a room tells what is due and how long ago it was by that one. */
export const presentMs = (): number => Date.now() + offMs;

/** How far the clock of this machine is behind the platform's, in milliseconds; ahead of it where that is negative. */
export const machineIsBehindMs = (): number => offMs;
