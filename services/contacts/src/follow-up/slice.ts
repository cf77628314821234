import { reaction } from '@proximidad/bus';
import { connectionOf, type Dependencies, eachRow, edgeOf, type Slice } from '@proximidad/edge';
import type { Instant } from '@proximidad/eventsourcing';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { governing } from '../noted-profile.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { victims } from '../victim/victims.ts';
import { followUp } from './follow-up.ts';
import { followUpQueue, isOpen } from './follow-up-queue.ts';
import { correctFollowUp, noteReopened, noteVictimErased, overdueOf, requestFollowUp } from './reactions.ts';

/** One incident owes one follow-up for each rule. */
const INCIDENT_FOLLOW_UPS_MAX = 10;

/** What victims are owed after an incident closed. */
export const followUpSlice: Slice<AreaIndex> = {
  aggregate: followUp,
  readModels: [followUpQueue],
  feeds: {
    FollowUp: {
      ...{ model: followUpQueue, kind: 'followup', changes: 'followUps' },
      ended: { status: ['DONE', 'WAIVED'] },
    },
  },
  reactions: (deps) => [
    reaction({
      name: 'request-follow-up',
      context: 'incidents',
      kind: 'restricted',
      type: 'IncidentClosed',
      inOrder: true,
      react: (event) => requestFollowUp(event, modelAtClose(deps, event)),
    }),
    reaction({
      name: 'correct-follow-up',
      context: 'incidents',
      kind: 'restricted',
      type: 'ClosingCorrected',
      inOrder: true,
      react: (event) => correctFollowUp(event, modelAtClose(deps, event)),
    }),
    reaction({
      name: 'undo-follow-up',
      context: 'incidents',
      kind: 'restricted',
      type: 'IncidentReopened',
      inOrder: true,
      react: noteReopened,
    }),
    reaction({
      name: 'waive-follow-up',
      context: 'authorities',
      kind: 'restricted',
      type: 'PersonErased',
      react(event) {
        const owed = followUpOf(deps, event.subject);
        return owed && noteVictimErased(event, owed);
      },
    }),
  ],
  due,
  edge: edgeOf<AreaIndex>()({
    aggregate: followUp,
    ...{ type: 'FollowUp', field: 'followUp', id: 'followUpId' },
    ...{ model: followUpQueue, kind: 'followup' },
    // Nobody is told of a victim while the follow-up is being ended: from its end on the retention time counts.
    oneByOne: {
      CompleteFollowUp: (_, followUpId) => followUpId,
      WaiveFollowUp: (_, followUpId) => followUpId,
    },
    lookUps: {},
  }),
  resolvers: () => resolvers,
};

/** The model that governed the place when the incident closed: the follow-up stays under it. */
function modelAtClose(
  deps: Dependencies<AreaIndex>,
  closed: { readonly municipality: string; readonly beatId: string | null; readonly closedAt: Instant },
) {
  const { municipality, beatId, closedAt } = closed;
  return governing(deps, { entity: municipality.slice(0, 2), municipality, beatId }, closedAt.ms);
}

/** The follow-up owed to the person with this token, if they are its victim as last told. */
function followUpOf({ readModels }: Dependencies<AreaIndex>, person: string) {
  const [told] = readModels.table(victims).list({ where: { person }, first: 1 }).rows;
  return told && readModels.table(followUpQueue).get(told.row.id);
}

/** Follow-ups whose due time has come, the longest overdue first. */
function* due({ readModels }: Dependencies<AreaIndex>, now: number) {
  const where = { status: 'REQUESTED', dueAt: { lt: now + 1 } } as const;
  for (const row of eachRow(readModels.table(followUpQueue), { where, orderBy: [{ column: 'dueAt' }] })) {
    yield overdueOf(row);
  }
}

const resolvers = {
  Query: {
    followUps: (_, { entity, municipality, beat, status, ...page }, { table }) =>
      connectionOf(
        table(followUpQueue, 'followup'),
        {
          entity: entity ?? undefined,
          municipality: municipality ?? undefined,
          beatId: beat ?? undefined,
          status: status ? { in: status } : undefined,
        },
        [{ column: 'dueAt' }],
        page,
      ),
    followUp: (_, { id }, { table }) => table(followUpQueue, 'followup').get(id),
  },
  Incident: {
    followUps: ({ id }, _, { table }) =>
      table(followUpQueue, 'followup')
        .list({
          where: { incidentId: id },
          orderBy: [{ column: 'dueAt' }],
          first: INCIDENT_FOLLOW_UPS_MAX,
        })
        .rows.map(({ row }) => row),
  },
  FollowUp: {
    __resolveReference: ({ id }, { table }) => table(followUpQueue, 'followup').get(id),
    incident: ({ incidentId }) => ({ id: incidentId }),
    entity: ({ entity }) => ({ code: entity }),
    municipality: ({ municipality }) => ({ cvegeo: municipality }),
    beat: ({ beatId }) => (beatId === null ? null : { id: beatId }),
    overdue: (row, _, { cut }) => isOpen(row) && row.dueAt.ms <= cut.clock,
    attemptDays: ({ attemptDays }) => attemptDays.length,
    attemptedAt: ({ tried }) => tried.map(({ at }) => at).toSorted((a, b) => a.ms - b.ms),
    // As known today, even in a query about the past: it is opened for today's work.
    victim: ({ id }, _, { today }) => today(victims).get(id),
  },
} satisfies SliceResolvers;
