import type { BeatRow } from '../beat/beats.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { ownershipId } from './beat-owner.ts';
import { owners, ownersAt } from './owners.ts';

/** What a beat shows of its named owners. */
export const owned = {
  owners(row, { at }, { table, field }) {
    field('Officer.assignment');
    const ownership = table(owners, 'beatshift').get(ownershipId(row.id));
    return ownership && !isGone(row, at?.ms) ? ownersAt(ownership, at?.ms) : [];
  },
  ownership: ({ id }, _, { table }) => table(owners, 'beatshift').get(ownershipId(id)),
} satisfies Pick<NonNullable<SliceResolvers['Beat']>, 'owners' | 'ownership'>;

/** A beat that no longer exists has no owner. */
function isGone({ status, validFrom }: BeatRow, ms = Number.POSITIVE_INFINITY): boolean {
  return status === 'CLOSED' && validFrom.ms <= ms;
}
