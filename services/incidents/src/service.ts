import { geographyNoted, serviceOf } from '@proximidad/edge';
import { openPlaces, type Places } from './beat-boundary/places.ts';
import { beatBoundarySlice } from './beat-boundary/slice.ts';
import { callSlice } from './call/slice.ts';
import { breakGlassSlice } from './break-glass/slice.ts';
import { crewSlice } from './crew/slice.ts';
import { deviceSlice } from './device/slice.ts';
import { descriptionSlice } from './description/slice.ts';
import { incidentFigures } from './figures.ts';
import { historicalSlice } from './historical/slice.ts';
import { incidentSlice } from './incident/slice.ts';
import { knownUnitSlice } from './known-unit/slice.ts';
import { monthlyCutSlice } from './monthly-cut/slice.ts';
import { involvedSlice } from './involved/slice.ts';
import { needToKnowSlice } from './need-to-know/slice.ts';
import { notedProfileSlice } from './noted-profile.ts';
import { notedAgreementSlice } from './noted-agreement/slice.ts';
import { responseFigures } from './response-figures.ts';
import { spanOf } from './span.ts';
import { retiredUnitSlice } from './retired-unit/slice.ts';
import type { SliceResolvers } from './schema.gen.ts';
import { vehicleSlice } from './vehicle/slice.ts';

/** What happened: calls, incidents and their dispatches, and past incidents as historical ones. */
export const definition = serviceOf<Places>({
  name: 'incidents',
  schema: new URL('./schema.graphql', import.meta.url),
  slices: [
    ...[incidentSlice, callSlice, historicalSlice, descriptionSlice],
    ...[involvedSlice, vehicleSlice, deviceSlice],
    ...[beatBoundarySlice, knownUnitSlice, retiredUnitSlice, crewSlice, notedAgreementSlice, needToKnowSlice],
    ...[breakGlassSlice, monthlyCutSlice],
    geographyNoted('incidentsgeography'),
    notedProfileSlice,
  ],
  opened: ({ readModels }) => openPlaces(readModels),
  resolvers: () => figures,
});

const figures = {
  Query: {
    incidentFigures: (_, _args, context) => incidentFigures(context),
    responseFigures: (_, args, context) =>
      responseFigures(spanOf(args, ['incident', 'call'], context), context),
  },
} satisfies SliceResolvers;
