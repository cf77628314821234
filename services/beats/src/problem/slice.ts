import { basisOf } from '@proximidad/contracts';
import { connectionOf, edgeOf, type Slice } from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import { beats, isDrawnAt } from '../beat/beats.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import { commanded } from '../noted-profile/considered.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { problem } from './problem.ts';
import { isLate, problems } from './problems.ts';

/** A model that asks for it says so in `problems.resolvedNeeds`. */
const CONFIRMED = 'EXTERNAL_CONFIRMATION';

/** Problems are a matter of a town's administration. */
const inCommand = commanded('ADMINISTRATION');

/** What recurs at a place until police and others act on it. */
export const problemSlice: Slice<Resources> = {
  aggregate: problem,
  readModels: [problems],
  feeds: { Problem: { model: problems, kind: 'beatshift', ended: { open: [false] } } },
  edge: edgeOf<Resources>()({
    aggregate: problem,
    ...{ type: 'Problem', field: 'problem', id: 'problemId' },
    ...{ model: problems, kind: 'beatshift' },
    lookUps: {
      async OpenProblem({ context, deps, at, input: { beatId, municipality: town } }) {
        const beat =
          beatId === null ? undefined : await context.found(() => context.table(beats, 'beat').get(beatId));
        if (beatId !== null && !beat) return refuse('BeatNotFound');
        const municipality = beat?.municipality ?? town;
        if (municipality === null) return refuse('PlaceMissing');
        const place = { municipality, beatId };
        const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', at(municipality));
        if (command) return command;
        const model = governing(deps, { entity: municipality.slice(0, 2), ...place }, at(municipality).ms);
        const { method, stages, resolvedNeeds } = model.profile.problems;
        return {
          ...{ municipality, beat: beatId },
          found: {
            ...{
              place,
              beatActive: !beat || isDrawnAt(beat, at(municipality).ms),
              method,
              basis: basisOf(model, 'problems.stages'),
            },
            ...{ stages: stages.map(({ key }) => key), needsConfirmation: resolvedNeeds === CONFIRMED },
          },
        };
      },
      EnterProblemStage: inCommand,
      JoinProblem: inCommand,
      LeaveProblem: inCommand,
      AgreeProblemAction: inCommand,
      SettleProblemAction: inCommand,
      CloseProblem: inCommand,
      ReopenProblem: inCommand,
    },
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  Query: {
    problems: (_, { entity, municipality, open, ...page }, { table }) =>
      connectionOf(
        table(problems, 'beatshift'),
        {
          entity: entity ?? undefined,
          municipality: municipality ?? undefined,
          open: open ?? undefined,
        },
        [{ column: 'openedAt', desc: true }],
        page,
      ),
    problem: (_, { id }, { table }) => table(problems, 'beatshift').get(id),
  },
  Problem: {
    __resolveReference: ({ id }, { table }) => table(problems, 'beatshift').get(id),
    municipality: ({ municipality }) => ({ cvegeo: municipality }),
    beat: ({ beatId }, _, { table }) => (beatId === null ? null : table(beats, 'beat').get(beatId)),
  },
  ProblemAction: { late: (row, _, { cut }) => isLate(row, cut.clock) },
} satisfies SliceResolvers;
