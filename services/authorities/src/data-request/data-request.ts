import { addWorkingDays, type DayOfRest, zoneOf } from '@proximidad/catalogues';
import {
  aggregate,
  closedList,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  instantOfLocal,
  localDate,
  looksUp,
  optional,
  PublicId,
  usually,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { Folio } from '../kept-person/kept-person-events.ts';

// ---- words --------------------------------------------------------------------

/** Working days to answer, and the working days of the one extension (LGPDPPSO art. 45). */
const ANSWER_WORKING_DAYS = 20;
const EXTENSION_WORKING_DAYS = 10;
/** Working days to do what was granted. */
const EFFECT_WORKING_DAYS = 15;
const SUBJECTS_MAX = 50;
/** A request of which more was taken back stays as it is. */
const REOPENINGS_MAX = 5;

export const DataRight = closedList(
  'DataRight',
  {
    ACCESS: 'To know what is kept.',
    RECTIFICATION: 'To have it corrected.',
    CANCELLATION: 'To have it erased.',
    OPPOSITION: 'To have its use stopped.',
  },
  'What a person asks about the data kept on them (ARCO).',
);
export const DataResolution = closedList(
  'DataResolution',
  {
    GRANTED: 'All of it.',
    PARTLY: 'A part; the ground says why not all.',
    REFUSED: 'None; the ground says why.',
  },
  'How a request was answered.',
);
export const DataRefusalGround = closedList(
  'DataRefusalGround',
  {
    NOT_IDENTIFIED: 'The applicant did not prove to be the person, or to act for them.',
    NOTHING_KEPT: 'No data is kept on the person.',
    LEGAL_IMPEDIMENT: 'A law prevents it.',
    JUDICIAL_OBSTRUCTION: 'It would obstruct a judicial or administrative act.',
    OTHERS_RIGHTS: 'It would harm the rights of others.',
    NOT_COMPETENT: 'Another authority is responsible for it.',
  },
  'Why a request is not granted, or not in full (LGPDPPSO art. 49).',
);
export const DataReopenReason = closedList(
  'DataReopenReason',
  {
    RECORDED_BY_MISTAKE: 'The record was meant for another request, or was wrong.',
    FOUND_NOT_DONE: 'What was granted turned out not to be done.',
    SET_ASIDE: 'The guarantor or a court set the answer aside.',
  },
  'Why the last step of a request is taken back.',
);
export const DataTerm = closedList(
  'DataTerm',
  { ANSWER: 'To answer.', EFFECT: 'To do what was granted.' },
  'A term of a request.',
);

/** The tokens in the records found to be about the applicant. */
const Subjects = z.array(PublicId).max(SUBJECTS_MAX);

// ---- events -------------------------------------------------------------------

export const dataRequestEvents = eventFamily({
  DataRequestReceived: {
    version: 1,
    schema: z.object({
      right: DataRight,
      folio: Folio,
      subjects: Subjects,
      receivedAt: Instant,
      answerBy: Instant,
    }),
  },
  DataRequestExtended: { version: 1, schema: z.object({ answerBy: Instant, extendedAt: Instant }) },
  DataRequestResolved: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, subjects: [] }) },
    schema: z.object({
      resolution: DataResolution,
      ground: DataRefusalGround.nullable(),
      /** Those found since it was received. */
      subjects: Subjects,
      /** Null if nothing was granted. */
      effectBy: Instant.nullable(),
      resolvedAt: Instant,
    }),
  },
  DataRequestFulfilled: { version: 1, schema: z.object({ fulfilledAt: Instant }) },
  /** The last of the two, its answer or that it was done, no longer holds. */
  DataRequestReopened: {
    version: 1,
    schema: z.object({ reason: DataReopenReason, reopenedAt: Instant }),
  },
  DataTermMissed: { version: 1, schema: z.object({ term: DataTerm, dueAt: Instant }) },
});
export type DataRequestEvent = EventOf<typeof dataRequestEvents>;
type Of<Type extends DataRequestEvent['type']> = Extract<DataRequestEvent, { readonly type: Type }>;

export type DataRequest =
  | { readonly status: 'none' }
  | {
      readonly status: 'received' | 'granted' | 'over';
      readonly right: Of<'DataRequestReceived'>['right'];
      readonly subjects: readonly string[];
      /** The answer; null until there is one. */
      readonly resolution: Of<'DataRequestResolved'>['resolution'] | null;
      readonly extended: boolean;
      /** When it was received, answered or done, whichever came last. */
      readonly since: Instant;
      readonly by: Instant | null;
      /** As it was before its last step; null until it is answered. */
      readonly before: Exclude<DataRequest, { readonly status: 'none' }> | null;
      readonly reopenings: number;
    };
