import { z } from 'zod';
import { named } from './graph-names.ts';

const OFFSET_MAX_MIN = 14 * 60;

/** A moment with the wall clock of the place it belongs to: Unix milliseconds and the offset from UTC in minutes. */
export const Instant = named(
  'DateTime',
  z.object({ ms: z.int(), offsetMin: z.int().min(-OFFSET_MAX_MIN).max(OFFSET_MAX_MIN) }),
);
export type Instant = z.infer<typeof Instant>;

/** Length of the day in a text, as in `2026-11-14`. */
const DAY_LENGTH = 10;
const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** @throws {RangeError} when the text is not an RFC 3339 date-time with an offset that some place has, or its day does not exist. */
export function parseDateTime(given: string): Instant {
  // RFC 3339 has `t` and `z` mean the same.
  const text = given.toUpperCase();
  const match = RFC3339.exec(text);
  const ms = match ? Date.parse(text) : Number.NaN;
  if (!match || Number.isNaN(ms)) throw new RangeError(`not an RFC 3339 date-time with offset: ${text}`);
  const offsetMin = minutesOf(match[1]!);
  if (Math.abs(offsetMin) > OFFSET_MAX_MIN) throw new RangeError(`no place has this offset: ${text}`);
  // Years of more or fewer than four digits are told with a sign, which is not RFC 3339.
  if (/^[+-]/.test(new Date(ms).toISOString())) throw new RangeError(`there is no such year: ${text}`);
  // `Date` reads 30 February as 2 March, and 24:00 as the day after.
  if (!new Date(ms + offsetMin * 60_000).toISOString().startsWith(text.slice(0, DAY_LENGTH)))
    throw new RangeError(`there is no such day: ${text}`);
  return { ms, offsetMin };
}

function minutesOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone[0] === '-' ? -minutes : minutes;
}

/** RFC 3339 with milliseconds and the instant's own offset, `2026-11-14T21:37:05.000-06:00`. */
export function formatInstant({ ms, offsetMin }: Instant): string {
  const local = new Date(ms + offsetMin * 60_000).toISOString().slice(0, -1);
  const absolute = Math.abs(offsetMin);
  const two = (n: number) => String(n).padStart(2, '0');
  const zone = `${offsetMin < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}:${two(absolute % 60)}`;
  return offsetMin === 0 ? `${local}Z` : `${local}${zone}`;
}
