import { offsetOf } from '../words/clock.ts';

const DAY_MS = 86_400_000;
const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/;

/** A moment in the format of a browser's field, by the wall clock of a place: `2026-11-25T21:00`. */
export function wallClock(ms: number, timeZone: string): string {
  return new Date(ms + offsetOf(ms, timeZone)).toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
}

/** The moment that a wall clock shows; of an hour that occurs twice, the first. Undefined if the text is not a time. */
export function momentOf(text: string, timeZone: string): number | undefined {
  const asUtc = WALL_CLOCK.test(text) ? Date.parse(`${text}:00Z`) : Number.NaN;
  if (Number.isNaN(asUtc)) return undefined;
  // The offset then may differ from the one at the same time in UTC.
  const near = asUtc - offsetOf(asUtc, timeZone);
  return asUtc - offsetOf(near, timeZone);
}

/** What the clock of one place shows when another's shows that; what is no time stays as it is. */
export function onClockOf(text: string, from: string, to: string): string {
  const ms = momentOf(text, from);
  return ms === undefined ? text : wallClock(ms, to);
}

/** The midnight that ends a day of a place, that many days after the day of a moment; in RFC 3339. */
export function endOfDay(ms: number, days: number, timeZone: string): string {
  const day = wallClock(ms, timeZone).slice(0, 'YYYY-MM-DD'.length);
  const next = new Date(Date.parse(`${day}T00:00Z`) + (days + 1) * DAY_MS).toISOString();
  return new Date(momentOf(next.slice(0, 'YYYY-MM-DDTHH:MM'.length), timeZone)!).toISOString();
}

interface Now {
  readonly zone: string;
  readonly nowMs: number;
}

/** The end of a day, that many days after the one that a term ends, or after today if it is overdue; in RFC 3339. */
export function postponed(dueAt: string, days: number, { zone, nowMs }: Now): string {
  return endOfDay(Math.max(nowMs, dayOf(dueAt)), days, zone);
}

/** The end of a day, that many days before the one that a term ends; in RFC 3339. */
export function broughtForward(dueAt: string, days: number, zone: string): string {
  return endOfDay(dayOf(dueAt), -days, zone);
}

/** A term is the midnight that ends its day, which already belongs to the next. */
const dayOf = (dueAt: string): number => Date.parse(dueAt) - 1;
