import { edgeOf, type Slice } from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import { beats } from '../beat/beats.ts';
import { NOTHING_KNOWN } from '../eligibility/eligibility.ts';
import { officersKnown } from '../eligibility/officers-known.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { beatOwner, ownershipId } from './beat-owner.ts';
import { owners } from './owners.ts';

/** Who owns a beat by name. */
export const beatOwnerSlice: Slice<Resources> = {
  aggregate: beatOwner,
  readModels: [owners],
  edge: edgeOf<Resources>()({
    aggregate: beatOwner,
    ...{ type: 'BeatOwnership', field: 'ownership' },
    ...{ model: owners, kind: 'beatshift' },
    lookUps: {
      async NameOwner({ context, deps, at, input: { beatId, officerId } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { entity, municipality } = row;
        const when = at(municipality);
        const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', when);
        if (command) return command;
        const known = deps.readModels.table(officersKnown).get(officerId) ?? NOTHING_KNOWN;
        return {
          ...{ id: ownershipId(beatId), municipality },
          found: {
            ...{ municipality, known, beatActive: row.status === 'ACTIVE' },
            governing: governing(deps, { entity, municipality, beatId }, when.ms),
          },
        };
      },
      async RelieveOwner({ context, deps, at, input: { beatId } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { municipality } = row;
        const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', at(municipality));
        if (command) return command;
        return { id: ownershipId(beatId), municipality, found: { municipality } };
      },
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
