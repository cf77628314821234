import {
  type CameUnder,
  cameUnder,
  CarriedOver,
  follows,
  ModelBasis,
  ModelChange,
} from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  guarded,
  looksUp,
  PublicId,
  usually,
} from '@proximidad/eventsourcing';
import { Cvegeo } from '@proximidad/catalogues';
import { Point } from '@proximidad/geography';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const WINDOW_MAX_HOURS = 24;
const AHEAD_MAX_DAYS = 90;
const HOUR_MS = 3_600_000;
const RADIUS_MIN_M = 20;
const RADIUS_MAX_M = 500;
const RADIUS_USUAL_M = 100;
/** An action that is done, undone, called off and reinstated more often is another action. */
export const ACTS_MAX = 60;

export const ActionKind = closedList(
  'PlannedActionKind',
  {
    PRESENCE: 'To be seen there.',
    VISIT: 'To call on people who live, work or study there.',
    CONTROL: 'To check people, vehicles or premises, as the law allows.',
    MEETING: 'To meet neighbours.',
    PREVENTION: 'A talk, a workshop, a campaign.',
    PLACE_CHECK: 'To inspect the place itself: lighting, waste, abandoned property.',
  },
  'What is to be done.',
);
export const ActionReason = closedList(
  'PlannedActionReason',
  {
    MISTAKE: 'It was recorded by mistake.',
    EMERGENCY: 'The officer who was to do it was sent to an emergency.',
    NO_MEANS: 'People or means were lacking.',
    PLACE_CLOSED: 'The place cannot be reached.',
    REPLANNED: 'It was planned differently.',
    ORDERED: 'It was ordered.',
  },
  'Why a planned action is called off, reinstated, or no longer counts as done.',
);
export const ActionState = closedList(
  'PlannedActionState',
  {
    PLANNED: 'Its time has not passed.',
    DONE: 'An officer on duty was there within its time.',
    MISSED: 'Its time passed, and nobody reported that it was done.',
    CANCELLED: 'Called off before its time had passed: it is not owed.',
  },
  'The state of a planned action.',
);
export type ActionState = z.infer<typeof ActionState>;

// ---- events -------------------------------------------------------------------

const reasoned = { reason: ActionReason, at: Instant };

export const plannedActionEvents = eventFamily({
  ActionPlanned: {
    version: 1,
    schema: z.object({
      beatId: PublicId,
      municipality: Cvegeo,
      action: ActionKind,
      place: Point,
      radiusMetres: z.int(),
      from: Instant,
      until: Instant,
      basis: ModelBasis,
    }),
  },
  PlannedActionDone: {
    version: 1,
    /** How far from the place, never where: an officer's whereabouts are telemetry (ADR 120). */
    schema: z.object({ officerId: PublicId, distanceMetres: z.int().min(0), doneAt: Instant }),
  },
  PlannedActionMissed: { version: 1, schema: z.object({ until: Instant }) },
  PlannedActionUndone: { version: 1, schema: z.object(reasoned) },
  PlannedActionCancelled: { version: 1, schema: z.object(reasoned) },
  PlannedActionReinstated: { version: 1, schema: z.object(reasoned) },
  PlannedActionCarriedOver: { version: 1, schema: CarriedOver },
});
export type PlannedActionEvent = EventOf<typeof plannedActionEvents>;

// ---- state --------------------------------------------------------------------

interface Planned {
  readonly status: ActionState;
  readonly from: Instant;
  readonly until: Instant;
  readonly radiusMetres: number;
  readonly acts: number;
  readonly under: CameUnder | null;
}
export type PlannedAction = { readonly status: 'unplanned' } | Planned;

// ---- commands -----------------------------------------------------------------

const { command, internal } = commandsOf<PlannedAction>();

const planInput = {
  action: ActionKind.describe('What is to be done.'),
  place: Point.describe('Where it is to be done, within the beat.'),
  radiusMetres: usually(z.int().min(RADIUS_MIN_M).max(RADIUS_MAX_M), RADIUS_USUAL_M).describe(
    `How near the officer who does it has to be, ${RADIUS_MIN_M} to ${RADIUS_MAX_M} m; ${RADIUS_USUAL_M} if omitted.`,
  ),
  from: Instant.describe('When its time begins.'),
  until: Instant.describe(`When its time ends, at most ${WINDOW_MAX_HOURS} hours later.`),
};
const doneInput = { officerId: PublicId.describe('Who did it.') };
const reasonInput = { reason: ActionReason.describe('Why.') };

