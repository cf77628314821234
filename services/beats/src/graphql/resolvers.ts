import type { ResolverMap } from '@proximidad/service';
import type { BeatsDependencies } from '../own.ts';
import { changes } from './changes.ts';
import { duty, unitStatus } from './duty.ts';
import { positions } from './positions.ts';
import { queries } from './queries.ts';
import { belongings, territory } from './territory.ts';
import { accepted, views } from './views.ts';

/** The subgraph in one screen. */
export const resolvers = (deps: BeatsDependencies): ResolverMap => ({
  Query: queries,
  Mutation: {
    ...territory(deps),
    ...belongings(deps),
    ...unitStatus(deps),
    ...duty(deps),
    ...positions(deps),
  },
  ...views(deps),
  ...changes,
  ...accepted,
});
