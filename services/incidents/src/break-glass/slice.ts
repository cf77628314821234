import { connectionOf, edgeOf, type Slice } from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { breakGlass } from './break-glass.ts';
import { brokenGlass } from './broken-glass.ts';

/** Sealed data opened outside a person's task: on their own word, for a short time, and visible at once. */
export const breakGlassSlice: Slice<Places> = {
  aggregate: breakGlass,
  readModels: [brokenGlass],
  feeds: { BrokenGlass: { model: brokenGlass, kind: 'breakglass' } },
  edge: edgeOf<Places>()({
    aggregate: breakGlass,
    ...{ type: 'Incident', field: 'incident', id: 'incidentId', history: null },
    ...{ model: incidentBoard, kind: 'incident' },
    // The person who broke the glass may open the data at once.
    settles: true,
    lookUps: {
      BreakGlass: ({ row, context: { subject, now } }) =>
        row && !row.historical ? { found: { subject: subject.id, now: now() } } : refuse('IncidentNotFound'),
    },
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  Query: {
    brokenGlass: (_, { entity, ...page }, { table }) =>
      connectionOf(
        table(brokenGlass, 'breakglass'),
        { entity: entity ?? undefined },
        [{ column: 'lastAt', desc: true }],
        page,
      ),
    brokenGlassOf: (_, { id }, { table }) => table(brokenGlass, 'breakglass').get(id),
  },
  BrokenGlass: {
    __resolveReference: ({ id }, { table }) => table(brokenGlass, 'breakglass').get(id),
    entity: ({ entity }) => ({ code: entity }),
    incident: ({ id }, _, { table }) => table(incidentBoard, 'incident').get(id),
  },
} satisfies SliceResolvers;
