import { edgeOf, type Slice } from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import { beats } from '../beat/beats.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { beatDemand, demandId } from './beat-demand.ts';
import { coverageOfTown } from './covered.ts';
import { demands } from './demands.ts';

/** What a beat asks for, and how much of that is there. */
export const coverageSlice: Slice<Resources> = {
  aggregate: beatDemand,
  readModels: [demands],
  edge: edgeOf<Resources>()({
    aggregate: beatDemand,
    ...{ type: 'BeatDemand', field: 'demand' },
    ...{ model: demands, kind: 'beatshift' },
    lookUps: {
      async SetDemand({ context, deps, at, input: { beatId } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { entity, municipality } = row;
        const when = at(municipality);
        const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', when);
        if (command) return command;
        return {
          ...{ id: demandId(beatId), municipality },
          found: {
            ...{ municipality, beatActive: row.status === 'ACTIVE' },
            governing: governing(deps, { entity, municipality, beatId }, when.ms),
          },
        };
      },
      async WithdrawDemand({ context, deps, at, input: { beatId } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { municipality } = row;
        const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', at(municipality));
        if (command) return command;
        return { id: demandId(beatId), municipality, found: { municipality } };
      },
    },
  }),
  resolvers: (deps) => resolversOf(deps),
};

const resolversOf = (deps: BeatsDependencies) =>
  ({
    Query: {
      coverageIndex: (_, asked, context) => coverageOfTown(deps, context, asked),
    },
    BeatDemand: { beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)! },
  }) satisfies SliceResolvers;
