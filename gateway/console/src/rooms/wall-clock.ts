const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** A moment as the field of a browser takes it, by the wall clock of a place: `2026-11-25T21:00`. */
export function wallClock(ms: number, timeZone: string): string {
  return new Date(ms + offsetOf(ms, timeZone)).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
}

/** The moment that a wall clock shows; of an hour that comes twice the first. Undefined for what is no such time. */
export function momentOf(text: string, timeZone: string): number | undefined {
  const asUtc = WALL_CLOCK.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return undefined;
  // The offset then may be another one than at the same time in UTC.
  const near = asUtc - offsetOf(asUtc, timeZone);
  return asUtc - offsetOf(near, timeZone);
}

/** The midnight that ends a day of a place, so many days after that of a moment; in RFC 3339. */
export function endOfDay(ms: number, days: number, timeZone: string): string {
  const day = wallClock(ms, timeZone).slice(0, 'YYYY-MM-DD'.length);
  const next = new Date(Date.parse(`${day}T00:00Z`) + (days + 1) * DAY_MS).toISOString();
  return new Date(momentOf(next.slice(0, 'YYYY-MM-DDTHH:MM'.length), timeZone)!).toISOString();
}

/** How far the clocks of a place are from UTC then: `UTC−6`, `UTC−3:30`. */
export function offsetText(ms: number, timeZone: string): string {
  const minutes = offsetOf(ms, timeZone) / MINUTE_MS;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** How far the clocks of a place were ahead of UTC, in milliseconds. */
function offsetOf(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)!.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return shown - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
