import { type Between, betweenOf, changesConnection, type Context, type PageArgs } from '@proximidad/service';
import { beatsSeen, dutiesSeen, shiftsSeen, unitsSeen } from './views.ts';

const PLACED = ['entity', 'municipality', 'beatId'] as const;

/** What became of the map, the units, the shifts and the duties between two cuts. */
export const changes = {
  ChangesBetween: {
    __resolveReference: betweenOf,
    beats: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(
        context,
        between,
        {
          table: beatsSeen(context),
          placedBy: ['entity', 'municipality'],
          keyOfBeat: true,
          over: ({ status }) => status === 'CLOSED',
        },
        page,
      ),
    units: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(context, between, { table: unitsSeen(context), placedBy: PLACED }, page),
    shifts: (between: Between, page: PageArgs, context: Context) =>
      changesConnection(context, between, { table: shiftsSeen(context), placedBy: PLACED }, page),
    duties(between: Between, page: PageArgs, context: Context) {
      context.field('Officer.duty');
      return changesConnection(
        context,
        between,
        {
          table: dutiesSeen(context),
          placedBy: ['entity', 'municipality'],
          counts: ({ startedAt }) => startedAt !== null,
          over: ({ onDuty }) => !onDuty,
        },
        page,
      );
    },
  },
};
