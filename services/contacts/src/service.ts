import { geographyNoted, serviceOf } from '@proximidad/edge';
import { type AreaIndex, openAreaIndex } from './contact-area/area-index.ts';
import { commitmentSlice } from './commitment/slice.ts';
import { contactAreaSlice } from './contact-area/slice.ts';
import { contactSlice } from './contact/slice.ts';
import { contactFigures, followUpsOverdue, lastEventAt } from './figures.ts';
import { followUpSlice } from './follow-up/slice.ts';
import { notedProfileSlice } from './noted-profile.ts';
import { contactPersonSlice } from './person/slice.ts';
import { victimSlice } from './victim/slice.ts';
import type { SliceResolvers } from './schema.gen.ts';

/** Who spoke with whom, what victims are owed, and what was promised. */
export const definition = serviceOf<AreaIndex>({
  name: 'contacts',
  schema: new URL('./schema.graphql', import.meta.url),
  slices: [
    contactSlice,
    followUpSlice,
    commitmentSlice,
    contactAreaSlice,
    notedProfileSlice,
    victimSlice,
    contactPersonSlice,
    geographyNoted('contactsgeography'),
  ],
  opened: ({ readModels }) => openAreaIndex(readModels),
  resolvers: () => figures,
});

const figures = {
  Query: { contactFigures: (_, _args, context) => contactFigures(context) },
  ContactFiguresRow: { followUpsOverdue, lastEventAt },
} satisfies SliceResolvers;
