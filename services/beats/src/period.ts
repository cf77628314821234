import { entityOf, idFor, type Instant, localDate, localYear, PublicId } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

/**
 * Long lives are kept in periods of local time, each a stream of fewer than 1,000 events (ADR 104):
 * `2026-11-14` for a unit, `2026` for an officer; a full period continues as `2026-11-14+01`. Labels sort
 * in the order of the periods.
 */
export const PeriodLabel = z.string().regex(/^\d{4}(-\d{2}-\d{2})?(\+\d{2})?$/, 'a year or a date');

/** No further entries after this many, so that closing still fits below 1,000 events. */
export const PERIOD_EVENTS_MAX = 950;

/** Where a period stands in its chain: the first event names what it continues, the last what continues it. */
export const opening = { label: PeriodLabel, continues: PublicId.nullable() };
export const closing = { next: PeriodLabel };

interface Counted {
  readonly events: number;
}
/** Where a period is in its life; whoever decides on it needs an open one. */
export type Period<Log extends Counted> =
  | { readonly period: 'unopened' }
  | ({ readonly period: 'open' } & Log)
  | ({ readonly period: 'closed'; readonly next: string } & Log);

/** Whether the period takes another entry. */
export function isOpen<Log extends Counted>(state: Period<Log>): state is { readonly period: 'open' } & Log {
  return state.period === 'open' && state.events < PERIOD_EVENTS_MAX;
}

/** Why a period takes none: the command belongs in another. */
export function goesOn({ period }: Period<Counted>) {
  switch (period) {
    case 'unopened':
      return refuse('PeriodNotOpen');
    case 'closed':
      return refuse('PeriodClosed');
    case 'open':
      return refuse('PeriodFull');
  }
}

export function dayOf(at: Instant): string {
  return localDate(at);
}

export function yearOf(at: Instant): string {
  return String(localYear(at));
}

/** The label of the period that continues a full one within the same day or year. */
export function within(label: string): string {
  const [time, number = '0'] = label.split('+');
  return `${time}+${String(Number(number) + 1).padStart(2, '0')}`;
}

/** The label of the day or year after that of a period. */
export function after(label: string): string {
  const [time] = label.split('+');
  if (time!.length === YEAR_LENGTH) return String(Number(time) + 1);
  return new Date(Date.parse(time!) + DAY_MS).toISOString().slice(0, time!.length);
}
const YEAR_LENGTH = 4;
const DAY_MS = 86_400_000;

/** Id of the stream that holds this period of an officer's or a unit's life. */
export function periodId(subjectId: string, label: string): string {
  return idFor(entityOf(subjectId), subjectId, label);
}
