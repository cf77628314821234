import {
  connectionOf,
  connectionResolvers,
  type Context,
  type Dependencies,
  type PageArgs,
} from '@proximidad/service';
import type { AreaIndex } from '../area-index.ts';
import { contacts, type ContactRow } from '../domain/contacts.ts';
import { followUpQueue, OPEN_STATUSES, type FollowUpRow } from '../domain/follow-up-queue.ts';
import { topicOf } from '../domain/topics.ts';
import { changes } from './changes.ts';
import { contactFigures, followUpsOverdue, lastEventAt } from './figures.ts';
import { mutations, type Accepted } from './mutations.ts';
import type { QueryContactsArgs, QueryFollowUpsArgs } from './schema.gen.ts';

interface ById {
  readonly id: string;
}

/** One incident owes one follow-up for each rule. */
const INCIDENT_FOLLOW_UPS_MAX = 10;

export const resolvers = ({ own: areaIndex }: Dependencies<AreaIndex>) => ({
  ...reading,
  ...changes,
  Mutation: mutations(areaIndex),
});

const reading = {
  Query: {
    contacts: (_: unknown, { entity, municipality, beat, ...page }: QueryContactsArgs, context: Context) =>
      contactsIn(context, { entity, municipality, beatId: beat }, page),
    contact: (_: unknown, { id }: ById, { table }: Context) => table(contacts, 'contact').get(id),
    followUps: (
      _: unknown,
      { entity, municipality, beat, status, ...page }: QueryFollowUpsArgs,
      { table }: Context,
    ) =>
      connectionOf(
        table(followUpQueue, 'followup'),
        {
          ...present({ entity, municipality, beatId: beat }),
          status: status ? { in: status } : undefined,
        },
        [{ column: 'dueAt' }],
        page,
      ),
    followUp: (_: unknown, { id }: ById, { table }: Context) => table(followUpQueue, 'followup').get(id),
    contactFigures: (_: unknown, _args: object, context: Context) => contactFigures(context),
  },
  ContactAccepted: {
    async contact({ id, at }: Accepted, _: object, { reached, table }: Context) {
      await reached(at);
      return table(contacts, 'contact').get(id);
    },
  },
  FollowUpAccepted: {
    async followUp({ id, at }: Accepted, _: object, { reached, table }: Context) {
      await reached(at);
      return table(followUpQueue, 'followup').get(id);
    },
  },
  Beat: {
    __resolveReference: ({ id }: ById) => ({ id }),
    contacts: ({ id }: ById, page: PageArgs, context: Context) => contactsIn(context, { beatId: id }, page),
  },
  Incident: {
    __resolveReference: ({ id }: ById) => ({ id }),
    followUps: ({ id }: ById, _: object, { table }: Context) =>
      table(followUpQueue, 'followup')
        .list({
          where: { incidentId: id },
          orderBy: [{ column: 'dueAt' }],
          first: INCIDENT_FOLLOW_UPS_MAX,
        })
        .rows.map(({ row }) => row),
  },
  Contact: {
    __resolveReference: ({ id }: ById, { table }: Context) => table(contacts, 'contact').get(id),
    entity: ({ entity }: ContactRow) => ({ code: entity }),
    municipality: ({ municipality }: ContactRow) => ({ cvegeo: municipality }),
    beat: ({ beatId }: ContactRow) => beatId && { id: beatId },
    durationSeconds: ({ durationS }: ContactRow) => durationS,
    officers: ({ officerIds }: ContactRow) => officerIds.map((id) => ({ id })),
    topics: ({ topicCodes }: ContactRow) => topicCodes.map(topicOf),
    point({ point }: ContactRow, _: object, { field }: Context) {
      field('Contact.point');
      return point;
    },
  },
  FollowUp: {
    __resolveReference: ({ id }: ById, { table }: Context) => table(followUpQueue, 'followup').get(id),
    incident: ({ incidentId }: FollowUpRow) => ({ id: incidentId }),
    entity: ({ entity }: FollowUpRow) => ({ code: entity }),
    municipality: ({ municipality }: FollowUpRow) => ({ cvegeo: municipality }),
    beat: ({ beatId }: FollowUpRow) => beatId && { id: beatId },
    overdue: ({ status, dueAt }: FollowUpRow, _: object, { cut }: Context) =>
      OPEN_STATUSES.includes(status) && dueAt.ms <= cut.clock,
    attemptDays: ({ attemptDays }: FollowUpRow) => attemptDays.length,
  },
  ContactConnection: connectionResolvers,
  FollowUpConnection: connectionResolvers,
  ContactFiguresRow: { followUpsOverdue, lastEventAt },
};

interface Place {
  readonly entity?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  readonly beatId?: string | null | undefined;
}

function contactsIn({ table }: Context, place: Place, page: PageArgs) {
  const newestFirst = [{ column: 'contactedAt', desc: true }] as const;
  return connectionOf(table(contacts, 'contact'), present(place), newestFirst, page);
}

/** A condition that was left out restricts nothing. */
function present({ entity, municipality, beatId }: Place) {
  return {
    entity: entity ?? undefined,
    municipality: municipality ?? undefined,
    beatId: beatId ?? undefined,
  };
}
