import { entityOf, idFor, type Instant, localDate, localYear, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

/**
 * What lives long is kept in periods of local time, each a stream below 1,000 events (ADR 104):
 * `2026-11-14` of a unit, `2026` of an officer; a period that filled up goes on as `2026-11-14+01`. Labels sort
 * in the order of the periods.
 */
export const PeriodLabel = z.string().regex(/^\d{4}(-\d{2}-\d{2})?(\+\d{2})?$/, 'a year or a date');

/** No further entries after this many, so that closing still fits below 1,000 events. */
export const PERIOD_EVENTS_MAX = 950;

/** Where a period stands in its chain: the first event names what it continues, the last what continues it. */
export const opening = { label: PeriodLabel, continues: PublicId.nullable() };
export const closing = { next: PeriodLabel };

export function dayOf(at: Instant): string {
  return localDate(at);
}

export function yearOf(at: Instant): string {
  return String(localYear(at));
}

/** The label of what continues a full period within the same day or year. */
export function within(label: string): string {
  const [time, number = '0'] = label.split('+');
  return `${time}+${String(Number(number) + 1).padStart(2, '0')}`;
}

/** Id of the stream that holds this period of an officer's or a unit's life. */
export function periodId(subjectId: string, label: string): string {
  return idFor(entityOf(subjectId), subjectId, label);
}
