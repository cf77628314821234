import { basisOf } from '@proximidad/contracts';
import { eachRow, edgeOf, type Slice } from '@proximidad/edge';
import { entityOf } from '@proximidad/eventsourcing';
import { contains, distanceMetres } from '@proximidad/geography';
import { refuse } from '@proximidad/refusals';
import { beats, isDrawnAt } from '../beat/beats.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import { commanded } from '../noted-profile/considered.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import { wasOnDuty } from '../officer-duty/served.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { missOf } from './missed.ts';
import { worksByActions } from './of-beat.ts';
import { plannedAction } from './planned-action.ts';
import { plannedActions } from './planned-actions.ts';

const NATIONAL = '00';

/** The command that is in charge of operations gives officers their tasks. */
const inCommand = commanded('OPERATIONS');

/** The actions planned in beats, and what came of them. */
export const plannedActionSlice: Slice<Resources> = {
  aggregate: plannedAction,
  readModels: [plannedActions],
  feeds: { PlannedAction: { model: plannedActions, kind: 'beatshift' } },
  due,
  edge: edgeOf<Resources>()({
    aggregate: plannedAction,
    ...{ type: 'PlannedAction', field: 'plannedAction', id: 'plannedActionId' },
    ...{ model: plannedActions, kind: 'beatshift' },
    lookUps: {
      async PlanAction({ context, deps, at, input: { beatId, place, from } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { entity, municipality, polygon } = row;
        const command = againstTownCommand(deps, context, municipality, 'OPERATIONS', at(municipality));
        if (command) return command;
        const model = governing(deps, { entity, municipality, beatId }, at(municipality).ms);
        const beatActive = isDrawnAt(row, Math.max(at(municipality).ms, from.ms));
        return {
          ...{ municipality, beat: beatId },
          found: {
            ...{ beatId, municipality, beatActive, inBeat: contains(polygon, place) },
            ...{
              inModel: worksByActions(model),
              basis: basisOf(model, 'presence.mode'),
            },
          },
        };
      },
      async ReportActionDone({ context, deps, at, row, input: { officerId, point } }) {
        if (!row) return refuse('ActionNotFound');
        if (![row.entity, NATIONAL].includes(entityOf(officerId))) return refuse('OutsideEntity');
        const onDuty = await wasOnDuty(deps, context, officerId, at(row.municipality));
        return { found: { onDuty, distanceMetres: distanceMetres(row.place, point) } };
      },
      UndoAction: inCommand,
      CancelAction(asked) {
        const looked = inCommand(asked);
        return 'found' in looked ? { found: { ...looked.found, now: asked.context.now() } } : looked;
      },
      ReinstateAction: inCommand,
    },
  }),
  resolvers: () => resolvers,
};

/** Actions whose time has passed, the earliest first. */
function* due({ readModels }: BeatsDependencies, now: number) {
  const where = { state: 'PLANNED' as const, until: { lt: now + 1 } };
  for (const row of eachRow(readModels.table(plannedActions), { where, orderBy: [{ column: 'until' }] }))
    yield missOf(row);
}

const resolvers = {
  PlannedAction: {
    __resolveReference: ({ id }, { table }) => table(plannedActions, 'beatshift').get(id),
    beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
    officer({ officerId }, _, { field }) {
      field('Officer.duty');
      return officerId === null ? null : { id: officerId };
    },
  },
} satisfies SliceResolvers;
