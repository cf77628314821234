import { basisOf } from '@proximidad/contracts';
import { edgeOf, type Slice } from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import { beats } from '../beat/beats.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { beatStudy } from './beat-study.ts';
import { studies } from './studies.ts';

/** The dossiers of how beats were designed. */
export const beatStudySlice: Slice<Resources> = {
  aggregate: beatStudy,
  readModels: [studies],
  edge: edgeOf<Resources>()({
    aggregate: beatStudy,
    ...{ type: 'Beat', field: 'beat', id: 'beatId', history: null },
    ...{ model: beats, kind: 'beat' },
    lookUps: {
      async StudyBeat({ context, deps, id, at }) {
        const row = await context.found(() => context.table(beats, 'beat').get(id!));
        if (!row) return refuse('BeatNotFound');
        const { entity, municipality, version, status } = row;
        const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', at(municipality));
        if (command) return command;
        const model = governing(deps, { entity, municipality, beatId: row.id }, at(municipality).ms);
        const found = { municipality, beatVersion: version, active: status === 'ACTIVE' };
        const basis = basisOf(model, 'territory.criteria');
        return { municipality, found: { ...found, known: model.profile.territory.criteria, basis } };
      },
    },
  }),
  resolvers: (deps) => resolversOver(deps),
};

const resolversOver = (deps: BeatsDependencies) =>
  ({
    BeatStudy: {
      missing({ id, entity, municipality, criteria }, _, context) {
        const { profile } = governing(deps, { entity, municipality, beatId: id }, context.cut.clock, context);
        return profile.territory.criteria.filter((each) => !criteria.includes(each));
      },
      outdated: ({ id, beatVersion }, _, { table }) => table(beats, 'beat').get(id)!.version > beatVersion,
    },
  }) satisfies SliceResolvers;
