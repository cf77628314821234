import { CNIE_CURRENT, Cvegeo, duplicateCode, isProper, isSensitive } from '@proximidad/catalogues';
import { RetentionRule } from '@proximidad/contracts';
import {
  aggregate,
  EntityCode,
  type Fields,
  guarded,
  Instant,
  looksUp,
  optional,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { Point, roundPoint } from '@proximidad/geography';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { CnieCode, isKnownCode } from '../incident/values.ts';
import { CallerInput } from './caller.ts';
import { ANONYMOUS, CallChannel, callEvents, CallReopeningReason, FIX_DECIMALS } from './call-events.ts';
import { type Call, evolve, notOpen, type OpenCall } from './call-state.ts';
import { acted } from './acts.ts';
import { linking } from './linking.ts';

// ---- words ----------------------------------------------------------------

export const CallStatus = closedList(
  'CallStatus',
  {
    RECEIVED: 'Not classified yet.',
    CLASSIFIED: 'Proper, waiting for an incident, or `60205`, waiting for its link.',
    REPORTED: 'An incident was reported from it.',
    LINKED: 'It duplicates an incident reported before.',
    CLOSED: 'Types 6 and 7: closed without incident (BR-I1).',
    ABANDONED: 'The caller hung up before anything was known.',
    TRANSFERRED: 'Transferred to a centre of another entity.',
  },
  'The status of a call.',
);
export type CallStatus = z.infer<typeof CallStatus>;

/** More classifications of one call are a sign that nobody listens. */
export const CLASSIFICATIONS_MAX = 50;

// ---- commands -------------------------------------------------------------

const { command, internal } = commandsOf<Call>();

const place = {
  entity: optional(EntityCode).describe("When left out, that of the municipality, or else the caller's own."),
  municipality: optional(Cvegeo).describe('INEGI key. Not kept for 089.'),
};
const receiving = {
  channel: CallChannel.describe('How it came in.'),
  c2Id: optional(PublicId).describe('The centre that took it.'),
  startedAt: optional(Instant).describe('When it began; when left out, `occurredAt`, or else now.'),
  answeredAt: optional(Instant).describe('When somebody answered; leave it out while nobody has.'),
  caller: optional(CallerInput).describe('Who called. Not taken for 089.'),
};
interface Located {
  readonly municipality: string | null;
  /** The municipality whose centre takes it. */
  readonly centre: string | null;
}
const locating = {
  municipality: optional(Cvegeo).describe('INEGI key.'),
  point: optional(Point).describe(
    'Point of the telephone cell, kept to about 110 m; not for sensitive kinds.',
  ),
  radiusMetres: optional(z.int().min(0).max(50_000)).describe(
    'How far off it may be, in metres; 500 when left out.',
  ),
};
const classifying = {
  code: CnieCode.describe(
    'CNIE, the version in force. Types 6 and 7 close the call, except `60205`, which waits for its link (BR-I1).',
  ),
};
const transferring = {
  toC2Id: optional(PublicId).describe(
    'The centre that takes it over; leave it out where its place says enough.',
  ),
  toMunicipality: optional(Cvegeo).describe(
    'The municipality of that centre; leave it out for a state centre.',
  ),
};
interface Reported {
  /** An incident was reported from it, which its own history may not say yet. */
  readonly reported: boolean;
}
interface Elsewhere {
  /** Null within the entity. */
  readonly toEntity: string | null;
}
const callingBack = {
  reached: z.boolean().describe('Whether somebody answered, in which case the call stays open.'),
};
const reopening = { reason: CallReopeningReason.describe('Why.') };
const reporting = { incidentId: PublicId, at: Instant };
interface Timed {
  readonly at: Instant;
}
export const call = aggregate({
  category: 'call',
  events: callEvents,
  initialState: { status: 'none' } as Call,
  commands: {
    ReceiveCall: command({
      doc: 'Records that a call came in. A municipal centre also takes calls without a place. Refused with AlreadyReceived, OutsideEntity, PlaceOnAnonymousCall, CallerOnAnonymousCall or AnsweredBeforeStarted.',
      mayExecute: ['operator', 'machine'],
      addresses: 'chosen',
      seeks: place,
      input: receiving,
      finds: looksUp<Located>(),
      past: ['startedAt', 'answeredAt'],
      decide: receive,
    }),
    AnswerCall: command({
      doc: 'Records that somebody answered a call that was recorded while it rang. Answering it again changes nothing. Refused with CallNotFound, CallHasIncident, CallClosed, CallAbandoned, CallTransferred, AnsweredBeforeStarted or TooManyActs.',
      mayExecute: ['operator', 'machine'],
      input: {},
      decide: (state, given) => (state.status === 'open' ? answer(state, given) : notOpen(state)),
    }),
    LocateCall: command({
      doc: 'Records where the network says that the call comes from: a telephone cell or a municipality. The latest report counts. Refused with CallNotFound, PlaceOnAnonymousCall, SensitivePlace, NothingLocated, OutsideEntity, BeforeCall or TooManyActs.',
      mayExecute: ['operator', 'machine'],
      seeks: locating,
      input: {},
      finds: looksUp<Whereabouts>(),
      decide: locate,
    }),
    ClassifyCall: command({
      doc: 'Records what a call is about. Refused with CallNotFound, UnknownCode, CallClosed, CallAbandoned, CallTransferred or TooManyClassifications.',
      mayExecute: ['operator'],
      input: classifying,
      finds: looksUp<Reported>(),
      decide: classify,
    }),
    TransferCall: command({
      doc: 'Transfers a call to another centre: within the entity it stays open, to another entity it is over here. Refused with CallNotFound, OutsideEntity (the centre or the municipality is of another entity than the one told), CallHasIncident, CallClosed, CallAbandoned, CallTransferred, AlreadyThere, BeforeCall or TooManyActs.',
      mayExecute: ['operator'],
      seeks: {
        toEntity: optional(EntityCode).describe('INEGI key; leave it out within the entity of the call.'),
      },
      input: transferring,
      finds: looksUp<Elsewhere>(),
      decide: (state, given) => (state.status === 'open' ? transfer(state, given) : notOpen(state)),
    }),
    AbandonCall: command({
      doc: 'Records that the caller hung up. Refused with CallNotFound, CallHasIncident, CallClosed, CallTransferred, BeforeCall or TooManyActs.',
      mayExecute: ['operator', 'machine'],
      input: {},
      finds: guarded(),
      decide: abandon,
    }),
    CallBack: command({
      doc: 'Records that the centre called back a caller who had hung up. Refused with CallNotFound, CallNotAbandoned, AnonymousCaller (089), BeforeCall or TooManyActs.',
      mayExecute: ['operator'],
      input: callingBack,
      decide: callBack,
    }),
    ReopenCall: command({
      doc: 'Reopens a call that was closed, abandoned or transferred by mistake. Refused with CallNotFound, CallHasIncident, CallNotOver, BeforeCall or TooManyActs.',
      mayExecute: ['operator', 'commander'],
      input: reopening,
      decide: reopen,
    }),
    /** An incident was reported from it: the platform records that on the call. Anyone who ended it meanwhile did not know. */
    NoteCallReported: internal({
      input: reporting,
      decide: (state, { incidentId, at }) =>
        state.status === 'none' || 'incidentId' in state
          ? []
          : [{ type: 'CallReported' as const, incidentId, reportedAt: at }],
    }),
    /** Comes with time: the caller's data have been kept for long enough. */
    NoteCallerRetention: internal({
      input: { rule: RetentionRule, dueAt: Instant },
      decide: (state, { rule, dueAt }) =>
        state.status === 'none' ? [] : [{ type: 'CallerRetentionCame' as const, rule, dueAt }],
    }),
    ...linking,
  },
  evolve,
});

// ---- decisions ------------------------------------------------------------

function receive(state: Call, given: Fields<typeof receiving> & Located & Timed) {
  if (state.status !== 'none') return refuse('AlreadyReceived');
  if (given.channel === ANONYMOUS && given.municipality !== null) {
    return refuse('PlaceOnAnonymousCall');
  }
  if (given.channel === ANONYMOUS && given.caller !== null) return refuse('CallerOnAnonymousCall');
  const { channel, c2Id, municipality, centre, answeredAt, caller, at } = given;
  const startedAt = given.startedAt ?? at;
  if (answeredAt !== null && answeredAt.ms < startedAt.ms) return refuse('AnsweredBeforeStarted');
  return [
    { type: 'CallReceived' as const, channel, c2Id, municipality, centre, startedAt, answeredAt, caller },
  ];
}

function answer(state: OpenCall, { at }: Timed) {
  if (state.answered) return [];
  if (at.ms < state.startedAt.ms) return refuse('AnsweredBeforeStarted');
  return acted(state, at, { type: 'CallAnswered' as const, answeredAt: at });
}

interface Whereabouts {
  readonly municipality: string | null;
  readonly cell: { readonly point: Point; readonly radiusMetres: number } | null;
}

/** For an anonymous report nothing about the caller is kept; for a sensitive kind, no point. */
function locate(state: Call, { municipality, cell, at }: Whereabouts & Timed) {
  if (state.status === 'none') return refuse('CallNotFound');
  if (state.anonymous) return refuse('PlaceOnAnonymousCall');
  if (municipality === null && cell === null) return refuse('NothingLocated');
  if (cell !== null && state.code !== null && isSensitive(state.code)) return refuse('SensitivePlace');
  const coarse = cell && { ...cell, point: roundPoint(cell.point, FIX_DECIMALS) };
  const place = municipality ?? state.located.municipality;
  const isKnown =
    place === state.located.municipality && (coarse && JSON.stringify(coarse)) === state.located.cell;
  if (isKnown) return [];
  return acted(state, at, { type: 'CallLocated' as const, municipality: place, cell: coarse, locatedAt: at });
}

/** Whether a call with this code needs nobody any more (BR-I1). */
export function endsCall(code: string): boolean {
  return !isProper(code) && code !== duplicateCode;
}

/** A call may be reclassified while it is open: operators learn more while they listen. */
function classify(state: Call, { code, reported }: Fields<typeof classifying> & Reported) {
  const isOver = ['none', 'abandoned', 'closed', 'transferred'].includes(state.status);
  if (state.status === 'none') return notOpen(state);
  if (!isKnownCode(code)) return refuse('UnknownCode', { code });
  if (isOver && state.status !== 'open') return notOpen(state);
  if (state.code === code) return [];
  if (state.classifications >= CLASSIFICATIONS_MAX) {
    return refuse('TooManyClassifications', { max: CLASSIFICATIONS_MAX });
  }
  const proper = isProper(code);
  const closes = state.status === 'open' && !reported && endsCall(code);
  return [{ type: 'CallClassified' as const, code, catalogueVersion: CNIE_CURRENT, proper, closes }];
}

function transfer(
  state: OpenCall,
  { toC2Id, toMunicipality, toEntity, at }: Fields<typeof transferring> & Elsewhere & Timed,
) {
  if (toC2Id !== null && toC2Id === state.c2Id && toEntity === null) return refuse('AlreadyThere');
  return acted(state, at, {
    type: 'CallTransferred' as const,
    ...{ fromC2Id: state.c2Id, toC2Id, toEntity, toMunicipality, transferredAt: at },
  });
}

function abandon(state: Call, { at }: Timed) {
  if (state.status === 'abandoned') return [];
  return state.status === 'open'
    ? acted(state, at, { type: 'CallAbandoned' as const, abandonedAt: at })
    : notOpen(state);
}

function callBack(state: Call, { reached, at }: Fields<typeof callingBack> & Timed) {
  if (state.status === 'none') return notOpen(state);
  if (state.status !== 'abandoned') return refuse('CallNotAbandoned');
  if (state.anonymous) return refuse('AnonymousCaller');
  return acted(state, at, { type: 'CallerCalledBack' as const, reached, calledBackAt: at });
}

function reopen(state: Call, { reason, at }: Fields<typeof reopening> & Timed) {
  switch (state.status) {
    case 'none':
    case 'reported':
    case 'linked':
      return notOpen(state);
    case 'open':
      return refuse('CallNotOver');
    case 'closed':
    case 'abandoned':
    case 'transferred':
      return acted(state, at, { type: 'CallReopened' as const, reason, reopenedAt: at });
  }
}
