import { parseDateTime } from '@proximidad/eventsourcing';
import { type Between, betweenOf, changesConnection, type Context, type PageArgs } from '@proximidad/service';
import type { CallRow } from '../domain/calls.ts';
import type { ChangesBetweenIncidentsArgs } from './schema.gen.ts';
import { callsSeen, incidentsSeen } from './views.ts';

/** What became of incidents and calls between two cuts. */
export const changes = {
  ChangesBetween: {
    __resolveReference: betweenOf,
    incidents(
      between: Between,
      { occurredFrom, occurredTo, ...page }: ChangesBetweenIncidentsArgs,
      context: Context,
    ) {
      const occurredAt = {
        gte: occurredFrom ? parseDateTime(occurredFrom).ms : undefined,
        lt: occurredTo ? parseDateTime(occurredTo).ms : undefined,
      };
      const incidents = {
        table: incidentsSeen(context),
        placedBy: ['entity', 'municipality', 'beatId'],
        where: { occurredAt },
        over: ({ open }: { readonly open: boolean }) => !open,
      } as const;
      return changesConnection(context, between, incidents, page);
    },
    calls: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(
        context,
        between,
        { table: callsSeen(context), placedBy: ['entity', 'municipality'], over: isSettled },
        page,
      ),
  },
};

/** Nobody has to do anything about the call any more. */
function isSettled({ status }: CallRow): boolean {
  return status !== 'RECEIVED' && status !== 'CLASSIFIED';
}
