import { type Dependencies, type Due, geographyNoted, openCarryingOver, serviceOf } from '@proximidad/edge';
import { type AreaIndex, openAreaIndex } from './contact-area/area-index.ts';
import { commitmentSlice } from './commitment/slice.ts';
import { contactAreaSlice } from './contact-area/slice.ts';
import { contactSlice } from './contact/slice.ts';
import { contactFigures, followUpsOverdue, lastEventAt } from './figures.ts';
import { followUpSlice } from './follow-up/slice.ts';
import { linksIn, notedProfileSlice } from './noted-profile.ts';
import { openItems } from './open-items.ts';
import { contactPersonSlice } from './person/slice.ts';
import { victimSlice } from './victim/slice.ts';
import type { SliceResolvers } from './schema.gen.ts';

interface Opened extends AreaIndex {
  /** Remembers how far it has come through the open items. */
  readonly carryingOver: (deps: Dependencies<Opened>, now: number) => Iterable<Due>;
}

/** Who spoke with whom, what victims are owed, and what was promised. */
export const definition = serviceOf<Opened>({
  name: 'contacts',
  schema: new URL('./schema.graphql', import.meta.url),
  slices: [
    contactSlice,
    followUpSlice,
    commitmentSlice,
    contactAreaSlice,
    victimSlice,
    contactPersonSlice,
    geographyNoted('contactsgeography'),
    // Last, so that work with a term of its own does not wait for a whole state to be carried over.
    { ...notedProfileSlice, due: (deps, now) => deps.resources.carryingOver(deps, now) },
  ],
  opened: ({ readModels }): Opened => ({
    ...openAreaIndex(readModels),
    carryingOver: openCarryingOver(openItems, linksIn),
  }),
  resolvers: () => figures,
});

const figures = {
  Query: { contactFigures: (_, _args, context) => contactFigures(context) },
  ContactFiguresRow: { followUpsOverdue, lastEventAt },
} satisfies SliceResolvers;
