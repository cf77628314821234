import { Cvegeo } from '@proximidad/catalogues';
import { type CameUnder, cameUnder, CarriedOver, follows, ModelChange } from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
  named,
  optional,
  PublicId,
  usually,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { servesIn } from '../own-officers.ts';
import { TopicCode } from '../contact/topics.ts';

// ---- words -------------------------------------------------------------------

const DAY_MS = 86_400_000;
/** The longest term of a promise, counted from when it is given. */
const TERM_MAX_DAYS = 366;
/** How many later terms one commitment may be given (BR-C8). */
const MOVES_MAX = 5;
/** How often a term recorded by mistake may be put right. */
const TERM_CORRECTIONS_MAX = 5;
/** A promise that ended and was owed again more often is another promise. */
const REOPENINGS_MAX = 5;
/** How many days past its term a commitment is a matter for the regional peace table (BR-C8). */
export const PEACE_TABLE_DAYS = 15;

export const CommitmentKind = closedList(
  'CommitmentKind',
  {
    VISIT: 'To come again.',
    ANSWER: 'To bring an answer, or a document.',
    PRESENCE: 'To be there, or to pass by.',
    MEETING: 'To call a meeting, or to come to one.',
    SERVICE: 'To have a public service repaired: lighting, water, a street.',
    REFERRAL: 'To bring it before another authority.',
  },
  'What was promised.',
);
export type CommitmentKind = z.infer<typeof CommitmentKind>;

export const CommitmentOwner = closedList(
  'CommitmentOwner',
  {
    POLICE: 'The police.',
    MUNICIPALITY: 'A service of the municipality.',
    STATE: 'An authority of the state.',
    FEDERATION: 'An authority of the federation.',
    NEIGHBOURS: 'The neighbours themselves.',
  },
  'Who has to keep a commitment; those that others do not keep do not count against the police.',
);
export type CommitmentOwner = z.infer<typeof CommitmentOwner>;

export const CommitmentStatus = closedList(
  'CommitmentStatus',
  {
    MADE: 'Owed.',
    OVERDUE: 'Still owed, past its term.',
    KEPT: 'It was kept.',
    BROKEN: 'It will not be kept.',
  },
  'The status of a commitment.',
);
export type CommitmentStatus = z.infer<typeof CommitmentStatus>;

export const CommitmentMoveReason = closedList(
  'CommitmentMoveReason',
  {
    CITIZENS_ASKED: 'The citizens asked for another time.',
    MORE_TIME_NEEDED: 'It takes longer than expected.',
    NO_MEANS: 'People or means are missing for now.',
    WAITING_FOR_OTHERS: 'It depends on somebody else.',
    RECORDED_BY_MISTAKE: 'The term before was recorded by mistake: the right one is earlier.',
  },
  'Why a commitment has another term.',
);
export type CommitmentMoveReason = z.infer<typeof CommitmentMoveReason>;

export const CommitmentBrokenReason = closedList(
  'CommitmentBrokenReason',
  {
    NOT_POSSIBLE: 'It turned out that it cannot be done.',
    NO_MEANS: 'People or means are missing.',
    OTHERS_DID_NOT: 'Those who had to keep it did not.',
    NOT_WANTED: 'The citizens no longer want it.',
    MADE_BY_MISTAKE: 'It was never given.',
  },
  'Why a commitment is not kept.',
);
export type CommitmentBrokenReason = z.infer<typeof CommitmentBrokenReason>;

export const CommitmentReopenReason = closedList(
  'CommitmentReopenReason',
  {
    RECORDED_BY_MISTAKE: 'The record was meant for another commitment.',
    FOUND_NOT_KEPT: 'It turned out not to have been kept.',
    TAKEN_UP_AFTER_ALL: 'It will be kept after all.',
  },
  'Why a commitment that had ended is owed again.',
);
export type CommitmentReopenReason = z.infer<typeof CommitmentReopenReason>;

/** What was promised, in codes: there is no free text, and the citizens are not named (BR-C2). */
const promised = {
  kind: CommitmentKind,
  owedBy: CommitmentOwner,
  topic: named('ID', TopicCode).nullable(),
  /** Pseudonym of the officer who gave it. */
  officerId: PublicId,
  dueAt: Instant,
};

