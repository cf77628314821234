const MINUTE_MS = 60_000;

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
