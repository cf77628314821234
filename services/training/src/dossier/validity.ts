import { type Instant, localDate } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The same wall clock time the given number of calendar months later; where that month lacks the day, on its last day. */
export function addMonths(instant: Instant, months: number): Instant {
  const { ms, offsetMin } = instant;
  const [year, month, day] = localDate(instant).split('-').map(Number) as [number, number, number];
  const start = Date.UTC(year, month - 1 + months, 1);
  const days = (Date.UTC(year, month + months, 1) - start) / DAY_MS;
  const localMs = ms + offsetMin * MINUTE_MS;
  const timeOfDay = localMs - Math.floor(localMs / DAY_MS) * DAY_MS;
  const date = start + (Math.min(day, days) - 1) * DAY_MS;
  return { ms: date + timeOfDay - offsetMin * MINUTE_MS, offsetMin };
}

/** The refusal of what would end before it begins. */
export function reversed() {
  return refuse('EndsBeforeStart');
}
