import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
  optional,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { Cvegeo, ModelCode } from '@proximidad/catalogues';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

export const RetirementReason = closedList(
  'UnitRetirementReason',
  {
    WRITTEN_OFF: 'It is no longer fit for service.',
    SOLD: 'It was sold.',
    MERGED: 'It was merged into another unit.',
    REGISTERED_BY_MISTAKE: 'It should never have been registered.',
  },
  'Why a unit is retired.',
);
const UnitCode = z
  .string()
  .normalize()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}./_-]{0,19}$/u, 'up to 20 letters, digits, . / _ -');

// ---- events -------------------------------------------------------------------

export const unitEvents = eventFamily({
  UnitRegistered: {
    version: 1,
    schema: z.object({
      code: z.string(),
      /** A kind of the model that governed there. */
      kind: ModelCode,
      municipality: Cvegeo,
      homeBeatId: PublicId.nullable(),
      registeredAt: Instant,
    }),
  },
  UnitRetired: {
    version: 1,
    schema: z.object({
      reason: RetirementReason,
      municipality: Cvegeo,
      /** Where it was then, so that the picture of the beat needs only this event. */
      beatId: PublicId.nullable(),
      retiredAt: Instant,
    }),
  },
});
export type UnitEvent = EventOf<typeof unitEvents>;

// ---- commands -----------------------------------------------------------------

export type Unit =
  | { readonly status: 'unknown' }
  | { readonly status: 'registered'; readonly municipality: string; readonly registeredAt: Instant }
  | { readonly status: 'retired' };

const { command } = commandsOf<Unit>();

const registerInput = {
  code: UnitCode.describe('What it is called over the radio, such as `U-101`.'),
  kind: ModelCode.describe(
    'A vehicle, or a cell on foot: a kind of unit of the model that governs there, such as PATROL.',
  ),
  municipality: Cvegeo.describe('INEGI key, five digits.'),
};

interface Timed {
  readonly at: Instant;
}

/** Where it belongs, and whether the model that governs there knows its kind. */
interface Home {
  readonly known: boolean;
  /** `active`: whether the beat was on the map when the unit was registered. */
  readonly home: { readonly beatId: string; readonly active: boolean } | null;
}

const retireInput = { reason: RetirementReason.describe('Why.') };

/** What the unit is doing, according to its log. */
interface Doing {
  readonly engaged: boolean;
  readonly beatId: string | null;
}

/** A vehicle or a foot cell. What it does from day to day is in its logs. */
export const unit = aggregate({
  category: 'unit',
  events: unitEvents,
  initialState: { status: 'unknown' } as Unit,
  commands: {
    RegisterUnit: command({
      doc: 'Registers a vehicle or a foot cell. Refused with AlreadyRegistered, BeatNotFound, BeatClosed, CodeNotInModel, StateCommands (a commander of the town under unified command) or OutsideEntity (BR-A1).',
      mayExecute: ['commander', 'machine'],
      addresses: 'chosen',
      input: registerInput,
      seeks: { homeBeatId: optional(PublicId).describe('The beat it belongs to, if any.') },
      finds: looksUp<Home>(),
      decide: (state, given) => (state.status === 'unknown' ? register(given) : refuse('AlreadyRegistered')),
    }),
    RetireUnit: command({
      doc: 'Retires a unit for good: it is no longer proposed, and reports nothing of the time after. Retiring it again changes nothing. Refused with UnitNotFound, UnitEngaged or EndsBeforeStart.',
      mayExecute: ['commander'],
      input: retireInput,
      finds: looksUp<Doing>(),
      decide: retire,
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function register(given: Fields<typeof registerInput> & Home & Timed) {
  const { at, code, kind, municipality, home, known } = given;
  if (!known) return refuse('CodeNotInModel', { code: kind });
  if (home?.active === false) return refuse('BeatClosed');
  if (home && entityOf(home.beatId) !== municipality.slice(0, 2)) {
    return refuse('OutsideEntity');
  }
  const homeBeatId = home?.beatId ?? null;
  return [{ type: 'UnitRegistered' as const, code, kind, municipality, homeBeatId, registeredAt: at }];
}

function retire(state: Unit, { reason, engaged, beatId, at }: Fields<typeof retireInput> & Doing & Timed) {
  switch (state.status) {
    case 'unknown':
      return refuse('UnitNotFound');
    case 'retired':
      return [];
    case 'registered': {
      if (engaged) return refuse('UnitEngaged');
      const { municipality, registeredAt } = state;
      if (at.ms < registeredAt.ms) return refuse('EndsBeforeStart');
      return [{ type: 'UnitRetired' as const, reason, municipality, beatId, retiredAt: at }];
    }
  }
}

function evolve(_state: Unit, event: UnitEvent): Unit {
  switch (event.type) {
    case 'UnitRegistered': {
      const { municipality, registeredAt } = event;
      return { status: 'registered', municipality, registeredAt };
    }
    case 'UnitRetired':
      return { status: 'retired' };
  }
}
