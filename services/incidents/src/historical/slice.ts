import { edgeOf, type Slice } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { recordHistoricalIncidents } from './bulk.ts';
import { historical } from './historical.ts';

/** Past incidents as historical ones; they are on the board of incidents. */
export const historicalSlice: Slice<Places> = {
  aggregate: historical,
  edge: edgeOf<Places>()({
    aggregate: historical,
    ...{ type: 'Incident', field: 'incident', model: incidentBoard, kind: 'historical' },
    history: null,
    lookUps: {},
    byHand: ['RecordHistoricalIncident'],
  }),
  resolvers: ({ resources: places }) =>
    ({
      Mutation: {
        recordHistoricalIncidents: (_, { input }, context) =>
          recordHistoricalIncidents(input.items, context, places),
      },
    }) satisfies SliceResolvers,
};
