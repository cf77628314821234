import { type CarriedOver, carriedOn, type ModelBasis } from '@proximidad/contracts';
import { type By, closedList, type Instant, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import type { Exit } from './exits.ts';
import {
  type AdvanceReason,
  type ClosureReason,
  type RegressReason,
  territoryPhase,
} from './territory-phase.ts';

export const PhaseAct = closedList(
  'TerritoryPhaseAct',
  { ENTERED: 'In its turn.', REGRESSED: 'Back from a later phase.' },
  'How a territory came into a phase.',
);

/** A territory in a phase, until the next act. */
export interface PhaseRow {
  readonly beatId: string;
  readonly municipality: string;
  readonly phase: string;
  readonly act: z.infer<typeof PhaseAct>;
  readonly lead: string;
  readonly exitCriteria: readonly string[];
  /** How the exit criteria of the phase before stood when it was entered. */
  readonly exits: readonly Exit[];
  readonly advanceReason: z.infer<typeof AdvanceReason> | null;
  readonly regressReason: z.infer<typeof RegressReason> | null;
  readonly from: Instant;
  readonly until: Instant | null;
  /** Set where it was the last phase and the territory was closed. */
  readonly closureReason: z.infer<typeof ClosureReason> | null;
  readonly absorbedBy: string | null;
  readonly basis: ModelBasis;
  readonly carriedOver: readonly CarriedOver[];
  readonly by: By;
}

export interface TerritoryRow {
  readonly id: string;
  readonly beatId: string;
  readonly entity: string;
  readonly municipality: string;
  /** Earliest first. */
  readonly phases: readonly PhaseRow[];
}

/** The phases each territory has been in. */
export const territories = readModel<TerritoryRow>()({
  name: 'territories',
  version: 3,
  of: [territoryPhase],
  columns: { entity: 'text', municipality: 'text', beatId: 'text' },
  project(row, event, { id, entity, by }) {
    const { beatId, municipality } = event;
    const before = row?.phases ?? [];
    const whole = (phases: readonly PhaseRow[]) => ({ id, beatId, entity, municipality, phases });
    const ended = (until: Instant, end: Pick<PhaseRow, 'closureReason' | 'absorbedBy'>) =>
      before.map((each) => (each.until === null ? { ...each, until, ...end } : each));
    switch (event.type) {
      case 'TerritoryPhaseEntered':
      case 'TerritoryPhaseRegressed': {
        const { phase, lead, exitCriteria, basis, from } = event;
        const how =
          event.type === 'TerritoryPhaseEntered'
            ? { exits: event.exits, advanceReason: event.advanceReason, regressReason: null }
            : { exits: [], advanceReason: null, regressReason: event.reason };
        const act = event.type === 'TerritoryPhaseEntered' ? ('ENTERED' as const) : ('REGRESSED' as const);
        const open = { until: null, closureReason: null, absorbedBy: null };
        const entered = { act, phase, lead, exitCriteria, basis, from, carriedOver: [], ...how, ...open, by };
        const followed = ended(from, { closureReason: null, absorbedBy: null });
        return whole([...followed, { ...entered, beatId, municipality }]);
      }
      case 'TerritoryClosed':
        return whole(ended(event.until, { closureReason: event.reason, absorbedBy: event.absorbedBy }));
      case 'TerritoryPhaseCarriedOver':
        return whole(
          before.map((each) =>
            each.until === null ? { ...each, carriedOver: carriedOn(each, event) } : each,
          ),
        );
    }
  },
});

/** The phase at a moment, Unix milliseconds; today's if omitted, since nothing is recorded ahead. */
export function phaseAt({ phases }: Pick<TerritoryRow, 'phases'>, ms = Number.POSITIVE_INFINITY) {
  return phases.find(({ from, until }) => from.ms <= ms && (until === null || ms < until.ms));
}
