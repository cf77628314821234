import type { DayOfRest } from '@proximidad/catalogues';
import { serviceOf } from '@proximidad/edge';
import { adoptionSlice } from './adoption/slice.ts';
import { agreementSlice } from './agreement/slice.ts';
import { authoritySlice } from './authority/slice.ts';
import { bodySlice } from './body/slice.ts';
import { catalogueResolvers } from './catalogue/resolvers.ts';
import { dataRequestSlice, type OwnCalendar } from './data-request/slice.ts';
import { geographySlice } from './geography/slice.ts';
import { type CarryingOut, carryOut } from './kept-person/carrying-out.ts';
import { keptPersonSlice } from './kept-person/slice.ts';
import { guideResolvers } from './guide/resolvers.ts';
import { liaisonSlice } from './liaison/slice.ts';
import { openingStopSlice } from './opening-stop/slice.ts';
import { profileSlice } from './profile/slice.ts';
import { sessionSlice } from './session/slice.ts';

/** Institutions, their agreements, who represents them where, and which policing model governs; and decisions about persons. */
export const definitionWith = (rests: () => readonly DayOfRest[]) =>
  serviceOf<CarryingOut & OwnCalendar>({
    name: 'authorities',
    schema: new URL('./schema.graphql', import.meta.url),
    slices: [
      ...[authoritySlice, bodySlice, sessionSlice, agreementSlice, liaisonSlice],
      ...[profileSlice, adoptionSlice, geographySlice, keptPersonSlice, dataRequestSlice],
      openingStopSlice,
    ],
    opened: (deps) => ({ ...carryOut(deps), rests: rests() }),
    resolvers: () => ({ Query: { ...catalogueResolvers.Query, ...guideResolvers.Query } }),
  });

/** For a site that has no days of rest besides the law's. */
export const definition = definitionWith(() => []);