/** The beat, and what the model that governs it says about such actions. */
interface Placed {
  readonly beatId: string;
  readonly municipality: string;
  readonly beatActive: boolean;
  readonly inBeat: boolean;
  /** Whether the model works with a table of actions. */
  readonly inModel: boolean;
  readonly basis: ModelBasis;
}
/** What is found about the officer and the place of the report. */
interface Found {
  readonly onDuty: boolean;
  readonly distanceMetres: number;
}
interface Timed {
  readonly at: Instant;
}

/** The platform's own clock, so that a backdated command cannot call off an action that was missed. */
interface Called {
  readonly now: Instant;
}

const COMMANDING = {
  mayExecute: ['commander'],
  on: 'beatshift',
  input: reasonInput,
  finds: guarded(),
} as const;

/** Something to be done at a place in a beat within a span of time, and whether it was done. */
export const plannedAction = aggregate({
  category: 'plannedaction',
  events: plannedActionEvents,
  initialState: { status: 'unplanned' } as PlannedAction,
  commands: {
    PlanAction: command({
      doc: `Plans something to be done at a place in a beat within a span of time, at most ${AHEAD_MAX_DAYS} days ahead. Refused with AlreadyRegistered, BeatNotFound, BeatClosed, ActionsNotInModel (BR-B20), PlaceOutsideBeat, StateCommands (a commander of the town under a mando), EndsBeforeStart, SpanTooLong, ActionOver or TooFarAhead.`,
      mayExecute: ['commander'],
      on: 'beatshift',
      addresses: 'chosen',
      seeks: { beatId: PublicId.describe('The beat it is planned for.') },
      input: planInput,
      finds: looksUp<Placed>(),
      decide: (state, given) => (state.status === 'unplanned' ? plan(given) : refuse('AlreadyRegistered')),
    }),
    ReportActionDone: command({
      doc: 'An officer on duty was at the place within its time (BR-B20). It may be reported later, even for an action that counts as missed: `occurredAt` says when it was done. Refused with ActionNotFound, ActionNotOpen, OutsideEntity, ActionOutOfTime, NotOnDuty, TooFarFromPlace or RecordFull.',
      mayExecute: ['officer', 'commander'],
      on: 'beatshift',
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerId' },
      input: doneInput,
      seeks: { point: Point.describe('Where the officer was; only the distance from the place is kept.') },
      finds: looksUp<Found>(),
      decide: whenPlanned(done),
    }),
    /** The time of an action that nobody did has passed. */
    MissAction: internal({
      input: {},
      decide: whenPlanned((state) =>
        state.status === 'PLANNED' ? [{ type: 'PlannedActionMissed' as const, until: state.until }] : [],
      ),
    }),
    /** Its beat came under another version of a model: it is owed as it was planned (BR-A4). */
    CarryOverAction: internal({
      input: { change: ModelChange },
      decide: whenPlanned((state, { change }: { readonly change: ModelChange }) =>
        state.status === 'PLANNED' && follows(state.under, change)
          ? [{ type: 'PlannedActionCarriedOver' as const, ...change, rule: 'PINNED' as const }]
          : [],
      ),
    }),
    UndoAction: command({
      doc: 'An action no longer counts as done: it is to be done again, or was missed. Refused with ActionNotFound, ActionNotDone, StateCommands or RecordFull.',
      ...COMMANDING,
      decide: whenPlanned((state, given: Fields<typeof reasonInput> & Timed) =>
        state.status === 'DONE' ? act(state, 'PlannedActionUndone', given) : refuse('ActionNotDone'),
      ),
    }),
    CancelAction: command({
      doc: 'Calls an action off: it is no longer owed. Not possible once its time has passed, so that no missed action is called off. Refused with ActionNotFound, ActionNotOpen, ActionOver, StateCommands or RecordFull.',
      ...COMMANDING,
      finds: looksUp<Called>(),
      decide: whenPlanned((state, given: Fields<typeof reasonInput> & Called & Timed) => {
        if (state.status !== 'PLANNED') return refuse('ActionNotOpen');
        if (Math.max(given.at.ms, given.now.ms) >= state.until.ms) return refuse('ActionOver');
        return act(state, 'PlannedActionCancelled', given);
      }),
    }),
    ReinstateAction: command({
      doc: 'Reinstates an action that was called off: it is owed as before. Refused with ActionNotFound, ActionNotCancelled, StateCommands or RecordFull.',
      ...COMMANDING,
      decide: whenPlanned((state, given: Fields<typeof reasonInput> & Timed) =>
        state.status === 'CANCELLED'
          ? act(state, 'PlannedActionReinstated', given)
          : refuse('ActionNotCancelled'),
      ),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function whenPlanned<Given, Decided>(decide: (state: Planned, given: Given) => Decided) {
  return (state: PlannedAction, given: Given) =>
    state.status === 'unplanned' ? refuse('ActionNotFound') : decide(state, given);
}

function plan({ at, beatActive, inBeat, inModel, ...planned }: Fields<typeof planInput> & Placed & Timed) {
  const { beatId, municipality, action, place, radiusMetres, from, until, basis } = planned;
  if (!beatActive) return refuse('BeatClosed');
  if (!inModel) return refuse('ActionsNotInModel');
  if (!inBeat) return refuse('PlaceOutsideBeat');
  if (until.ms <= from.ms) return refuse('EndsBeforeStart');
  if (until.ms - from.ms > WINDOW_MAX_HOURS * HOUR_MS)
    return refuse('SpanTooLong', { hours: WINDOW_MAX_HOURS });
  if (until.ms <= at.ms) return refuse('ActionOver');
  if (from.ms - at.ms > AHEAD_MAX_DAYS * 24 * HOUR_MS) return refuse('TooFarAhead', { days: AHEAD_MAX_DAYS });
  const facts = { beatId, municipality, action, place, radiusMetres, from, until, basis };
  return [{ type: 'ActionPlanned' as const, ...facts }];
}

function done(
  state: Planned,
  { at, officerId, onDuty, distanceMetres }: Fields<typeof doneInput> & Found & Timed,
) {
  const { status, from, until, radiusMetres, acts } = state;
  if (status !== 'PLANNED' && status !== 'MISSED') return refuse('ActionNotOpen');
  if (at.ms < from.ms || at.ms >= until.ms) return refuse('ActionOutOfTime');
  if (!onDuty) return refuse('NotOnDuty');
  if (distanceMetres > radiusMetres) return refuse('TooFarFromPlace', { metres: radiusMetres });
  if (acts >= ACTS_MAX) return refuse('RecordFull', { max: ACTS_MAX });
  const metres = Math.round(distanceMetres);
  return [{ type: 'PlannedActionDone' as const, officerId, distanceMetres: metres, doneAt: at }];
}

function act<const Type extends string>(
  { acts }: Planned,
  type: Type,
  { reason, at }: Fields<typeof reasonInput> & Timed,
) {
  return acts >= ACTS_MAX ? refuse('RecordFull', { max: ACTS_MAX }) : [{ type, reason, at }];
}

function evolve(state: PlannedAction, event: PlannedActionEvent): PlannedAction {
  if (event.type === 'ActionPlanned') {
    const { from, until, radiusMetres } = event;
    return { status: 'PLANNED', from, until, radiusMetres, acts: 0, under: null };
  }
  if (state.status === 'unplanned') return state;
  if (event.type === 'PlannedActionCarriedOver') return { ...state, under: cameUnder(event) };
  const next = { ...state, acts: state.acts + 1 };
  switch (event.type) {
    case 'PlannedActionDone':
      return { ...next, status: 'DONE' };
    case 'PlannedActionMissed':
      return { ...next, status: 'MISSED' };
    case 'PlannedActionUndone':
    case 'PlannedActionReinstated':
      return { ...next, status: 'PLANNED' };
    case 'PlannedActionCancelled':
      return { ...next, status: 'CANCELLED' };
  }
}
