import { type Context, edgeOf, type Slice } from '@proximidad/edge';
import type { Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { beats } from '../beat/beats.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { type PhaseRow, territories } from './phases.ts';
import { territoryPhase, territoryPhaseId } from './territory-phase.ts';

/** Territories that are taken in phases. */
export const territoryPhaseSlice: Slice<Resources> = {
  aggregate: territoryPhase,
  readModels: [territories],
  edge: edgeOf<Resources>()({
    aggregate: territoryPhase,
    ...{ type: 'Territory', field: 'territory' },
    ...{ model: territories, kind: 'beat' },
    lookUps: {
      EnterPhase: ({ context, deps, at, input }) => considered({ context, deps, at }, input.beatId),
      RegressPhase: ({ context, deps, at, input }) => considered({ context, deps, at }, input.beatId),
      async CloseTerritory({ context, deps, at, input: { beatId, absorbedBy } }) {
        const into =
          absorbedBy === null
            ? beatId
            : await context.found(() => context.table(beats, 'beat').get(absorbedBy));
        return into ? considered({ context, deps, at }, beatId) : refuse('SuccessorNotFound');
      },
    },
  }),
  resolvers: (deps) => resolversOf(deps),
};

interface Asked {
  readonly context: Context;
  readonly deps: BeatsDependencies;
  readonly at: (place: string) => Instant;
}

/** The beat, and the model that governs it then. */
async function considered({ context, deps, at }: Asked, beatId: string) {
  const row = await context.found(() => context.table(beats, 'beat').get(beatId));
  if (!row) return refuse('BeatNotFound');
  const { entity, municipality } = row;
  const when = at(municipality);
  const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', when);
  if (command) return command;
  const governs = governing(deps, { entity, municipality, beatId }, when.ms);
  return {
    ...{ id: territoryPhaseId(beatId), municipality },
    found: { municipality, beatActive: row.status === 'ACTIVE', governing: governs },
  };
}

const resolversOf = (deps: BeatsDependencies) => {
  const inModel = ({ beatId, municipality, from, phase }: PhaseRow) =>
    governing(
      deps,
      { entity: municipality.slice(0, 2), municipality, beatId },
      from.ms,
    ).profile.territory.phases.find(({ key }) => key === phase);
  return {
    Territory: {
      beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
      phases: ({ phases }) => [...phases],
    },
    TerritoryPhase: {
      name: (row) => inModel(row)?.name ?? null,
      modelLead: (row) => inModel(row)?.lead ?? null,
      exitCriteria: ({ exitCriteria }) => [...exitCriteria],
      absorbedBy: ({ absorbedBy }, _, { table }) =>
        absorbedBy === null ? null : table(beats, 'beat').get(absorbedBy),
    },
  } satisfies SliceResolvers;
};
