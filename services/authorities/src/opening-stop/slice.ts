import { connectionOf, edgeOf, type Slice } from '@proximidad/edge';
import type { CarryingOut } from '../kept-person/carrying-out.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { openingStop } from './opening-stop.ts';
import { openingStops } from './opening-stops.ts';

/** Stops of people who were opening sealed data: seen at once by those responsible for the place. */
export const openingStopSlice: Slice<CarryingOut> = {
  aggregate: openingStop,
  readModels: [openingStops],
  feeds: { OpeningStop: { model: openingStops, kind: 'openingstop' } },
  edge: edgeOf<CarryingOut>()({
    aggregate: openingStop,
    ...{ type: 'OpeningStop', field: 'openingStop', id: 'openingStopId' },
    ...{ model: openingStops, kind: 'openingstop' },
    lookUps: {
      AcknowledgeStop: ({ context: { subject, now } }) => ({
        found: { by: subject.id, person: subject.person ?? null, now: now() },
      }),
    },
  }),
  resolvers: () => resolvers,
};

const resolvers = {
  Query: {
    openingStops: (_, { entity, waiting, ...page }, { table }) =>
      connectionOf(
        table(openingStops, 'openingstop'),
        { entity: entity ?? undefined, waiting: waiting ?? undefined },
        [{ column: 'stoppedAt', desc: true }],
        page,
      ),
  },
  OpeningStop: {
    __resolveReference: ({ id }, { table }) => table(openingStops, 'openingstop').get(id),
    entity: ({ entity }) => ({ code: entity }),
    actor: ({ subject }) => subject,
    actingAs: ({ role }) => role,
    number: ({ note }) => note,
  },
} satisfies SliceResolvers;
