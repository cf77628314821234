import { AuthorityCode } from '@proximidad/contracts';
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
  optional,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { BodyKind, type Seat } from '../body/body.ts';

// ---- words --------------------------------------------------------------------

const PRESENT_MAX = 60;
/** The most agreements of one session. */
export const AGREED_MAX = 100;
/** How many outcomes of one session may be taken back. */
const REOPENINGS_MAX = 100;

export const SessionKind = closedList(
  'SessionKind',
  { ORDINARY: 'By the rhythm of the body.', EXTRAORDINARY: 'Convened for something urgent.' },
  'How a session was convened.',
);
export const AgreedMatter = closedList(
  'AgreedMatter',
  {
    MODEL: 'The policing model, or a version of it.',
    TERRITORY: 'Beats, zones, phases.',
    MEANS: 'People, vehicles, money.',
    PUBLIC_SERVICE: 'What other municipal offices do: lighting, water, transport.',
    OPERATION: 'Joint work.',
    INFORMATION: 'What is shared, and with whom.',
  },
  'What an agreement is about; never free text, which could name somebody.',
);
export const AgreedOutcome = closedList(
  'AgreedOutcome',
  {
    KEPT: 'It was done.',
    NOT_KEPT: 'It was not done in time.',
    WITHDRAWN: 'The body withdrew it.',
  },
  'What came of an agreement.',
);
export type AgreedOutcome = z.infer<typeof AgreedOutcome>;

export const AgreedReopenReason = closedList(
  'AgreedReopenReason',
  {
    RECORDED_BY_MISTAKE: 'What was recorded was meant for another agreement.',
    FOUND_NOT_KEPT: 'It turned out not to have been done.',
    TAKEN_UP_AFTER_ALL: 'It will be done after all.',
  },
  'Why the outcome of an agreement is taken back.',
);

/** The number of an agreement of the session: `04/XLIV/19`. */
const AgreementNumber = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9/_.-]{0,59}$/, 'capital letters, digits and `/_.-`');
const SessionNumber = z.int().min(1).max(100_000);

// ---- events -------------------------------------------------------------------

const agreed = { number: AgreementNumber };

export const sessionEvents = eventFamily({
  SessionHeld: {
    version: 1,
    schema: z.object({
      body: AuthorityCode,
      bodyKind: BodyKind,
      session: SessionNumber,
      kind: SessionKind,
      present: z.array(AuthorityCode).max(PRESENT_MAX),
      heldAt: Instant,
    }),
  },
  SessionAgreed: {
    version: 1,
    schema: z.object({
      ...agreed,
      matter: AgreedMatter,
      responsible: AuthorityCode,
      dueAt: Instant.nullable(),
      agreedAt: Instant,
    }),
  },
  SessionAgreementSettled: {
    version: 1,
    schema: z.object({ ...agreed, outcome: AgreedOutcome, settledAt: Instant }),
  },
  SessionAgreementReopened: {
    version: 1,
    schema: z.object({ ...agreed, reason: AgreedReopenReason, reopenedAt: Instant }),
  },
});
export type SessionEvent = EventOf<typeof sessionEvents>;

// ---- state --------------------------------------------------------------------

interface Held {
  readonly status: 'held';
  readonly bodyKind: BodyKind;
  readonly heldAt: Instant;
  readonly open: readonly string[];
  readonly settled: readonly { readonly number: string; readonly settledAt: Instant }[];
  readonly reopenings: number;
}
export type Session = { readonly status: 'unheld' } | Held;

export function sessionId(entity: string, body: string, session: number): string {
  return idFor(entity, 'session', body, session);
}

// ---- commands -----------------------------------------------------------------

const { command } = commandsOf<Session>();
const RECORDERS = ['analyst', 'commander'] as const;

const holding = {
  body: AuthorityCode.describe('The code of the body.'),
  session: SessionNumber.describe('Its number among the sessions of the body.'),
  kind: SessionKind.describe('How it was convened.'),
  present: z
    .array(AuthorityCode)
    .min(1)
    .max(PRESENT_MAX)
    .refine((codes) => new Set(codes).size === codes.length, 'somebody is named twice')
    .describe('Codes of the members who were present. At most 60.'),
};
const agreeing = {
  number: AgreementNumber.describe('Number of the agreement, such as `04/XLIV/19`.'),
  matter: AgreedMatter.describe('What it is about.'),
  responsible: AuthorityCode.describe('The code of the institution that has to do it, police or not.'),
  dueAt: optional(Instant).describe('By when it has to be done; null for no term.'),
};
const settling = {
  number: AgreementNumber.describe('Number of the agreement.'),
  outcome: AgreedOutcome.describe('What came of it.'),
};
const reopening = {
  number: AgreementNumber.describe('Number of the agreement.'),
  reason: AgreedReopenReason.describe('Why its outcome is taken back.'),
};
interface Composed {
  /** The members of the body at that moment; undefined if it had not been composed. */
  readonly composition: { readonly kind: BodyKind; readonly seats: readonly Seat[] } | undefined;
}
interface Timed {
  readonly at: Instant;
}

