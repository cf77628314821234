import type { ModelProfile } from '@proximidad/catalogues';
import { type BeatPresenceRow } from '../beat/beat-presence.ts';
import { presenceIn } from '../beat/emptiness.ts';
import { WORKING } from '../unit-log/unit-log.ts';
import type { DemandRow } from './demands.ts';
import type { CoverageGap, Quantity } from './formula.ts';

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** What is recorded about a beat at a moment. */
export interface BeatNow {
  readonly ms: number;
  readonly population: number | null;
  readonly presence: BeatPresenceRow;
  /** The kind of each unit in it. */
  readonly kindOf: (unitId: string) => string | undefined;
  readonly demand: DemandRow | undefined;
  readonly owned: boolean;
  /** Police in its running shifts. */
  readonly police: () => number;
  /** Of the actions planned for it whose time ended in the last 24 hours. */
  readonly actions: () => { readonly done: number; readonly due: number };
  readonly shift: () => { readonly startsAtMs: number; readonly endsAtMs: number } | undefined;
}

/** How much of a quantity a beat has, or why that is unknown. */
export function amountOf(quantity: Quantity, beat: BeatNow, model: ModelProfile): number | CoverageGap {
  const { presence, ms, demand } = beat;
  switch (quantity) {
    case 'UNITS':
      return equivalentUnits(beat, model);
    case 'SET':
      return demand?.unit === model.supplyDemand.unit ? demand.amount : 'NO_DEMAND';
    case 'HOURS_OF_A_DAY': {
      const told = presenceIn(presence, { startsAtMs: ms - DAY_MS, endsAtMs: ms }, null, ms);
      return told ? told.presentMinutes / 60 : 'NO_PRESENCE';
    }
    case 'HOURS_OF_THE_SHIFT': {
      const shift = beat.shift();
      if (!shift) return 'NO_SHIFT';
      const told = presenceIn(presence, shift, null, ms);
      return told ? told.presentMinutes / 60 : 'NO_PRESENCE';
    }
    case 'HOURS_ASKED_OF_THE_SHIFT': {
      const shift = beat.shift();
      const { minHoursPerBeatShift: hours } = model.presence;
      if (!shift || hours === null) return 'NO_SHIFT';
      return (hours * (ms - shift.startsAtMs)) / (shift.endsAtMs - shift.startsAtMs);
    }
    case 'POLICE':
      return beat.police();
    case 'PEOPLE':
      return beat.population ?? 'NO_POPULATION';
    case 'OWNED':
      return beat.owned ? 1 : 0;
    case 'BEAT':
      return 1;
    case 'ACTIONS_DONE':
      return beat.actions().done;
    case 'ACTIONS_OWED':
      return beat.actions().due;
  }
}

/** Working units in it, each weighted as the model weights its kind. */
function equivalentUnits({ presence, kindOf }: BeatNow, { codes }: ModelProfile): number | CoverageGap {
  let sum = 0;
  for (const [unitId, { status }] of Object.entries(presence.units)) {
    if (!WORKING.includes(status)) continue;
    const kind = kindOf(unitId);
    const { equivalence = null } = codes.unitKinds.find(({ code }) => code === kind) ?? {};
    if (equivalence === null) return 'NO_EQUIVALENCE';
    sum += equivalence;
  }
  return sum;
}
