import { zoneOf } from '@proximidad/catalogues';
import { type Context, type Dependencies, eachRow, limitExceeded, ServiceError } from '@proximidad/edge';
import { decide } from '@proximidad/policy';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { areas, municipalityOf } from '../contact-area/areas.ts';
import { contacts, type ContactRow } from '../contact/contacts.ts';
import { governing } from '../noted-profile.ts';
import { periodOf, type Quota, type QuotaPeriod, type QuotaSpan, quotasOf, spansOf } from './quotas.ts';

/** Periods of each quota in one answer. */
const PERIODS_MAX = 31;
/** Contacts of one beat from which quotas are counted: beyond that, no figure is given rather than a wrong one. */
const COUNTED_MAX = 20_000;

/** A quota and how far it was fulfilled, newest period first. */
export interface QuotaTold extends Quota {
  readonly periods: readonly QuotaPeriod[];
}

/** The contact quotas of the model that governs a beat, and how far they were fulfilled; null for callers who may not see contacts. */
export function quotasIn(
  deps: Dependencies<AreaIndex>,
  context: Context,
  beatId: string,
  periods: number,
): QuotaTold[] | null {
  if (periods < 1) throw new ServiceError('BAD_USER_INPUT', 'periods must be at least 1.');
  if (periods > PERIODS_MAX) throw limitExceeded('periods', PERIODS_MAX, { cost: periods });
  const { subject, table, cut } = context;
  const area = table(areas, 'beat').get(beatId);
  const municipality = area && municipalityOf(area, cut.clock);
  if (!municipality) return null;
  const { entity, sinceMs } = area;
  const columns = { beatId, contactedAt: cut.clock };
  const { allowed } = decide(subject, 'read', { kind: 'contact', entity, municipality, columns }, cut.clock);
  if (!allowed) return null;
  const modelAt = (ms: number) => governing(deps, { entity, municipality, beatId }, ms, context).profile;
  const model = modelAt(cut.clock);
  const spanned = quotasOf(model).map((quota) => {
    const spans = spansOf(quota, periods, cut.clock, zoneOf(municipality));
    // The present quota is not held against a time when another quota, or none, applied.
    const asked = spans.filter(
      ({ to }) => to.ms > sinceMs && asks(modelAt(Math.min(to.ms - 1, cut.clock)), quota),
    );
    return { quota, spans: asked };
  });
  const known = contactsOf(
    context,
    beatId,
    spanned.flatMap(({ spans }) => spans),
  );
  const measuring = { kinds: model.contacts.kinds, sinceMs, nowMs: cut.clock };
  return (
    known &&
    spanned.map(({ quota, spans }) => ({
      ...quota,
      periods: spans.map((span) => periodOf(quota, span, known, measuring)),
    }))
  );
}

function asks(model: Parameters<typeof quotasOf>[0], { kind, days, asked }: Quota): boolean {
  return quotasOf(model).some((one) => one.kind === kind && one.days === days && one.asked === asked);
}

/** All contacts since the first of these spans, earliest first; null if there are more than COUNTED_MAX. */
function contactsOf({ counting }: Context, beatId: string, spans: readonly QuotaSpan[]): ContactRow[] | null {
  if (spans.length === 0) return [];
  const where = { beatId, stands: true, contactedAt: { gte: Math.min(...spans.map(({ from }) => from.ms)) } };
  const rows: ContactRow[] = [];
  for (const row of eachRow(counting(contacts, 'contact'), { where, orderBy: [{ column: 'contactedAt' }] })) {
    if (rows.length === COUNTED_MAX) return null;
    rows.push(row);
  }
  return rows;
}
