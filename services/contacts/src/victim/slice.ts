import { publishOnly } from '@proximidad/bus';
import {
  argument,
  type Context,
  edgeOf,
  type OpenedFor,
  opensAdultOrMinor,
  otherToken,
  type Slice,
} from '@proximidad/edge';
import { instantAt } from '@proximidad/eventsourcing';
import type { Task } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { followUpQueue, type FollowUpRow, isOpen } from '../follow-up/follow-up-queue.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { publishedVictim, victimsDue, victimsRenewed } from './retention.ts';
import { victim, victimPerson } from './victim.ts';
import { type VictimRow, victims } from './victims.ts';

/** The victims to whom follow-ups are owed, and how they may be reached. */
export const victimSlice: Slice<AreaIndex> = {
  aggregate: victim,
  readModels: [victims],
  published: publishOnly(['VictimRetentionCame', 'VictimRetentionRenewed'], publishedVictim),
  *due(deps, now) {
    yield* victimsDue(deps, now);
    yield* victimsRenewed(deps, now);
  },
  edge: edgeOf<AreaIndex>()({
    aggregate: victim,
    ...{ type: 'FollowUp', field: 'followUp', id: 'followUpId', history: null },
    ...{ model: followUpQueue, kind: 'followup' },
    oneByOne: { TellVictim: (_, followUpId) => followUpId },
    lookUps: {
      TellVictim: ({ row }) =>
        row ? { found: { ground: row.ground, open: isOpen(row) } } : refuse('FollowUpNotFound'),
    },
  }),
  resolvers,
};

/** The work on a follow-up, as it stands today: opened to its commander and to the officer in charge of the beat. */
function taskOf({ entity, municipality, beatId, endedAt }: FollowUpRow): Task {
  return {
    ...{ kind: 'FOLLOW_UP', entity, municipality, endedAt: endedAt?.ms ?? null },
    ...{ units: [], offDuty: [], officers: [], beats: beatId === null ? [] : [beatId], grant: null },
  };
}

function resolvers() {
  const place = (id: string, { today }: Pick<Context, 'today'>): OpenedFor => {
    const task = () => taskOf(today(followUpQueue).get(id)!);
    return { category: victim.category, id, task };
  };
  return {
    Query: {
      async followUpsOf(_, { name }, context) {
        const field = victimPerson.fields.name;
        const value = argument('name', field.plain, name);
        const named = (id: string) => context.today(victims).get(id)?.adult?.name;
        const found = await context.findSealed(victim.category, 'FOLLOW_UP', field, value, named);
        return [...context.table(followUpQueue, 'followup').getMany(found).values()];
      },
    },
    FollowUpVictim: {
      ...opensAdultOrMinor(victimPerson, ({ id }: VictimRow, context) => place(id, context)),
      // By the age band: a minor of whom nothing is sealed is one, too.
      person: ({ person }) => person,
      otherPerson: (row) => otherToken(victimPerson, row, row.person),
      keptUntil: ({ retainedUntil }) => (retainedUntil === null ? null : instantAt(retainedUntil, 'UTC')),
      inUniform: ({ ground }) => ground !== 'VIOLENCE',
    },
  } satisfies SliceResolvers;
}
