import { serviceOf, type SlicedDefinition } from '@proximidad/edge';
import { accessLogResolvers } from './access/access-log.ts';
import { accessSlice } from './access/slice.ts';
import { changesResolvers } from './changes/resolvers.ts';
import { operationsResolvers } from './operations/resolvers.ts';
import { pictureResolvers } from './picture/resolvers.ts';
import { headOf } from './head.ts';
import { decreesOf, learning } from './places/decreed.ts';
import { placeResolvers } from './places/resolvers.ts';
import type { NationHost, NationResources } from './resources.ts';
import { sourceSlice } from './source/slice.ts';

/** The nation as a whole: whose systems are heard, whose access has ended, and what all services know together. */
export const definition = serviceOf<NationResources>({
  name: 'nation',
  schema: new URL('./schema.graphql', import.meta.url),
  slices: [sourceSlice, accessSlice],
  resolvers: (deps) => [
    placeResolvers,
    accessLogResolvers,
    pictureResolvers(deps),
    changesResolvers(deps),
    operationsResolvers(deps),
  ],
});

/** The service with what the gateway passes to it: hosted in its process, with its own streams, read models, ticker and passports. */
export function nationService(host: NationHost): SlicedDefinition<NationResources> {
  const decrees = decreesOf(host);
  return {
    ...definition,
    decreed: (_, cvegeo) => decrees.known(cvegeo),
    resolvers: (deps) =>
      learning(definition.resolvers(deps), async (municipality, { subject, note }) => {
        const cut = { position: await headOf(deps), clock: deps.now() };
        return decrees.learn(municipality, { subject, note, cut });
      }),
    opened: ({ readModels, now }) => ({
      ...host,
      openedAt: now(),
      logId: () => readModels.checkpoint.log ?? NO_LOG,
    }),
  };
}

/** Stands for the log until the projector has identified it. */
const NO_LOG = '00000000-0000-0000-0000-000000000000';
