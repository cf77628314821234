const MINUTE_MS = 60_000;
/** Anything else is a position. */
const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** The instant in an address, in milliseconds; undefined for a position, and for a day that does not exist. */
export function instantIn(asked: string): number | undefined {
  const ms = INSTANT.test(asked) ? Date.parse(asked) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Where to begin when the usual beginning lies before the first moment that is known; a moment that was named is left to whoever named it. */
export function firstInstead(named: string | null, first: string | undefined): string | undefined {
  return named === null ? first : undefined;
}

/** How far an arrow goes: a minute, with Shift five seconds, with Alt a quarter of an hour. */
export function stepOf({
  shiftKey,
  altKey,
}: {
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}): number {
  if (shiftKey) return 5_000;
  return altKey ? 15 * MINUTE_MS : MINUTE_MS;
}