// ---- events ------------------------------------------------------------------

export const commitmentEvents = eventFamily({
  CommitmentMade: {
    version: 1,
    schema: z.object({
      ...promised,
      municipality: Cvegeo,
      beatId: PublicId,
      /** The contact in which it was given, if known. */
      contactId: PublicId.nullable(),
      madeAt: Instant,
    }),
  },
  CommitmentMoved: {
    version: 1,
    schema: z.object({ dueAt: Instant, reason: CommitmentMoveReason, movedAt: Instant }),
  },
  CommitmentOverdue: { version: 1, schema: z.object({ dueAt: Instant }) },
  CommitmentKept: { version: 1, schema: z.object({ keptAt: Instant }) },
  CommitmentBroken: { version: 1, schema: z.object({ reason: CommitmentBrokenReason, brokenAt: Instant }) },
  CommitmentReopened: {
    version: 1,
    schema: z.object({ reason: CommitmentReopenReason, reopenedAt: Instant }),
  },
  CommitmentCarriedOver: { version: 1, schema: CarriedOver },
});
export type CommitmentEvent = EventOf<typeof commitmentEvents>;
type Moved = Extract<CommitmentEvent, { type: 'CommitmentMoved' }>;

// ---- commands ----------------------------------------------------------------

interface Owed {
  readonly status: 'owed';
  readonly madeAt: Instant;
  /** The term that it was given with, and each later one, as far as they were not mistaken. */
  readonly terms: readonly Instant[];
  readonly termsCorrected: number;
  /** Terms that passed, Unix milliseconds: each is recorded once. */
  readonly overdueAt: readonly number[];
  readonly reopenings: number;
  readonly under: CameUnder | null;
}
interface Ended {
  readonly status: 'ended';
  readonly endedAt: Instant;
  /** Its state when it ended. */
  readonly before: Owed;
}
export type Commitment = { readonly status: 'unmade' } | Owed | Ended;

const { command, internal } = commandsOf<Commitment>();

const makeSeeks = {
  beatId: PublicId.describe('The beat in which it is to be kept.'),
  contactId: optional(PublicId).describe('The contact in which it was given, if there is a record of it.'),
};
const makeInput = {
  kind: CommitmentKind.describe('What was promised.'),
  owedBy: usually(CommitmentOwner, 'POLICE').describe('Who has to keep it.'),
  topic: optional(named('ID', TopicCode)).describe(
    'What it is about: a CNIE code, or a code of the contact topics.',
  ),
  officerId: PublicId.describe('Pseudonymous id of the officer who gave it.'),
  dueAt: Instant.describe('Its term; for a day, the end of that day at the place. Within 366 days.'),
};
const moveInput = {
  dueAt: Instant.describe(
    'The new term, later than the one before; earlier where that was recorded by mistake. Within 366 days.',
  ),
  reason: CommitmentMoveReason.describe('Why it has another term.'),
};
const breakInput = { reason: CommitmentBrokenReason.describe('Why it is not kept.') };
const reopenInput = { reason: CommitmentReopenReason.describe('Why it is owed again.') };

/** Where it is to be kept, and in which contact it was given. */
interface Placed {
  readonly place: {
    readonly municipality: string;
    readonly beatId: string;
    readonly contactId: string | null;
  };
}
interface Timed {
  readonly at: Instant;
}

const OF_THE_BEAT = { roles: ['officer'], tie: 'beats', field: 'beatId' } as const;

