import { edgeOf, type Slice } from '@proximidad/edge';
import { beats } from '../beat/beats.ts';
import { NOTHING_KNOWN } from '../eligibility/eligibility.ts';
import { officersKnown } from '../eligibility/officers-known.ts';
import { considered } from '../noted-profile/considered.ts';
import type { Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { beatOwner, ownershipId } from './beat-owner.ts';
import { owners } from './owners.ts';

const ofBeat = ({ beatId }: { readonly beatId: string }) => ownershipId(beatId);

/** The named owners of beats. */
export const beatOwnerSlice: Slice<Resources> = {
  aggregate: beatOwner,
  readModels: [owners],
  edge: edgeOf<Resources>()({
    aggregate: beatOwner,
    ...{ type: 'BeatOwnership', field: 'ownership' },
    ...{ model: owners, kind: 'beatshift' },
    natural: { NameOwner: ofBeat, RelieveOwner: ofBeat },
    lookUps: {
      async NameOwner(asked) {
        const { deps, input } = asked;
        const about = await considered(asked, input.beatId);
        if (!('found' in about)) return about;
        const known = deps.readModels.table(officersKnown).get(input.officerId) ?? NOTHING_KNOWN;
        return { ...about, found: { ...about.found, known } };
      },
      RelieveOwner: (asked) => considered(asked, asked.input.beatId),
    },
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  BeatOwnership: {
    beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
    tenures({ tenures }, _, { field }) {
      field('Officer.assignment');
      return [...tenures];
    },
  },
  BeatTenure: { officer: ({ officerId }) => ({ id: officerId }) },
} satisfies SliceResolvers;