type Known = Exclude<DataRequest, { readonly status: 'none' }>;

// ---- commands -----------------------------------------------------------------

const { command, internal } = commandsOf<DataRequest>();
interface Placed {
  readonly entity: string;
  /** Days of rest, of any entity, that the site declares besides the law's. */
  readonly rests: readonly DayOfRest[];
}
interface Timed {
  readonly at: Instant;
}
/** How far its persons are erased. */
interface Erased {
  /** All of them. */
  readonly erased: boolean;
  /** At least one of them, and each of the others is held or blocked. */
  readonly erasedButHeld: boolean;
}

const receiving = {
  right: DataRight.describe('What is asked for.'),
  folio: Folio.describe('File number of the request: capital letters, digits, slashes and dashes.'),
  subjects: usually(Subjects, []).describe("The person's tokens in the records about them. At most 50."),
};
const resolving = {
  resolution: DataResolution.describe('The answer.'),
  ground: optional(DataRefusalGround).describe(
    'Why it is not granted, or not in full; none when all is granted.',
  ),
  subjects: usually(Subjects, []).describe(
    'Further tokens of the person, found since the request was received. At most 50.',
  ),
};

const reopening = { reason: DataReopenReason.describe('Why it is taken back.') };

/** A person's request about the data kept on them, and its terms to answer and carry out. The office keeps their identity; it is not here. */
export const dataRequest = aggregate({
  category: 'datarequest',
  events: dataRequestEvents,
  initialState: { status: 'none' } as DataRequest,
  commands: {
    ReceiveDataRequest: command({
      doc: 'Records a request for access, rectification, cancellation or opposition, to be answered within 20 working days. Refused with AlreadyRegistered or OutsideEntity.',
      mayExecute: ['commander'],
      legalBasis: 'LGPDPPSO art. 45',
      addresses: 'chosen',
      seeks: { entity: EntityCode.describe('INEGI key of the entity that keeps the data.') },
      input: receiving,
      finds: looksUp<Placed>(),
      decide: receive,
    }),
    ExtendDataRequest: command({
      doc: 'Gives ten more working days to answer, once, before the term is over. Refused with DataRequestNotFound, RequestAnswered, RequestExtended, BeforeRequest or AnswerTermOver.',
      mayExecute: ['commander'],
      legalBasis: 'LGPDPPSO art. 45',
      input: {},
      finds: looksUp<Placed>(),
      decide: (state, given) => (state.status === 'none' ? unknown() : extend(state, given)),
    }),
    ResolveDataRequest: command({
      doc: 'Answers a request; what was granted has to be done within 15 working days. A cancellation is granted for persons that are named. Refused with DataRequestNotFound, RequestAnswered, BeforeRequest, OutsideEntity, GroundNeeded, GroundNotExpected or PersonsNeeded.',
      mayExecute: ['commander'],
      input: resolving,
      finds: looksUp<Placed>(),
      decide: (state, given) => (state.status === 'none' ? unknown() : resolve(state, given)),
    }),
    FulfilDataRequest: command({
      doc: 'Records that what was granted is done; a cancellation is, once all its persons are erased, or, granted in part, some are and the rest is held or blocked. Refused with DataRequestNotFound, RequestNotGranted, EndsBeforeStart or NotErasedYet.',
      mayExecute: ['commander'],
      input: {},
      finds: looksUp<Erased>(),
      decide: (state, given) => (state.status === 'none' ? unknown() : fulfil(state, given)),
    }),
    ReopenDataRequest: command({
      doc: 'Takes back the last step of a request, its answer or that it was done: it has to be answered, or done, by the term it had. Persons named with an answer that is taken back are no longer named; an erasure that was asked for is withdrawn by itself. Refused with DataRequestNotFound, RequestNotAnswered, EndsBeforeStart or RecordFull.',
      mayExecute: ['commander'],
      input: reopening,
      decide: (state, given) => (state.status === 'none' ? unknown() : reopen(state, given)),
    }),
    /** Noted by the clock. */
    NoteDataTermMissed: internal({
      input: { term: DataTerm, at: Instant },
      decide: (state, { term, at }) =>
        state.status !== 'none' && state.by?.ms === at.ms
          ? [{ type: 'DataTermMissed' as const, term, dueAt: at }]
          : [],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

const unknown = () => refuse('DataRequestNotFound');

/** The last second of the last working day, by the clock of the place. */
function termOf(from: Instant, days: number, { entity, rests: own }: Placed): Instant {
  const last = addWorkingDays(localDate(from), days, { entity, own });
  return instantOfLocal(`${last}T23:59:59`, zoneOf(entity));
}

function receive(state: DataRequest, given: Fields<typeof receiving> & Placed & Timed) {
  if (state.status !== 'none') return refuse('AlreadyRegistered');
  const { right, folio, subjects, at: receivedAt } = given;
  if (areElsewhere(given)) return refuse('OutsideEntity');
  const answerBy = termOf(receivedAt, ANSWER_WORKING_DAYS, given);
  return [{ type: 'DataRequestReceived' as const, right, folio, subjects, receivedAt, answerBy }];
}

function areElsewhere({
  subjects,
  entity,
}: {
  readonly subjects: readonly string[];
  readonly entity: string;
}) {
  return subjects.some((one) => one.slice(0, 2) !== entity);
}

function extend({ status, extended, since, by }: Known, given: Placed & Timed) {
  const { at } = given;
  if (status !== 'received') return refuse('RequestAnswered');
  if (extended) return refuse('RequestExtended');
  if (at.ms < since.ms) return refuse('BeforeRequest');
  if (by === null || at.ms > by.ms) return refuse('AnswerTermOver');
  const answerBy = termOf(by, EXTENSION_WORKING_DAYS, given);
  return [{ type: 'DataRequestExtended' as const, answerBy, extendedAt: at }];
}

function resolve(state: Known, given: Fields<typeof resolving> & Placed & Timed) {
  const { status, right, since } = state;
  if (status !== 'received') return refuse('RequestAnswered');
  const { resolution, ground, at: resolvedAt } = given;
  if (resolvedAt.ms < since.ms) return refuse('BeforeRequest');
  if (areElsewhere(given)) return refuse('OutsideEntity');
  if (resolution !== 'GRANTED' && ground === null) return refuse('GroundNeeded');
  if (resolution === 'GRANTED' && ground !== null) return refuse('GroundNotExpected');
  const subjects = given.subjects.filter((one) => !state.subjects.includes(one));
  const isUnnamed = state.subjects.length + subjects.length === 0;
  if (right === 'CANCELLATION' && resolution !== 'REFUSED' && isUnnamed) return refuse('PersonsNeeded');
  const effectBy = resolution === 'REFUSED' ? null : termOf(resolvedAt, EFFECT_WORKING_DAYS, given);
  return [{ type: 'DataRequestResolved' as const, resolution, ground, subjects, effectBy, resolvedAt }];
}

function fulfil({ status, right, resolution, since }: Known, given: Erased & Timed) {
  const { erased, erasedButHeld, at: fulfilledAt } = given;
  if (status !== 'granted') return refuse('RequestNotGranted');
  if (fulfilledAt.ms < since.ms) return refuse('EndsBeforeStart');
  const isErased = erased || (resolution === 'PARTLY' && erasedButHeld);
  if (right === 'CANCELLATION' && !isErased) return refuse('NotErasedYet');
  return [{ type: 'DataRequestFulfilled' as const, fulfilledAt }];
}

function reopen({ before, since, reopenings }: Known, given: Fields<typeof reopening> & Timed) {
  const { reason, at: reopenedAt } = given;
  if (!before) return refuse('RequestNotAnswered');
  if (reopenedAt.ms < since.ms) return refuse('EndsBeforeStart');
  if (reopenings >= REOPENINGS_MAX) return refuse('RecordFull', { max: REOPENINGS_MAX });
  return [{ type: 'DataRequestReopened' as const, reason, reopenedAt }];
}

function evolve(state: DataRequest, event: DataRequestEvent): DataRequest {
  if (event.type === 'DataRequestReceived') {
    const { right, subjects, receivedAt: since, answerBy: by } = event;
    const open = { resolution: null, extended: false, before: null, reopenings: 0 } as const;
    return { status: 'received', right, subjects, ...open, since, by };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'DataRequestExtended':
      return { ...state, extended: true, by: event.answerBy };
    case 'DataRequestResolved': {
      const { resolution, effectBy: by, resolvedAt: since } = event;
      const subjects = [...state.subjects, ...event.subjects];
      const status = by === null ? 'over' : 'granted';
      return { ...state, status, resolution, subjects, since, by, before: state };
    }
    case 'DataRequestFulfilled':
      return { ...state, status: 'over', since: event.fulfilledAt, by: null, before: state };
    case 'DataRequestReopened':
      return state.before ? { ...state.before, reopenings: state.reopenings + 1 } : state;
    case 'DataTermMissed':
      return state;
  }
}
