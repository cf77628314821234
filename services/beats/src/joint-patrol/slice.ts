import { edgeOf, type Slice } from '@proximidad/edge';
import type { Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { beats, isDrawnAt } from '../beat/beats.ts';
import { isInService, NOTHING_KNOWN } from '../eligibility/eligibility.ts';
import { officersKnown } from '../eligibility/officers-known.ts';
import { againstTownCommand, federalMay } from '../noted-agreement/slice.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import { assignments } from '../officer-duty/assignments.ts';
import { wasOnDuty } from '../officer-duty/served.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { jointPatrol } from './joint-patrol.ts';
import { jointPatrols } from './joint-patrols.ts';

/** Police and auxiliaries who patrol together under a police commander. */
export const jointPatrolSlice: Slice<Resources> = {
  aggregate: jointPatrol,
  readModels: [jointPatrols],
  feeds: { JointPatrol: { model: jointPatrols, kind: 'jointpatrol', ended: { open: [false] } } },
  edge: edgeOf<Resources>()({
    aggregate: jointPatrol,
    ...{ type: 'JointPatrol', field: 'jointPatrol', id: 'jointPatrolId' },
    ...{ model: jointPatrols, kind: 'jointpatrol' },
    // Nobody is in two at once, whichever is reported first.
    oneByOne: { BeginJointPatrol: () => 'joint patrols' },
    lookUps: {
      async BeginJointPatrol({ context, deps, at, input: { beatId, members, commanderId } }) {
        const row = await context.found(() => context.table(beats, 'beat').get(beatId));
        if (!row) return refuse('BeatNotFound');
        const { entity, municipality } = row;
        const when = at(municipality);
        const officerIds = members.map(({ officerId }) => officerId);
        const served = await Promise.all(
          officerIds.map((officerId) => wasOnDuty(deps, context, officerId, when)),
        );
        const command = againstTownCommand(deps, context, municipality, 'OPERATIONS', when);
        if (command) return command;
        return {
          ...{ municipality, beat: beatId },
          found: {
            ...{ beatId, municipality, beatActive: isDrawnAt(row, when.ms) },
            governing: governing(deps, { entity, municipality, beatId }, when.ms),
            auxiliaries: officerIds.filter((officerId) => servesAsAuxiliary(deps, officerId, when)),
            commanderRegistered: isInService(
              deps.readModels.table(officersKnown).get(commanderId) ?? NOTHING_KNOWN,
              when,
            ),
            offDuty: officerIds.filter((_, index) => !served[index]),
            elsewhere: officerIds.filter((officerId) => patrolsElsewhere(deps, officerId, when)),
            agreedUntil: federalMay(deps, municipality, 'PATROL', when) ?? null,
          },
        };
      },
      async RecordPatrolAct({ context, deps, at, row, input: { officerId } }) {
        if (!row) return refuse('JointPatrolNotFound');
        return { found: { onDuty: await wasOnDuty(deps, context, officerId, at(row.municipality)) } };
      },
    },
  }),
  resolvers: () => resolvers,
};

/** By the assignments, whatever the caller may see of them. */
function servesAsAuxiliary({ readModels }: BeatsDependencies, officerId: string, { ms }: Instant): boolean {
  const where = {
    ...{ officerId, role: 'AUXILIARY' as const, stands: true },
    ...{ startsAt: { lt: ms + 1 }, endsAt: { gte: ms + 1 } },
  };
  return readModels.table(assignments).count({ where, max: 1 }) > 0;
}

/** In another that goes on, or that ended after this one begins: it is not known yet how long this one will last. */
function patrolsElsewhere({ readModels }: BeatsDependencies, officerId: string, { ms }: Instant): boolean {
  const where = {
    officersText: { has: officerId },
    anyOf: [{ open: true }, { until: { gte: ms + 1 } }],
  };
  return readModels.table(jointPatrols).count({ where, max: 1 }) > 0;
}

const resolvers = {
  JointPatrol: {
    __resolveReference: ({ id }, { table }) => table(jointPatrols, 'jointpatrol').get(id),
    beat: ({ beatId }, _, { table }) => table(beats, 'beat').get(beatId)!,
    commander({ commanderId }, _, { field }) {
      field('Officer.assignment');
      return { id: commanderId };
    },
    members({ members }, _, { field }) {
      field('Officer.assignment');
      return [...members];
    },
    acts({ acts }, _, { field }) {
      field('Officer.assignment');
      return [...acts];
    },
  },
  PatrolMember: { officer: ({ officerId }) => ({ id: officerId }) },
  PatrolAct: { officer: ({ officerId }) => ({ id: officerId }) },
} satisfies SliceResolvers;
