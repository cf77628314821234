import type { ModelProfile } from '@proximidad/catalogues';
import { type Instant, instantOfLocal, localDateAt } from '@proximidad/eventsourcing';
import { distanceMetres } from '@proximidad/geography';
import type { ContactRow } from '../contact/contacts.ts';

/** A contact counts for a quota if it lasts this long, and lies this far from the same officer's previous one (BR-C7). */
const COUNTS_FROM_S = 60;
const APART_M = 100;
/** More than this within an hour by one officer is flagged (BR-C7). */
export const HOUR_CONTACTS_MAX = 12;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back quotas are shown, but at least two of their periods. */
export const QUOTA_DAYS_MAX = 186;
const DAYS_IN_WEEK = 7;

/** What a model requires of a beat: a number of contacts within a number of days (BR-C11). */
export interface Quota {
  /** A kind of contact; null for visits to homes of any kind. */
  readonly kind: string | null;
  readonly days: number;
  readonly asked: number;
}

export function quotasOf({
  contacts: { kinds },
  presence,
}: Pick<ModelProfile, 'contacts' | 'presence'>): Quota[] {
  const { visitsPerWeek } = presence;
  return [
    ...kinds.flatMap(({ code: kind, perBeatDay, everyDays }) => [
      ...(perBeatDay === null ? [] : [{ kind, days: 1, asked: perBeatDay }]),
      ...(everyDays === null ? [] : [{ kind, days: everyDays, asked: 1 }]),
    ]),
    ...(visitsPerWeek === null ? [] : [{ kind: null, days: DAYS_IN_WEEK, asked: visitsPerWeek }]),
  ];
}

/** Whole days on the clock of a place; `to` is exclusive. */
export interface QuotaSpan {
  readonly from: Instant;
  readonly to: Instant;
}

/** The last `count` spans of that many days, newest first; the newest ends with the current day. */
export function spansOf(
  { days }: Pick<Quota, 'days'>,
  count: number,
  nowMs: number,
  zone: string,
): QuotaSpan[] {
  const today = Date.parse(localDateAt(nowMs, zone));
  const midnight = (daysAgo: number) =>
    instantOfLocal(`${new Date(today - daysAgo * DAY_MS).toISOString().slice(0, 10)}T00:00:00`, zone);
  const told = Math.min(count, Math.max(2, Math.floor(QUOTA_DAYS_MAX / days)));
  return Array.from({ length: told }, (_, index) => ({
    from: midnight((index + 1) * days - 1),
    to: midnight(index * days - 1),
  }));
}

type Contact = Pick<ContactRow, 'kind' | 'outcome' | 'contactedAt' | 'durationS' | 'officerIds' | 'point'>;

/**
 * Contacts that count (BR-C7), earliest first: somebody was spoken with, for at least a minute, and not where the same officer
 * had just been. For homes, the point is too coarse to tell one from the next, and there may be none.
 */
export function counting(
  contacts: readonly Contact[],
  { kinds }: Pick<ModelProfile['contacts'], 'kinds'>,
): Contact[] {
  const atHome = new Set(kinds.flatMap(({ code, home }) => (home ? [code] : [])));
  const lastPoints = new Map<string, Contact['point']>();
  return contacts.filter((contact) => {
    const { outcome, durationS, officerIds, point, kind } = contact;
    if (outcome === 'NADIE' || outcome === 'RECHAZO' || durationS < COUNTS_FROM_S) return false;
    const isNear = officerIds.some((id) => {
      const last = lastPoints.get(id);
      return last && point && !atHome.has(kind) && distanceMetres(last, point) < APART_M;
    });
    if (!isNear) for (const id of officerIds) lastPoints.set(id, atHome.has(kind) ? null : point);
    return !isNear;
  });
}

/** How many of these contacts, given earliest first, were beyond HOUR_CONTACTS_MAX within an hour by one officer. */
export function flagged(contacts: readonly Contact[]): number {
  const recent = new Map<string, number[]>();
  return contacts.filter(({ officerIds, contactedAt: { ms } }) =>
    officerIds
      .map((id) => {
        const within = [...(recent.get(id) ?? []).filter((earlier) => earlier > ms - HOUR_MS), ms];
        recent.set(id, within);
        return within.length > HOUR_CONTACTS_MAX;
      })
      .includes(true),
  ).length;
}

/** How far a quota was fulfilled in a span of days. */
export interface QuotaPeriod extends QuotaSpan {
  readonly made: number;
  readonly flagged: number;
  readonly fulfilled: boolean;
  /** Whether the span is over, the beat existed from its beginning, and the quota was not fulfilled. */
  readonly missed: boolean;
}

/** What a span is measured with: the model's kinds, since when the beat exists, and now, in Unix milliseconds. */
export interface Measuring {
  readonly kinds: ModelProfile['contacts']['kinds'];
  readonly sinceMs: number;
  readonly nowMs: number;
}

export function periodOf(
  { kind, asked }: Quota,
  { from, to }: QuotaSpan,
  contacts: readonly Contact[],
  { kinds, sinceMs, nowMs }: Measuring,
): QuotaPeriod {
  const wanted = kinds.flatMap(({ code, home }) => ((kind === null ? home : code === kind) ? [code] : []));
  const within = contacts.filter(
    (each) => wanted.includes(each.kind) && each.contactedAt.ms >= from.ms && each.contactedAt.ms < to.ms,
  );
  const made = counting(within, { kinds }).length;
  const fulfilled = made >= asked;
  const missed = !fulfilled && from.ms >= sinceMs && to.ms <= nowMs;
  return { from, to, made, flagged: flagged(within), fulfilled, missed };
}
