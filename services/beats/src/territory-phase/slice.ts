import { type Context, edgeOf, type Slice } from '@proximidad/edge';
import { entityOf } from '@proximidad/eventsourcing';
import { beats } from '../beat/beats.ts';
import { againstSuccessor } from '../beat/successor.ts';
import { measuredIn } from '../coverage/covered.ts';
import { considered } from '../noted-profile/considered.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { type PhaseRow, territories } from './phases.ts';
import { territoryPhase, territoryPhaseId } from './territory-phase.ts';

const ofBeat = ({ beatId }: { readonly beatId: string }) => territoryPhaseId(beatId);

/** Territories that go through phases. */
export const territoryPhaseSlice: Slice<Resources> = {
  aggregate: territoryPhase,
  readModels: [territories],
  edge: edgeOf<Resources>()({
    aggregate: territoryPhase,
    ...{ type: 'Territory', field: 'territory' },
    ...{ model: territories, kind: 'beat' },
    natural: { EnterPhase: ofBeat, RegressPhase: ofBeat, CloseTerritory: ofBeat },
    lookUps: {
      async EnterPhase(asked) {
        const { beatId } = asked.input;
        const given = await considered(asked, beatId);
        if ('rejected' in given) return given;
        const { context, deps } = asked;
        const row = context.table(beats, 'beat').get(beatId)!;
        const { governing: governs } = given.found;
        const measured = governs.profile.territory.exitThresholds.map(({ criterion, formula }) => {
          return { criterion, value: measuredIn(deps, context, row, governs, formula) ?? null };
        });
        return { ...given, found: { ...given.found, measured } };
      },
      RegressPhase: (asked) => considered(asked, asked.input.beatId),
      async CloseTerritory({ context, deps, at, input: { beatId, absorbedBy } }) {
        const against =
          absorbedBy && (await againstSuccessor(context, absorbedBy, { beatId, from: at(entityOf(beatId)) }));
        return against || considered({ context, deps, at }, beatId);
      },
    },
  }),
  resolvers: (deps) => resolversOf(deps),
};

const resolversOf = (deps: BeatsDependencies) => {
  const inModel = ({ beatId, municipality, from, phase }: PhaseRow, context: Context) => {
    const place = { entity: municipality.slice(0, 2), municipality, beatId };
    const { phases } = governing(deps, place, from.ms, context).profile.territory;
    return phases.find(({ key }) => key === phase);
  };
  return {
    Territory: {
      beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
      phases: ({ phases }) => [...phases],
    },
    TerritoryPhase: {
      name: (row, _, context) => inModel(row, context)?.name ?? null,
      modelLead: (row, _, context) => inModel(row, context)?.lead ?? null,
      exitCriteria: ({ exitCriteria }) => [...exitCriteria],
      exits: ({ exits }) => [...exits],
      absorbedBy: ({ absorbedBy }, _, { table }) =>
        absorbedBy === null ? null : table(beats, 'beat').get(absorbedBy),
    },
  } satisfies SliceResolvers;
};
