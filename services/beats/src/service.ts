import { geographyNoted, serviceOf } from '@proximidad/edge';
import { beatOwnerSlice } from './beat-owner/slice.ts';
import { beatShiftSlice } from './beat-shift/slice.ts';
import { beatStudySlice } from './beat-study/slice.ts';
import { beatSlice } from './beat/slice.ts';
import { coverageSlice } from './coverage/slice.ts';
import { eligibilitySlice } from './eligibility/slice.ts';
import { presenceFigures } from './figures.ts';
import { officerDutySlice } from './officer-duty/slice.ts';
import { jointPatrolSlice } from './joint-patrol/slice.ts';
import { notedAgreementSlice } from './noted-agreement/slice.ts';
import { notedProfileSlice } from './noted-profile/noted-profiles.ts';
import { plannedActionSlice } from './planned-action/slice.ts';
import { problemSlice } from './problem/slice.ts';
import { openResources, type Resources } from './resources.ts';
import { rankingSlice } from './ranking/slice.ts';
import type { SliceResolvers } from './schema.gen.ts';
import { territoryPhaseSlice } from './territory-phase/slice.ts';
import { unitLogSlice } from './unit-log/slice.ts';
import { unitSlice } from './unit/slice.ts';

/** Where, and who is on duty: territory, units, shifts, duty, and who could go to an incident. */
export const definition = serviceOf<Resources>({
  name: 'beats',
  schema: new URL('./schema.graphql', import.meta.url),
  slices: [
    beatSlice,
    unitSlice,
    unitLogSlice,
    beatStudySlice,
    beatShiftSlice,
    beatOwnerSlice,
    plannedActionSlice,
    jointPatrolSlice,
    coverageSlice,
    territoryPhaseSlice,
    problemSlice,
    officerDutySlice,
    eligibilitySlice,
    notedAgreementSlice,
    notedProfileSlice,
    rankingSlice,
    geographyNoted('beatsgeography'),
  ],
  opened: openResources,
  resolvers: () => figures,
});

const figures = {
  Query: { presenceFigures: (_, _args, context) => presenceFigures(context) },
} satisfies SliceResolvers;
