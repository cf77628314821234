import { type Between, betweenOf, changesConnection, type Context, type PageArgs } from '@proximidad/service';
import { enrolments } from '../domain/enrolments.ts';
import { officers } from '../domain/officers.ts';

const PLACED = ['entity', 'municipality'] as const;

/** What became of officers' files and of courses attended between two cuts. */
export const changes = {
  ChangesBetween: {
    __resolveReference: betweenOf,
    officers: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(
        context,
        between,
        { table: context.table(officers, 'officer'), placedBy: PLACED },
        page,
      ),
    enrolments: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(
        context,
        between,
        {
          table: context.table(enrolments, 'enrolment'),
          placedBy: PLACED,
          over: ({ status }) => status !== 'ENROLLED',
        },
        page,
      ),
  },
};
