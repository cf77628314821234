import { Cvegeo, ModelCode } from '@proximidad/catalogues';
import {
  AuthorityCode,
  basisOf,
  CarriedOver,
  follows,
  type Governing,
  type CameUnder,
  cameUnder,
  ModelBasis,
  ModelChange,
} from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
  PublicId,
  usually,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { CRITERION_LENGTH_MAX, Exit, exitsOf, type Measured } from './exits.ts';

// ---- words --------------------------------------------------------------------

const CRITERIA_MAX = 20;
/** Phases entered, gone back to and closed, of one territory. */
export const PHASE_CHANGES_MAX = 200;

export const RegressReason = closedList(
  'PhaseRegressReason',
  {
    CRITERIA_LOST: 'What had been achieved no longer holds.',
    VIOLENCE_RETURNED: 'Armed violence came back.',
    FORCE_WITHDRAWN: 'The force that led it is no longer there.',
    ENTERED_BY_MISTAKE: 'The phase should never have been entered.',
  },
  'Why a territory goes back to an earlier phase.',
);
export const ClosureReason = closedList(
  'TerritoryClosureReason',
  {
    ABSORBED: 'Another territory took it in.',
    EXTINGUISHED: 'It was given up.',
    COMPLETED: 'Its last phase is over, and ordinary service takes over.',
    ENTERED_BY_MISTAKE: 'It should never have gone through phases.',
  },
  'Why a territory no longer goes through phases.',
);
export const AdvanceReason = closedList(
  'PhaseAdvanceReason',
  {
    ORDERED: 'Whoever answers for the programme ordered it.',
    DELAY_ENDANGERS: 'Staying would put people in danger.',
    RECORD_BEHIND: 'The record is late, or measures wrongly.',
  },
  'Why a territory enters the next phase although not all exit criteria of the one before hold.',
);
const Criterion = z.string().min(1).max(CRITERION_LENGTH_MAX);
const Criteria = z.array(Criterion).max(CRITERIA_MAX);

// ---- events -------------------------------------------------------------------

const about = { beatId: PublicId, municipality: Cvegeo };
const entered = {
  ...about,
  phase: ModelCode,
  /** The phase before it; null for the first phase of a territory. */
  after: ModelCode.nullable(),
  lead: AuthorityCode,
  /** What has to hold before the next phase: some of the indicators of the model. */
  exitCriteria: Criteria,
  basis: ModelBasis,
  from: Instant,
};

/** How the criteria stood was not kept at first: whoever decided stated that all of them held. */
function byWord(first: object) {
  return { ...first, exits: [], advanceReason: null };
}

export const territoryPhaseEvents = eventFamily({
  TerritoryPhaseEntered: {
    version: 2,
    upcast: { 1: byWord },
    schema: z.object({
      ...entered,
      /** How the exit criteria of the phase before stood. */
      exits: z.array(Exit).max(CRITERIA_MAX),
      /** Why it was entered although not all of them held. */
      advanceReason: AdvanceReason.nullable(),
    }),
  },
  TerritoryPhaseRegressed: { version: 1, schema: z.object({ ...entered, reason: RegressReason }) },
  TerritoryClosed: {
    version: 1,
    schema: z.object({
      ...about,
      phase: ModelCode,
      reason: ClosureReason,
      absorbedBy: PublicId.nullable(),
      until: Instant,
    }),
  },
  TerritoryPhaseCarriedOver: { version: 1, schema: CarriedOver.extend(about) },
});
export type TerritoryPhaseEvent = EventOf<typeof territoryPhaseEvents>;

// ---- commands -----------------------------------------------------------------

export interface TerritoryPhase {
  /** Null before the first phase, and once closed. */
  readonly phase: string | null;
  readonly exitCriteria: readonly string[];
  readonly lastMs: number;
  readonly changes: number;
  readonly under: CameUnder | null;
}

export function territoryPhaseId(beatId: string): string {
  return idFor(entityOf(beatId), 'territoryphase', beatId);
}

const { command, internal } = commandsOf<TerritoryPhase>();

