import { AuthorityCode, type AuthorityKind } from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  named,
  optional,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { continued, type Dated } from '../effective.ts';

// ---- words --------------------------------------------------------------------

const SEATS_MAX = 60;
const COMPOSITIONS_MAX = 60;

export const BodyKind = closedList(
  'BodyKind',
  {
    DECIDES: 'Its agreements bind its members: a local board of security, a commission of ministries.',
    COORDINATES: 'Its members agree on what each of them does: a table of peace.',
    ADVISES: 'It is consulted, and makes no binding agreements: a council of neighbours.',
  },
  'What a body may do; two of the same name may differ in this.',
);
export type BodyKind = z.infer<typeof BodyKind>;

export const SeatKind = closedList(
  'SeatKind',
  {
    CHAIR: 'Presides.',
    CO_CHAIR: 'Presides together with the chair when present.',
    SECRETARY: 'Keeps the record; the seat passes on with a new composition.',
    MEMBER: 'Sits in it.',
  },
  'The capacity in which an institution sits in a body.',
);

export const Seat = named(
  'SeatInput',
  z.object({
    authority: AuthorityCode.describe('The code of the institution that sits there, whoever represents it.'),
    seat: SeatKind.describe('In which capacity.'),
  }),
  'An institution in a body.',
);
export type Seat = z.infer<typeof Seat>;

/** Where it is published: `BOE-2010-09-18`. */
const Decree = z.string().regex(/^[A-Z][A-Z0-9./-]{2,59}$/, 'capital letters, digits and `./-`');

// ---- events -------------------------------------------------------------------

export const bodyEvents = eventFamily({
  BodyComposed: {
    version: 1,
    schema: z.object({
      authority: AuthorityCode,
      kind: BodyKind,
      seats: z.array(Seat).max(SEATS_MAX),
      /** The longest time from one session to the next, in days; null if there is no rhythm. */
      everyDays: z.int().min(1).nullable(),
      from: Instant,
      decree: Decree.nullable(),
    }),
  },
});
export type BodyEvent = EventOf<typeof bodyEvents>;

// ---- commands -----------------------------------------------------------------

export interface Body {
  readonly compositions: readonly Dated[];
}

export function bodyId(entity: string, authority: string): string {
  return idFor(entity, 'body', authority);
}

const { command } = commandsOf<Body>();

const composing = {
  authority: AuthorityCode.describe('The code of the body in the registry, of kind GOVERNING_BODY.'),
  kind: BodyKind.describe('What it may do.'),
  seats: z.array(Seat).min(1).max(SEATS_MAX).describe('Who sits in it, one of them as chair. At most 60.'),
  everyDays: optional(z.int().min(1).max(3_660)).describe(
    'Within how many days a session has to follow the last one; null for no rhythm.',
  ),
  from: Instant.describe('From this moment on; later than the start of the composition before it.'),
  decree: optional(Decree).describe('Where it is published.'),
};
interface Found {
  readonly bodyKind: AuthorityKind | undefined;
  /** The first seat whose institution is not in the registry. */
  readonly missing: string | undefined;
}

/** The members of a body that decides or is consulted, and since when. Id: entity and the body's code. */
export const body = aggregate({
  category: 'body',
  events: bodyEvents,
  initialState: { compositions: [] } as Body,
  commands: {
    ComposeBody: command({
      doc: 'Sets who sits in a body from a given moment, and what it may do. Refused with AuthorityNotFound, NotABody, OneChair, SeatedTwice, NotAfterTheLast or RecordFull.',
      mayExecute: ['analyst', 'commander'],
      addresses: 'natural',
      seeks: {
        entity: EntityCode.describe("INEGI key of the body's entity; 00 for the federation."),
      },
      input: composing,
      finds: looksUp<Found>(),
      decide: compose,
    }),
  },
  evolve: ({ compositions }, { from }) => ({ compositions: [...compositions, { from }] }),
});

// ---- rules --------------------------------------------------------------------

function compose({ compositions }: Body, given: Fields<typeof composing> & Found) {
  const { authority, kind, seats, everyDays, from, decree, bodyKind, missing } = given;
  if (bodyKind === undefined || missing !== undefined) return refuse('AuthorityNotFound');
  if (bodyKind !== 'GOVERNING_BODY') return refuse('NotABody', { code: authority });
  if (seats.filter(({ seat }) => seat === 'CHAIR').length !== 1) return refuse('OneChair');
  const codes = seats.map((seat) => seat.authority);
  const twice = codes.find((code, index) => codes.indexOf(code) !== index);
  if (twice !== undefined) return refuse('SeatedTwice', { code: twice });
  if (compositions.length >= COMPOSITIONS_MAX) return refuse('RecordFull', { max: COMPOSITIONS_MAX });
  if (!continued(compositions, { from })) return refuse('NotAfterTheLast');
  return [{ type: 'BodyComposed' as const, authority, kind, seats, everyDays, from, decree }];
}