export const commitment = aggregate({
  category: 'commitment',
  events: commitmentEvents,
  initialState: { status: 'unmade' } as Commitment,
  commands: {
    MakeCommitment: command({
      doc: 'Records what was promised to citizens, by when, and who has to keep it. Refused with AlreadyRegistered, BeatNotFound, ContactNotFound, ContactAnnulled (BR-C12), OutsideEntity (BR-A1: an officer of another state), TermNotLater or TermTooFar.',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerId' },
      addresses: 'chosen',
      seeks: makeSeeks,
      input: makeInput,
      finds: looksUp<Placed>(),
      decide: (state, given) => (state.status === 'unmade' ? make(given) : refuse('AlreadyRegistered')),
    }),
    MoveCommitment: command({
      doc: 'Gives a commitment a later term, overdue or not, or the right one instead of one recorded by mistake, which then does not count as a postponement (BR-C8). Refused with CommitmentNotFound, AlreadyEnded, EndsBeforeStart, TermNotLater, TermNotEarlier, TermTooFar, TooManyTerms or RecordFull.',
      mayExecute: ['officer', 'commander'],
      oneself: OF_THE_BEAT,
      input: moveInput,
      decide: (state, given) => (state.status === 'owed' ? move(state, given) : notOwed(state)),
    }),
    KeepCommitment: command({
      doc: 'A commitment was kept, overdue or not. Refused with CommitmentNotFound, AlreadyEnded or EndsBeforeStart.',
      mayExecute: ['officer', 'commander'],
      oneself: OF_THE_BEAT,
      input: {},
      decide: (state, given) => (state.status === 'owed' ? keep(state, given) : notOwed(state)),
    }),
    BreakCommitment: command({
      doc: 'A commitment will not be kept. Refused with CommitmentNotFound, AlreadyEnded or EndsBeforeStart.',
      mayExecute: ['officer', 'commander'],
      oneself: OF_THE_BEAT,
      input: breakInput,
      decide: (state, given) => (state.status === 'owed' ? breakOff(state, given) : notOwed(state)),
    }),
    ReopenCommitment: command({
      doc: 'A commitment recorded by mistake as kept, or as not to be kept, is owed again by the term it had (BR-C8). Refused with CommitmentNotFound, CommitmentNotEnded, EndsBeforeStart or RecordFull.',
      mayExecute: ['officer', 'commander'],
      oneself: OF_THE_BEAT,
      input: reopenInput,
      decide: (state, given) => {
        if (state.status === 'unmade') return refuse('CommitmentNotFound');
        return state.status === 'ended' ? reopen(state, given) : refuse('CommitmentNotEnded');
      },
    }),
    /** Its term has passed: `at` is the term, however late that is noticed. */
    NoteCommitmentOverdue: internal({
      input: { at: Instant },
      decide: (state, given) => (state.status === 'owed' ? noteOverdue(state, given) : []),
    }),
    /** Its beat came under another version of a model: what was promised is still owed by its term (BR-A4). */
    CarryOverCommitment: internal({
      input: { change: ModelChange },
      decide: (state, { change }) =>
        state.status === 'owed' && follows(state.under, change)
          ? [{ type: 'CommitmentCarriedOver' as const, ...change, rule: 'PINNED' as const }]
          : [],
    }),
  },
  evolve,
});

// ---- rules -------------------------------------------------------------------

function evolve(state: Commitment, event: CommitmentEvent): Commitment {
  switch (event.type) {
    case 'CommitmentMade': {
      const { madeAt, dueAt } = event;
      const none = { termsCorrected: 0, overdueAt: [], reopenings: 0, under: null };
      return { status: 'owed', madeAt, terms: [dueAt], ...none };
    }
    case 'CommitmentMoved':
      return state.status === 'owed' ? moved(state, event) : state;
    case 'CommitmentOverdue':
      return state.status === 'owed' ? { ...state, overdueAt: [...state.overdueAt, event.dueAt.ms] } : state;
    case 'CommitmentKept':
      return state.status === 'owed' ? { status: 'ended', endedAt: event.keptAt, before: state } : state;
    case 'CommitmentBroken':
      return state.status === 'owed' ? { status: 'ended', endedAt: event.brokenAt, before: state } : state;
    case 'CommitmentReopened': {
      if (state.status !== 'ended') return state;
      return { ...state.before, reopenings: state.before.reopenings + 1 };
    }
    case 'CommitmentCarriedOver':
      return state.status === 'owed' ? { ...state, under: cameUnder(event) } : state;
  }
}

