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
  reject,
  words,
} from '@proximidad/eventsourcing';
import { Cvegeo } from '@proximidad/catalogues';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

export const UnitKind = words(
  'UnitKind',
  {
    PATROL: 'A patrol car.',
    FOOT: 'A cell on foot.',
    MOTORCYCLE: '',
    BICYCLE: '',
  },
  'How a unit goes about.',
);
export type UnitKind = z.infer<typeof UnitKind>;
const UnitCode = z.string().regex(/^[A-Z0-9][A-Z0-9./_-]{0,19}$/i, 'up to 20 letters, digits, . / _ -');

// ---- events -------------------------------------------------------------------

export const unitEvents = eventFamily({
  UnitRegistered: {
    version: 1,
    schema: z.object({
      code: z.string(),
      kind: UnitKind,
      municipality: z.string(),
      homeBeatId: PublicId.nullable(),
      registeredAt: Instant,
    }),
  },
});
export type UnitEvent = EventOf<typeof unitEvents>;

// ---- commands -----------------------------------------------------------------

export type Unit = { readonly status: 'unknown' } | { readonly status: 'registered' };

const { command } = commandsOf<Unit>();

const registerInput = {
  code: UnitCode.describe('What it is called over the radio, such as `U-101`.'),
  kind: UnitKind.describe('A vehicle, or a cell on foot.'),
  municipality: Cvegeo.describe('INEGI key, five digits.'),
};

/** Where it belongs. */
interface Home {
  /** `active`: whether the beat was on the map when the unit was registered. */
  readonly home: { readonly beatId: string; readonly active: boolean } | null;
}

/** A vehicle or a foot cell. What it does from day to day is in its logs. */
export const unit = aggregate({
  category: 'unit',
  events: unitEvents,
  initialState: { status: 'unknown' } as Unit,
  commands: {
    RegisterUnit: command({
      doc: 'Registers a vehicle or a foot cell. Refused with AlreadyRegistered, BeatNotFound, BeatClosed, OutsideEntity or NoJurisdiction (BR-A1).',
      mayExecute: ['commander', 'machine'],
      addresses: 'chosen',
      input: registerInput,
      seeks: { homeBeatId: optional(PublicId).describe('The beat that it belongs to, if any.') },
      finds: looksUp<Home>(),
      decide: (state, given) =>
        state.status === 'unknown' ? register(given) : reject('AlreadyRegistered', 'The unit is registered.'),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function register(given: Fields<typeof registerInput> & Home & { readonly at: Instant }) {
  const { at, code, kind, municipality, home } = given;
  if (home?.active === false) return reject('BeatClosed', 'A closed beat is home to no unit.');
  if (home && entityOf(home.beatId) !== municipality.slice(0, 2)) {
    return reject('NoJurisdiction', 'The beat lies in another entity.', 'BR-A1');
  }
  const homeBeatId = home?.beatId ?? null;
  return [{ type: 'UnitRegistered' as const, code, kind, municipality, homeBeatId, registeredAt: at }];
}

function evolve(_state: Unit, event: UnitEvent): Unit {
  switch (event.type) {
    case 'UnitRegistered':
      return { status: 'registered' };
  }
}
