import { entityOf, idFor, type Instant, localDate, localYear, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

/**
 * What lives long is cut into parts by local time, each a stream below 1,000 events (architecture, decision 4):
 * `2026-11-14` of a unit, `2026` of an officer; a part that filled up goes on as `2026-11-14+01`. Labels sort
 * in the order of the parts.
 */
export const PartLabel = z.string().regex(/^\d{4}(-\d{2}-\d{2})?(\+\d{2})?$/, 'a year or a date');

/** No further entries after this many, so that closing still fits below 1,000 events. */
export const PART_EVENTS_MAX = 950;

/** Where a part stands in its chain: the first event names what it continues, the last what continues it. */
export const opening = { label: PartLabel, continues: PublicId.nullable() };
export const closing = { next: PartLabel };

export function dayOf(at: Instant): string {
  return localDate(at);
}

export function yearOf(at: Instant): string {
  return String(localYear(at));
}

/** The label of what continues a full part within the same period. */
export function within(label: string): string {
  const [period, number = '0'] = label.split('+');
  return `${period}+${String(Number(number) + 1).padStart(2, '0')}`;
}

/** Id of the stream that holds this part of an officer's or a unit's life. */
export function partId(subjectId: string, label: string): string {
  return idFor(entityOf(subjectId), subjectId, label);
}