function moved(state: Owed, { dueAt, reason }: Pick<Moved, 'dueAt' | 'reason'>): Owed {
  const termsCorrected = state.termsCorrected + (reason === 'RECORDED_BY_MISTAKE' ? 1 : 0);
  return { ...state, terms: termsAfter(state.terms, dueAt), termsCorrected };
}

/** A term that is not later than those before it replaces them: they were mistaken. */
export function termsAfter(terms: readonly Instant[], dueAt: Instant): readonly Instant[] {
  return [...terms.filter((each) => each.ms < dueAt.ms), dueAt];
}

function make({ place, at, ...given }: Fields<typeof makeInput> & Placed & Timed) {
  const { kind, owedBy, topic, officerId, dueAt } = given;
  if (!servesIn(officerId, place.municipality)) return refuse('OutsideEntity');
  if (dueAt.ms <= at.ms) return refuse('TermNotLater');
  if (isTooFar(dueAt, at)) return tooFar();
  return [{ type: 'CommitmentMade' as const, kind, owedBy, topic, officerId, dueAt, ...place, madeAt: at }];
}

function move(state: Owed, { dueAt, reason, at }: Fields<typeof moveInput> & Timed) {
  if (at.ms < state.madeAt.ms) return refuse('EndsBeforeStart');
  const against =
    reason === 'RECORDED_BY_MISTAKE' ? againstRight(state, dueAt) : againstLater(state, dueAt, at);
  if (against) return against;
  if (isTooFar(dueAt, at)) return tooFar();
  return [{ type: 'CommitmentMoved' as const, dueAt, reason, movedAt: at }];
}

function againstLater({ terms }: Owed, dueAt: Instant, at: Instant) {
  if (terms.length > MOVES_MAX) return refuse('TooManyTerms', { max: MOVES_MAX });
  return dueAt.ms <= Math.max(at.ms, terms.at(-1)!.ms) ? refuse('TermNotLater') : undefined;
}

/** The right term may have passed by now: then it is overdue. */
function againstRight({ madeAt, terms, termsCorrected }: Owed, dueAt: Instant) {
  if (termsCorrected >= TERM_CORRECTIONS_MAX) return refuse('RecordFull', { max: TERM_CORRECTIONS_MAX });
  return madeAt.ms < dueAt.ms && dueAt.ms < terms.at(-1)!.ms ? undefined : refuse('TermNotEarlier');
}

function keep({ madeAt }: Owed, { at }: Timed) {
  return at.ms < madeAt.ms ? refuse('EndsBeforeStart') : [{ type: 'CommitmentKept' as const, keptAt: at }];
}

function breakOff({ madeAt }: Owed, { reason, at }: Fields<typeof breakInput> & Timed) {
  if (at.ms < madeAt.ms) return refuse('EndsBeforeStart');
  return [{ type: 'CommitmentBroken' as const, reason, brokenAt: at }];
}

function reopen({ endedAt, before }: Ended, { reason, at }: Fields<typeof reopenInput> & Timed) {
  if (at.ms < endedAt.ms) return refuse('EndsBeforeStart');
  if (before.reopenings >= REOPENINGS_MAX) return refuse('RecordFull', { max: REOPENINGS_MAX });
  return [{ type: 'CommitmentReopened' as const, reason, reopenedAt: at }];
}

/** One that was moved meanwhile is not overdue at its old term. */
function noteOverdue({ terms, overdueAt }: Owed, { at }: Timed) {
  const dueAt = terms.at(-1)!;
  if (overdueAt.includes(dueAt.ms)) return [];
  return at.ms < dueAt.ms ? refuse('NotDueYet') : [{ type: 'CommitmentOverdue' as const, dueAt }];
}

const isTooFar = (dueAt: Instant, at: Instant) => dueAt.ms - at.ms > TERM_MAX_DAYS * DAY_MS;
const tooFar = () => refuse('TermTooFar', { days: TERM_MAX_DAYS });

function notOwed(state: Exclude<Commitment, Owed>) {
  return state.status === 'ended' ? refuse('AlreadyEnded') : refuse('CommitmentNotFound');
}
