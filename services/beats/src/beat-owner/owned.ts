import { isDrawnAt } from '../beat/beats.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { ownershipId } from './beat-owner.ts';
import { owners, ownersAt } from './owners.ts';

/** What a beat shows of its named owners. */
export const owned = {
  owners(row, { at }, { table, field }) {
    field('Officer.assignment');
    const ownership = table(owners, 'beatshift').get(ownershipId(row.id));
    // A beat that no longer exists has no owner.
    const exists = isDrawnAt(row, at?.ms ?? Number.POSITIVE_INFINITY);
    return ownership && exists ? ownersAt(ownership, at?.ms) : [];
  },
  ownership: ({ id }, _, { table }) => table(owners, 'beatshift').get(ownershipId(id)),
} satisfies Pick<NonNullable<SliceResolvers['Beat']>, 'owners' | 'ownership'>;
