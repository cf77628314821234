import type { Instant } from './instant.ts';

const formats = new Map<string, Intl.DateTimeFormat>();
/** Offsets change at quarters of an hour at the finest, so one look-up serves the whole quarter. */
const QUARTER_MS = 900_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Per zone. */
const QUARTERS_MAX = 10_000;
const zones = new Map<string, Map<number, Quarter>>();

/** A quarter of an hour in a zone. */
interface Quarter {
  readonly offsetMin: number;
  /** The date throughout that quarter; undefined where the zone's offset is not in whole quarters, as before standard time. */
  readonly date: string | undefined;
}

/** The instant as the wall clock of an IANA zone shows it. */
export function instantAt(ms: number, timeZone: string): Instant {
  return { ms, offsetMin: quarterOf(ms, timeZone).offsetMin };
}

/** `YYYY-MM-DD` on the wall clock of an IANA zone. */
export function localDateAt(ms: number, timeZone: string): string {
  const { offsetMin, date } = quarterOf(ms, timeZone);
  return date ?? localDate({ ms, offsetMin });
}

function quarterOf(ms: number, timeZone: string): Quarter {
  let quarters = zones.get(timeZone);
  if (!quarters) zones.set(timeZone, (quarters = new Map()));
  const nth = Math.floor(ms / QUARTER_MS);
  const known = quarters.get(nth);
  if (known) return known;
  const offsetMin = offsetOf(ms, timeZone);
  const isWhole = (offsetMin * MINUTE_MS) % QUARTER_MS === 0;
  const quarter = { offsetMin, date: isWhole ? localDate({ ms, offsetMin }) : undefined };
  if (quarters.size >= QUARTERS_MAX) quarters.clear();
  quarters.set(nth, quarter);
  return quarter;
}

function offsetOf(ms: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (!match) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}

/** `YYYY-MM-DD` on the wall clock of the instant. */
export function localDate({ ms, offsetMin }: Instant): string {
  return new Date(ms + offsetMin * MINUTE_MS).toISOString().slice(0, 10);
}

export function localYear(instant: Instant): number {
  return Number(localDate(instant).slice(0, 4));
}

/**
 * The instant at which a wall clock in the zone showed `YYYY-MM-DDTHH:MM:SS`. A time that was skipped in spring is read
 * with the offset before the change; of a time that occurred twice in autumn, the first is meant (like Temporal's
 * `compatible`).
 *
 * @throws {RangeError} when the text is not such a date and time.
 */
export function instantOfLocal(text: string, timeZone: string): Instant {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/.exec(text);
  const asUtc = match ? Date.parse(`${text}Z`) : Number.NaN;
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 19) !== text) {
    throw new RangeError(`not a local date and time: ${text}`);
  }
  const before = instantAt(asUtc - DAY_MS, timeZone).offsetMin;
  const candidate = instantAt(asUtc - before * MINUTE_MS, timeZone);
  if (candidate.offsetMin === before) return candidate;
  const after = instantAt(asUtc - candidate.offsetMin * MINUTE_MS, timeZone);
  return after.offsetMin === candidate.offsetMin ? after : candidate;
}
