import { type Between, betweenOf, changesConnection, type Context, type PageArgs } from '@proximidad/service';
import { contacts } from '../domain/contacts.ts';
import { followUpQueue, OPEN_STATUSES } from '../domain/follow-up-queue.ts';

const PLACED = ['entity', 'municipality', 'beatId'] as const;

/** What became of contacts and follow-ups between two cuts. */
export const changes = {
  ChangesBetween: {
    __resolveReference: betweenOf,
    contacts: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(
        context,
        between,
        { table: context.table(contacts, 'contact'), placedBy: PLACED },
        page,
      ),
    followUps: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(
        context,
        between,
        {
          table: context.table(followUpQueue, 'followup'),
          placedBy: PLACED,
          over: ({ status }) => !OPEN_STATUSES.includes(status),
        },
        page,
      ),
  },
};
