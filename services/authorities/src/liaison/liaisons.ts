import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { liaison, type LiaisonKind } from './liaison.ts';

/** A holder of the post, and until when; the last one's end may be open. */
export interface TenureRow {
  readonly holder: string;
  readonly substitute: string | null;
  readonly authority: string | null;
  readonly acting: boolean;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly endReason: string | null;
  readonly by: By;
}

export interface LiaisonRow {
  readonly id: string;
  readonly entity: string;
  readonly kind: LiaisonKind;
  readonly occupied: boolean;
  /** When the current appointment ends; null if it has no end, or the post is vacant. */
  readonly endsAt: Instant | null;
  /** Since when the post has been vacant; null while it is held. */
  readonly vacantSince: Instant | null;
  /** When the vacancy was reported (BR-A2). */
  readonly gapNotedAt: Instant | null;
  readonly tenures: readonly TenureRow[];
}

/** Every post, and its holders over time. */
export const liaisons = readModel<LiaisonRow>()({
  name: 'liaisons',
  version: 1,
  of: [liaison],
  columns: {
    entity: 'text',
    kind: 'text',
    occupied: 'integer',
    endsAt: 'instant',
    vacantSince: 'instant',
    gapNotedAt: 'instant',
  },
  project(row, event, { id, by }) {
    const { entity, kind } = event;
    const before = row?.tenures ?? [];
    switch (event.type) {
      case 'LiaisonAppointed': {
        const { holder, substitute, authority, from, until } = event;
        const tenure = { holder, substitute, authority, acting: false, from, until, endReason: null, by };
        const held = { occupied: true, endsAt: until, vacantSince: null, gapNotedAt: null };
        return { id, entity, kind, ...held, tenures: [...ended(before, from, null), tenure] };
      }
      case 'LiaisonVacated': {
        const { acting, reason, vacatedAt } = event;
        const tenures = ended(before, vacatedAt, reason);
        if (acting === null) {
          const vacant = { occupied: false, endsAt: null, vacantSince: vacatedAt, gapNotedAt: null };
          return { id, entity, kind, ...vacant, tenures };
        }
        const authority = before.at(-1)?.authority ?? null;
        const stands = {
          holder: acting,
          substitute: null,
          authority,
          acting: true,
          from: vacatedAt,
          until: null,
        };
        const held = { occupied: true, endsAt: null, vacantSince: null, gapNotedAt: null };
        return { id, entity, kind, ...held, tenures: [...tenures, { ...stands, endReason: null, by }] };
      }
      case 'LiaisonGapNoted': {
        const { since, notedAt } = event;
        const vacant = { occupied: false, endsAt: null, vacantSince: since, gapNotedAt: notedAt };
        return { id, entity, kind, ...vacant, tenures: before };
      }
    }
  },
});

function ended(tenures: readonly TenureRow[], at: Instant, endReason: string | null): TenureRow[] {
  return tenures.map((tenure, index) =>
    index === tenures.length - 1 && (tenure.until === null || tenure.until.ms > at.ms)
      ? { ...tenure, until: at, endReason }
      : tenure,
  );
}
