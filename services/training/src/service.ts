import { serviceOf } from '@proximidad/edge';
import { courseSlice } from './course/slice.ts';
import { dossierSlice } from './dossier/slice.ts';
import { enrolmentSlice } from './enrolment/slice.ts';
import { certified, certifiedShare, lastEventAt, trainingFigures } from './figures.ts';
import { notedProfileSlice } from './noted-profile.ts';
import type { SliceResolvers } from './schema.gen.ts';

/** Training: courses, what officers learned, and the certificates they hold. */
export const definition = serviceOf({
  name: 'training',
  schema: new URL('./schema.graphql', import.meta.url),
  slices: [courseSlice, dossierSlice, enrolmentSlice, notedProfileSlice],
  resolvers: () => figures,
});

const figures = {
  Query: { trainingFigures: (_, _args, context) => trainingFigures(context) },
  TrainingFiguresRow: { certified, certifiedShare, lastEventAt },
} satisfies SliceResolvers;
