import { type CarriedOver, carriedOn, type ModelBasis } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import type { Assessment } from '../officer-duty/certification-gate.ts';
import { beatOwner, type ReliefReason } from './beat-owner.ts';

/** An officer's time as named owner of a beat, until relieved or replaced by another. */
export interface TenureRow {
  readonly officerId: string;
  readonly from: Instant;
  readonly until: Instant | null;
  /** Null while it goes on, and where another officer took the place. */
  readonly endReason: z.infer<typeof ReliefReason> | null;
  readonly eligibility: Assessment;
  readonly basis: ModelBasis;
  readonly carriedOver: readonly CarriedOver[];
  readonly by: By;
}

export interface OwnershipRow {
  readonly id: string;
  readonly beatId: string;
  readonly entity: string;
  readonly municipality: string;
  /** Earliest first. */
  readonly tenures: readonly TenureRow[];
}

/** The named owners of each beat over time. */
export const owners = readModel<OwnershipRow>()({
  name: 'owners',
  version: 2,
  of: [beatOwner],
  columns: { entity: 'text', municipality: 'text', beatId: 'text' },
  project(row, event, { id, entity, by }) {
    const { beatId, municipality } = event;
    const before = row?.tenures ?? [];
    const whole = (tenures: readonly TenureRow[]) => ({ id, beatId, entity, municipality, tenures });
    switch (event.type) {
      case 'BeatOwnerNamed': {
        const { officerId, inPlaceOf, from, eligibility, basis } = event;
        const named = {
          officerId,
          from,
          until: null,
          endReason: null,
          eligibility,
          basis,
          carriedOver: [],
          by,
        };
        return whole([...ended(before, inPlaceOf, from, null), named]);
      }
      case 'BeatOwnerRelieved':
        return whole(ended(before, event.officerId, event.until, event.reason));
      case 'BeatOwnerCarriedOver':
        return whole(
          before.map((each) =>
            each.officerId === event.officerId && each.until === null
              ? { ...each, carriedOver: carriedOn(each, event) }
              : each,
          ),
        );
    }
  },
});

/** The named owners at a moment, Unix milliseconds; today's if omitted, since nothing is recorded ahead. */
export function ownersAt(
  { tenures }: Pick<OwnershipRow, 'tenures'>,
  ms = Number.POSITIVE_INFINITY,
): TenureRow[] {
  return tenures.filter(({ from, until }) => from.ms <= ms && (until === null || ms < until.ms));
}

function ended(
  tenures: readonly TenureRow[],
  officerId: string | null,
  until: Instant,
  endReason: TenureRow['endReason'],
): TenureRow[] {
  return tenures.map((tenure) =>
    tenure.officerId === officerId && tenure.until === null ? { ...tenure, until, endReason } : tenure,
  );
}
