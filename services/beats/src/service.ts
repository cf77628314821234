import { type Dependencies, type Due, geographyNoted, openCarryingOver, serviceOf } from '@proximidad/edge';
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
import { linksIn, notedProfileSlice } from './noted-profile/noted-profiles.ts';
import { openItems } from './noted-profile/open-items.ts';
import { plannedActionSlice } from './planned-action/slice.ts';
import { problemSlice } from './problem/slice.ts';
import { openResources, type Resources } from './resources.ts';
import { rankingSlice } from './ranking/slice.ts';
import type { SliceResolvers } from './schema.gen.ts';
import { territoryPhaseSlice } from './territory-phase/slice.ts';
import { unitLogSlice } from './unit-log/slice.ts';
import { unitSlice } from './unit/slice.ts';

interface Opened extends Resources {
  /** Remembers how far it has come through the open items. */
  readonly carryingOver: (deps: Dependencies<Opened>, now: number) => Iterable<Due>;
}

/** Territory and who is on duty there: beats, units, shifts, duties, and units that could go to an incident. */
export const definition = serviceOf<Opened>({
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
    rankingSlice,
    geographyNoted('beatsgeography'),
    // Last, so that work with a term of its own does not wait for a whole state to be carried over.
    { ...notedProfileSlice, due: (deps, now) => deps.resources.carryingOver(deps, now) },
  ],
  opened: (deps): Opened => ({
    ...openResources(deps),
    carryingOver: openCarryingOver(openItems, linksIn),
  }),
  resolvers: () => figures,
});

const figures = {
  Query: { presenceFigures: (_, _args, context) => presenceFigures(context) },
} satisfies SliceResolvers;
