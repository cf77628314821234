import { type Instant, instantAt, instantOfLocal } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Of the day in a text, as in `2026-11-14T18:00:00`, and of the text. */
const DAY_LENGTH = 10;
const TEXT_LENGTH = 19;

/**
 * The same time on the wall clock of an IANA zone the given number of calendar months later; where that month lacks the
 * day, on its last day.
 */
export function addMonths({ ms }: Instant, months: number, timeZone: string): Instant {
  const local = new Date(ms + instantAt(ms, timeZone).offsetMin * MINUTE_MS);
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth() + months];
  const days = (Date.UTC(year, month + 1, 1) - Date.UTC(year, month, 1)) / DAY_MS;
  const date = new Date(Date.UTC(year, month, Math.min(local.getUTCDate(), days)));
  const time = local.toISOString().slice(DAY_LENGTH, TEXT_LENGTH);
  const until = instantOfLocal(`${date.toISOString().slice(0, DAY_LENGTH)}${time}`, timeZone);
  return { ...until, ms: until.ms + local.getUTCMilliseconds() };
}

/** The refusal of what would end before it begins. */
export function reversed() {
  return refuse('EndsBeforeStart');
}
