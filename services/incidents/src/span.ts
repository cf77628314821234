import { zoneOf } from '@proximidad/catalogues';
import { type Context, figuresError, limitExceeded, ServiceError } from '@proximidad/edge';
import { type Instant, instantOfLocal, localDateAt } from '@proximidad/eventsourcing';
import { type Kind, ownsCounts } from '@proximidad/policy';
import { hourOf } from './call/call-class.ts';

const HOUR_MS = 3_600_000;
/** A week: longer spans have to be requested in parts. */
const HOURS_MAX = 168;

/** The place and the span to count. */
export interface Asked {
  readonly entity?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  readonly from: Instant;
  readonly to: Instant;
}

/** What is counted for the caller. */
export interface Span {
  /** An entity or a municipality. */
  readonly place: string;
  /** Whole hours, by their start. */
  readonly hours: readonly number[];
  readonly isOwn: boolean;
}

/**
 * What is counted of records of these kinds. For the caller's own place any hours are given, at most a week. For
 * others only one day of one entity, the last that is over: from overlapping spans, from an entity and its
 * municipalities, or from one day requested again and again while it lasts, hidden figures could be derived by
 * subtraction (ADR 281).
 *
 * @throws {ServiceError} where no place is named, or one whose totals the caller may not know, or the span is empty, too long, or in a municipality of another entity.
 */
export function spanOf(
  asked: Asked,
  kinds: readonly Kind[],
  { subject, cut }: Pick<Context, 'subject' | 'cut'>,
): Span {
  const { entity, municipality, from, to } = asked;
  const place = municipality ?? entity ?? subject.municipality ?? subject.entity;
  if (!place) throw new ServiceError('BAD_USER_INPUT', 'An entity or a municipality is needed.');
  if (to.ms <= from.ms)
    throw new ServiceError(
      'BAD_USER_INPUT',
      'The span ends before it begins: `to` has to come after `from`.',
    );
  for (const kind of kinds) {
    const denied = figuresError(place, subject, kind);
    if (denied) throw denied;
  }
  const isOwn = kinds.every((kind) => ownsCounts(subject, kind, place));
  const hours = hoursBetween(from.ms, to.ms);
  if (isOwn) return { place, hours, isOwn };
  if (place.length > 2)
    throw new ServiceError(
      'BAD_USER_INPUT',
      'For other entities only the figures of a whole `entity` are given.',
    );
  return { place, hours: dayOverBy(Math.min(to.ms, cut.clock), zoneOf(place)), isOwn };
}

function hoursBetween(from: number, to: number): number[] {
  const count = Math.ceil((to - hourOf(from)) / HOUR_MS);
  if (count > HOURS_MAX) throw limitExceeded('hours', HOURS_MAX, { cost: count });
  return Array.from({ length: count }, (_, n) => hourOf(from) + n * HOUR_MS);
}

/** From midnight to midnight, local time. */
function dayOverBy(ms: number, zone: string): number[] {
  const midnight = (at: number) => instantOfLocal(`${localDateAt(at, zone)}T00:00:00`, zone).ms;
  const end = midnight(ms);
  return hoursBetween(midnight(end - 1), end);
}