const going = {
  beatId: PublicId.describe('The territory; from the time of the command on.'),
  phase: ModelCode.describe('One of `territory.phases` of the model.'),
  lead: AuthorityCode.describe('The code of the authority that leads in it.'),
  exitCriteria: usually(Criteria, []).describe(
    'What has to hold before the next phase: indicators of the model (`kpis`), at most 20.',
  ),
};
const entering = {
  ...going,
  met: usually(Criteria, []).describe(
    'Which exit criteria of the phase before hold. Where the model sets a threshold, the record decides.',
  ),
  advanceReason: optional(AdvanceReason).describe('Why it goes on; needed when not all of them hold.'),
};
const regressing = { ...going, reason: RegressReason.describe('Why.') };
const closing = {
  beatId: PublicId.describe('The territory; until the time of the command.'),
  reason: ClosureReason.describe('Why.'),
  absorbedBy: optional(PublicId).describe('The beat that took it in, if one did.'),
};

interface Considered {
  readonly municipality: string;
  /** Whether the beat was on the map then. */
  readonly beatActive: boolean;
  readonly governing: Governing;
}
interface Gauged extends Considered {
  /** The values by the record of the criteria for which the model sets a threshold. */
  readonly measured: readonly Measured[];
}
interface Timed {
  readonly at: Instant;
}