/** One session of a body, and the agreements reached in it. Id: body and number. */
export const session = aggregate({
  category: 'session',
  events: sessionEvents,
  initialState: { status: 'unheld' } as Session,
  commands: {
    HoldSession: command({
      doc: 'Records that a body met, at the time of the command. Refused with AlreadyRegistered, BodyNotComposed, NotSeated or ChairNeeded.',
      mayExecute: RECORDERS,
      addresses: 'natural',
      seeks: {
        entity: EntityCode.describe("INEGI key of the body's entity; 00 for the federation."),
      },
      input: holding,
      finds: looksUp<Composed>(),
      decide: (state, given) => (state.status === 'unheld' ? hold(given) : refuse('AlreadyRegistered')),
    }),
    AgreeInSession: command({
      doc: 'Records what a session agreed, who has to do it and by when. Refused with SessionNotFound, BodyAdvises, AlreadyRegistered, AuthorityNotFound, EndsBeforeStart or RecordFull.',
      mayExecute: RECORDERS,
      input: agreeing,
      finds: looksUp<{ readonly known: boolean }>(),
      decide: (state, given) => (state.status === 'held' ? agree(state, given) : refuse('SessionNotFound')),
    }),
    SettleAgreement: command({
      doc: 'Records what came of an agreement of a session. Refused with SessionNotFound, SessionAgreementNotFound, AlreadySettled or EndsBeforeStart.',
      mayExecute: RECORDERS,
      input: settling,
      decide: (state, given) => (state.status === 'held' ? settle(state, given) : refuse('SessionNotFound')),
    }),
    ReopenSessionAgreement: command({
      doc: 'Takes back the outcome of an agreement of a session: it is open again, with the term it had. Refused with SessionNotFound, SessionAgreementNotFound, AgreementNotSettled, EndsBeforeStart or RecordFull.',
      mayExecute: RECORDERS,
      input: reopening,
      decide: (state, given) => (state.status === 'held' ? reopen(state, given) : refuse('SessionNotFound')),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function hold({
  composition,
  body,
  session: number,
  kind,
  present,
  at,
}: Fields<typeof holding> & Composed & Timed) {
  if (composition === undefined) return refuse('BodyNotComposed');
  const seatOf = (code: string) => composition.seats.find(({ authority }) => authority === code)?.seat;
  const stranger = present.find((code) => seatOf(code) === undefined);
  if (stranger !== undefined) return refuse('NotSeated', { code: stranger });
  if (!present.some((code) => seatOf(code) === 'CHAIR' || seatOf(code) === 'CO_CHAIR'))
    return refuse('ChairNeeded');
  const held = { body, bodyKind: composition.kind, session: number, kind, present, heldAt: at };
  return [{ type: 'SessionHeld' as const, ...held }];
}

function agree(state: Held, given: Fields<typeof agreeing> & { readonly known: boolean } & Timed) {
  const { number, matter, responsible, dueAt, known, at } = given;
  if (state.bodyKind === 'ADVISES') return refuse('BodyAdvises');
  if (state.open.includes(number) || settledIn(state, number)) return refuse('AlreadyRegistered');
  if (!known) return refuse('AuthorityNotFound');
  const { heldAt } = state;
  if (at.ms < heldAt.ms || (dueAt !== null && dueAt.ms <= heldAt.ms)) return refuse('EndsBeforeStart');
  if (state.open.length + state.settled.length >= AGREED_MAX)
    return refuse('RecordFull', { max: AGREED_MAX });
  return [{ type: 'SessionAgreed' as const, number, matter, responsible, dueAt, agreedAt: at }];
}

function settledIn({ settled }: Held, number: string) {
  return settled.find((each) => each.number === number);
}

function settle(state: Held, { number, outcome, at }: Fields<typeof settling> & Timed) {
  const { heldAt, open } = state;
  if (settledIn(state, number)) return refuse('AlreadySettled');
  if (!open.includes(number)) return refuse('SessionAgreementNotFound');
  if (at.ms < heldAt.ms) return refuse('EndsBeforeStart');
  return [{ type: 'SessionAgreementSettled' as const, number, outcome, settledAt: at }];
}

function reopen(state: Held, { number, reason, at }: Fields<typeof reopening> & Timed) {
  const settled = settledIn(state, number);
  if (!settled && state.open.includes(number)) return refuse('AgreementNotSettled');
  if (!settled) return refuse('SessionAgreementNotFound');
  if (at.ms < settled.settledAt.ms) return refuse('EndsBeforeStart');
  if (state.reopenings >= REOPENINGS_MAX) return refuse('RecordFull', { max: REOPENINGS_MAX });
  return [{ type: 'SessionAgreementReopened' as const, number, reason, reopenedAt: at }];
}

function evolve(state: Session, event: SessionEvent): Session {
  if (event.type === 'SessionHeld') {
    const { bodyKind, heldAt } = event;
    return { status: 'held', bodyKind, heldAt, open: [], settled: [], reopenings: 0 };
  }
  if (state.status === 'unheld') return state;
  const { open, settled, reopenings } = state;
  switch (event.type) {
    case 'SessionAgreed':
      return { ...state, open: [...open, event.number] };
    case 'SessionAgreementSettled':
      return {
        ...state,
        open: open.filter((number) => number !== event.number),
        settled: [...settled, { number: event.number, settledAt: event.settledAt }],
      };
    case 'SessionAgreementReopened':
      return {
        ...state,
        open: [...open, event.number],
        settled: settled.filter(({ number }) => number !== event.number),
        reopenings: reopenings + 1,
      };
  }
}
