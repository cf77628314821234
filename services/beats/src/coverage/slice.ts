import { edgeOf, type Slice } from '@proximidad/edge';
import { beats } from '../beat/beats.ts';
import { considered } from '../noted-profile/considered.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { beatDemand, demandId } from './beat-demand.ts';
import { coverageOfTown } from './covered.ts';
import { demands } from './demands.ts';

const ofBeat = ({ beatId }: { readonly beatId: string }) => demandId(beatId);

/** The demand of a beat, and how much of it is covered. */
export const coverageSlice: Slice<Resources> = {
  aggregate: beatDemand,
  readModels: [demands],
  edge: edgeOf<Resources>()({
    aggregate: beatDemand,
    ...{ type: 'BeatDemand', field: 'demand' },
    ...{ model: demands, kind: 'beatdemand' },
    natural: { SetDemand: ofBeat, WithdrawDemand: ofBeat },
    lookUps: {
      SetDemand: (asked) => considered(asked, asked.input.beatId),
      WithdrawDemand: (asked) => considered(asked, asked.input.beatId),
    },
  }),
  resolvers: (deps) => resolversOf(deps),
};

const resolversOf = (deps: BeatsDependencies) =>
  ({
    Query: {
      coverageIndex: (_, asked, context) => coverageOfTown(deps, context, asked),
    },
    BeatDemand: {
      __resolveReference: ({ id }, { table }) => table(demands, 'beatdemand').get(id),
      beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
    },
  }) satisfies SliceResolvers;