/** A territory that goes through phases, in models that have them. Id: beat. */
export const territoryPhase = aggregate({
  category: 'territoryphase',
  events: territoryPhaseEvents,
  initialState: {
    ...{ phase: null, exitCriteria: [], lastMs: Number.NEGATIVE_INFINITY, changes: 0, under: null },
  } as TerritoryPhase,
  commands: {
    EnterPhase: command({
      doc: 'A territory enters the first phase of the model that governs it, or the next one once the exit criteria hold or for a reason; records who leads there. Refused with PhasesNotInModel, PhaseNotNext, CriteriaMissing or CriterionNotMet (BR-B15), CriterionNotInModel, BeatNotFound, BeatClosed, NotAfterTheLast or RecordFull.',
      mayExecute: ['commander'],
      on: 'beat',
      addresses: 'natural',
      input: entering,
      finds: looksUp<Gauged>(),
      decide: enter,
    }),
    RegressPhase: command({
      doc: 'A territory goes back to an earlier phase; records who leads there. Refused with PhasesNotInModel, RegressionNotInModel, NotInPhase, PhaseNotEarlier or CriteriaMissing (BR-B15), CriterionNotInModel, BeatNotFound, BeatClosed, NotAfterTheLast or RecordFull.',
      mayExecute: ['commander'],
      on: 'beat',
      addresses: 'natural',
      input: regressing,
      finds: looksUp<Considered>(),
      decide: regress,
    }),
    CloseTerritory: command({
      doc: 'A territory no longer goes through phases; it may begin again later. Refused with NotInPhase or ClosureNotInModel (BR-B15), BeatNotFound, SuccessorNotFound, OutsideEntity (BR-A1), SucceedsItself or NotAfterTheLast.',
      mayExecute: ['commander'],
      on: 'beat',
      addresses: 'natural',
      input: closing,
      finds: looksUp<Considered>(),
      decide: close,
    }),
    /** The territory came under another version of a model, which decides the next phase (BR-A4). */
    CarryOverPhase: internal({
      input: { ...about, enteredAt: Instant, change: ModelChange },
      decide: ({ phase, lastMs, under }, { beatId, municipality, enteredAt, change }) => {
        if (phase === null || lastMs !== enteredAt.ms || !follows(under, change)) return [];
        const carried = { beatId, municipality, ...change, rule: 'TAKEN_OVER' as const };
        return [{ type: 'TerritoryPhaseCarriedOver' as const, ...carried }];
      },
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function enter(state: TerritoryPhase, given: Fields<typeof entering> & Gauged & Timed) {
  const { phases } = given.governing.profile.territory;
  const next = phases[phases.findIndex(({ key }) => key === state.phase) + 1];
  if (phases.length > 0 && next?.key !== given.phase) return refuse('PhaseNotNext', { phase: given.phase });
  const refusal = against(state, given);
  if (refusal) return refusal;
  const { governing, measured, met } = given;
  const exits = exitsOf(state.exitCriteria, governing.profile, measured, met);
  const lacking = exits.find(({ standing }) => standing !== 'MET');
  if (lacking && given.advanceReason === null)
    return refuse('CriterionNotMet', { criterion: lacking.criterion });
  const advanceReason = lacking ? given.advanceReason : null;
  return [{ type: 'TerritoryPhaseEntered' as const, ...factsOf(state, given), exits, advanceReason }];
}

function regress(state: TerritoryPhase, given: Fields<typeof regressing> & Considered & Timed) {
  const { phases, phaseRules } = given.governing.profile.territory;
  const position = (phase: string | null) => phases.findIndex(({ key }) => key === phase);
  if (state.phase === null) return refuse('NotInPhase');
  if (phases.length > 0 && phaseRules?.regression !== true) return refuse('RegressionNotInModel');
  const isEarlier = position(given.phase) >= 0 && position(given.phase) < position(state.phase);
  if (phases.length > 0 && !isEarlier) return refuse('PhaseNotEarlier', { phase: given.phase });
  const refusal = against(state, given);
  if (refusal) return refusal;
  return [{ type: 'TerritoryPhaseRegressed' as const, ...factsOf(state, given), reason: given.reason }];
}

/** Rules for every phase that a territory comes into. */
function against(
  { lastMs, changes }: TerritoryPhase,
  { phase, exitCriteria, beatActive, governing, at }: Fields<typeof going> & Considered & Timed,
) {
  const { territory, kpis, profileId } = governing.profile;
  if (!beatActive) return refuse('BeatClosed');
  if (territory.phases.length === 0) return refuse('PhasesNotInModel', { model: profileId });
  if (exitCriteria.some((criterion) => !kpis.includes(criterion))) return refuse('CriterionNotInModel');
  const isLast = territory.phases.at(-1)!.key === phase;
  if (territory.phaseRules?.exitCriteria && !isLast && exitCriteria.length === 0)
    return refuse('CriteriaMissing', { phase });
  if (at.ms <= lastMs) return refuse('NotAfterTheLast');
  // Leaves room to close it.
  return changes + 1 >= PHASE_CHANGES_MAX ? refuse('RecordFull', { max: PHASE_CHANGES_MAX }) : undefined;
}

function factsOf(
  { phase: after }: TerritoryPhase,
  {
    beatId,
    municipality,
    phase,
    lead,
    exitCriteria,
    governing,
    at,
  }: Fields<typeof going> & Considered & Timed,
) {
  const basis = basisOf(governing, 'territory.phases');
  return { beatId, municipality, phase, after, lead, exitCriteria, basis, from: at };
}

/** A territory can leave its phase even under a model without phases. */
function close({ phase, lastMs }: TerritoryPhase, given: Fields<typeof closing> & Considered & Timed) {
  const { beatId, municipality, reason, absorbedBy, governing, at } = given;
  const { phases, phaseRules } = governing.profile.territory;
  if (phase === null) return refuse('NotInPhase');
  if (phases.length > 0 && phaseRules?.closure !== true) return refuse('ClosureNotInModel');
  if (absorbedBy === beatId) return refuse('SucceedsItself');
  if (at.ms <= lastMs) return refuse('NotAfterTheLast');
  const facts = { beatId, municipality, phase, reason, absorbedBy, until: at };
  return [{ type: 'TerritoryClosed' as const, ...facts }];
}

function evolve(state: TerritoryPhase, event: TerritoryPhaseEvent): TerritoryPhase {
  const counted = { changes: state.changes + 1, under: null };
  switch (event.type) {
    case 'TerritoryPhaseEntered':
    case 'TerritoryPhaseRegressed': {
      const { phase, exitCriteria, from } = event;
      return { ...counted, phase, exitCriteria, lastMs: from.ms };
    }
    case 'TerritoryClosed':
      return { ...counted, phase: null, exitCriteria: [], lastMs: event.until.ms };
    case 'TerritoryPhaseCarriedOver':
      return { ...state, under: cameUnder(event) };
  }
}
