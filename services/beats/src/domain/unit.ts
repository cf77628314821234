import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  Instant,
  PublicId,
  reject,
} from '@proximidad/eventsourcing';
import { Cvegeo } from '@proximidad/catalogues';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

export const UnitKind = z.enum(['PATROL', 'FOOT', 'MOTORCYCLE', 'BICYCLE']);
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

const UnitCommand = z.object({
  type: z.literal('RegisterUnit'),
  at: Instant,
  code: UnitCode,
  kind: UnitKind,
  municipality: Cvegeo,
  /** Where it belongs, and whether that beat was active when the command was told. */
  home: z.object({ beatId: PublicId, active: z.boolean() }).nullable(),
});
type UnitCommand = z.infer<typeof UnitCommand>;

// ---- rules --------------------------------------------------------------------

export type Unit = { readonly status: 'unknown' } | { readonly status: 'registered' };

/** A vehicle or a foot cell. What it does from day to day is in its logs. */
export const unit = aggregate({
  category: 'unit',
  commands: UnitCommand,
  events: unitEvents,
  initialState: { status: 'unknown' } as Unit,
  decide,
  evolve,
});

function decide(state: Unit, { at, code, kind, municipality, home }: UnitCommand) {
  if (state.status === 'registered') return reject('AlreadyRegistered', 'The unit is registered.');
  if (home?.active === false) return reject('BeatClosed', 'A closed beat is home to no unit.');
  if (home && entityOf(home.beatId) !== municipality.slice(0, 2)) {
    return reject('NoJurisdiction', 'The beat lies in another entity.', 'BR-A1');
  }
  const homeBeatId = home?.beatId ?? null;
  const event: UnitEvent = { type: 'UnitRegistered', code, kind, municipality, homeBeatId, registeredAt: at };
  return [event];
}

function evolve(_state: Unit, event: UnitEvent): Unit {
  switch (event.type) {
    case 'UnitRegistered':
      return { status: 'registered' };
  }
}
