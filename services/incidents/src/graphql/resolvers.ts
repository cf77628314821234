import type { Context, Dependencies, ResolverMap } from '@proximidad/service';
import type { Places } from '../places.ts';
import { callMutations } from './call-mutations.ts';
import { changes } from './changes.ts';
import { recordHistoricalIncidents } from './history.ts';
import { incidentMutations } from './incident-mutations.ts';
import { queries } from './queries.ts';
import type { MutationRecordHistoricalIncidentsArgs } from './schema.gen.ts';
import { accepted } from './telling.ts';
import { views } from './views.ts';

/** The subgraph on one screen. */
export const resolvers = ({ log, own: places }: Dependencies<Places>): ResolverMap => ({
  Query: queries,
  Mutation: {
    ...callMutations(log),
    ...incidentMutations(log, places),
    recordHistoricalIncidents: (
      _: unknown,
      { input }: MutationRecordHistoricalIncidentsArgs,
      context: Context,
    ) => recordHistoricalIncidents(input.items, context, places),
  },
  ...views,
  ...changes,
  ...accepted,
});
