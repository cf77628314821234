import { Cvegeo, duplicateCode, isSensitive } from '@proximidad/catalogues';
import {
  aggregate,
  EntityCode,
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
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { CnieCode, isKnownCode, isProper } from '../incident/values.ts';

// ---- words ----------------------------------------------------------------

export const CallChannel = closedList(
  'CallChannel',
  {
    '911': { as: 'C911', doc: 'The emergency number.' },
    '089': { as: 'C089', doc: 'Anonymous: nothing of the caller is kept, no place either.' },
    APP: 'An app of the authority.',
    PANIC_BUTTON: 'A panic button was pressed.',
    RADIO: 'An officer said so over the radio.',
    CAMERA: 'Seen by a camera.',
    WALK_IN: 'Told at a counter.',
  },
  'How a call comes in.',
);
export type CallChannel = z.infer<typeof CallChannel>;

export const CallStatus = closedList(
  'CallStatus',
  {
    RECEIVED: 'Not classified yet.',
    CLASSIFIED: 'Proper, waiting for an incident, or `60205`, waiting for its link.',
    REPORTED: 'An incident was reported from it.',
    LINKED: 'A duplicate of an incident reported before.',
    CLOSED: 'Types 6 and 7: closed without incident (BR-I1).',
    ABANDONED: 'The caller hung up before anything was known.',
  },
  'What became of a call.',
);
export type CallStatus = z.infer<typeof CallStatus>;

const LinkRule = closedList(
  'LinkRule',
  {
    PROPOSED: 'A proposal of `duplicateCandidates`, confirmed; needs its score.',
    OPERATOR: 'The operator alone.',
  },
  'Who found that the call tells of an incident known before.',
);

/** A call that is classified more often is not listened to. */
export const CLASSIFICATIONS_MAX = 50;

/** Below it no link is proposed, and none is accepted as proposed (BR-I2). */
export const DUPLICATE_SCORE_MIN = 0.7;

/** The line for anonymous reports. */
const ANONYMOUS: CallChannel = '089';

// ---- events ---------------------------------------------------------------

export const callEvents = eventFamily({
  CallReceived: {
    version: 1,
    schema: z.object({
      channel: CallChannel,
      /** The centre that took it. */
      c2Id: PublicId.nullable(),
      /** Null for anonymous reports and where the centre does not know. */
      municipality: Cvegeo.nullable(),
      startedAt: Instant,
    }),
  },
  CallClassified: {
    version: 1,
    schema: z.object({
      code: CnieCode,
      /** False for types 6 and 7. */
      proper: z.boolean(),
      /** Whether the call is over with it, without an incident (BR-I1). */
      closes: z.boolean(),
    }),
  },
  CallAbandoned: { version: 1, schema: z.object({ abandonedAt: Instant }) },
  CallLinkedToIncident: {
    version: 1,
    schema: z.object({
      callId: PublicId,
      incidentId: PublicId,
      rule: LinkRule,
      /** Of the proposal that was confirmed. */
      score: z.number().min(0).max(1).nullable(),
    }),
  },
});
export type CallEvent = EventOf<typeof callEvents>;

// ---- commands -------------------------------------------------------------

export type Call =
  | { readonly status: 'none' }
  | { readonly status: 'open'; readonly code: string | null; readonly classifications: number }
  | {
      readonly status: 'linked';
      readonly code: string | null;
      readonly classifications: number;
      readonly incidentId: string;
    }
  | { readonly status: 'closed' }
  | { readonly status: 'abandoned' };

const { command } = commandsOf<Call>();

const place = {
  entity: optional(EntityCode).describe("Else that of the municipality, else the caller's own."),
  municipality: optional(Cvegeo).describe('INEGI key. Not kept for 089.'),
};
const receiving = {
  channel: CallChannel.describe('How it came in.'),
  c2Id: optional(PublicId).describe('The centre that took it.'),
  startedAt: optional(Instant).describe('When it began; else `occurredAt`, else now.'),
};
interface Located {
  readonly municipality: string | null;
}
const classifying = {
  code: CnieCode.describe(
    'CNIE, the version in force. Types 6 and 7 close the call, but for `60205`, which waits for its link (BR-I1).',
  ),
};
const linking = {
  incidentId: PublicId.describe('The incident that it tells of.'),
  rule: LinkRule.describe('Who found it.'),
  score: optional(z.number().min(0).max(1)).describe('Of the proposal that is confirmed.'),
};
interface OfCall {
  readonly callId: string;
}
interface Timed {
  readonly at: Instant;
}

export const call = aggregate({
  category: 'call',
  events: callEvents,
  initialState: { status: 'none' } as Call,
  commands: {
    ReceiveCall: command({
      doc: 'A call came in. Refused with AlreadyReceived or OutsideEntity.',
      mayExecute: ['operator', 'machine'],
      addresses: 'chosen',
      seeks: place,
      input: receiving,
      finds: looksUp<Located>(),
      past: ['startedAt'],
      decide: receive,
    }),
    ClassifyCall: command({
      doc: 'Says what a call is about. Refused with CallNotFound, UnknownCode, CallClosed, CallAbandoned or TooManyClassifications.',
      mayExecute: ['operator'],
      input: classifying,
      decide: classify,
    }),
    AbandonCall: command({
      doc: 'The caller hung up. Refused with CallNotFound or CallClosed.',
      mayExecute: ['operator'],
      input: {},
      decide: abandon,
    }),
    LinkDuplicate: command({
      doc: 'The call tells of an incident known before. Refused with IncidentNotFound, OutsideEntity, CallNotFound, CallClosed, CallAbandoned, AlreadyLinked, TooManyCalls, ScoreTooLow (BR-I2) or SensitiveKind (BR-I2).',
      mayExecute: ['operator'],
      input: linking,
      finds: looksUp<OfCall>(),
      decide: link,
    }),
  },
  evolve,
});

// ---- decisions ------------------------------------------------------------

function receive(state: Call, given: Fields<typeof receiving> & Located & Timed) {
  if (state.status !== 'none') return refuse('AlreadyReceived');
  if (given.channel === ANONYMOUS && given.municipality !== null) {
    return refuse('PlaceOnAnonymousCall');
  }
  const { channel, c2Id, municipality, startedAt, at } = given;
  return [{ type: 'CallReceived' as const, channel, c2Id, municipality, startedAt: startedAt ?? at }];
}

/** A call may be classified anew while it is open: operators learn more while they listen. */
function classify(state: Call, { code }: Fields<typeof classifying>) {
  if (state.status === 'none') return notReceived();
  if (state.status === 'abandoned') return abandoned();
  if (!isKnownCode(code)) return refuse('UnknownCode', { code });
  if (state.status === 'closed') return closed();
  if (state.code === code) return [];
  if (state.classifications >= CLASSIFICATIONS_MAX) {
    return refuse('TooManyClassifications', { max: CLASSIFICATIONS_MAX });
  }
  const proper = isProper(code);
  const closes = state.status === 'open' && !proper && code !== duplicateCode;
  return [{ type: 'CallClassified' as const, code, proper, closes }];
}

function abandon(state: Call, { at }: Timed) {
  switch (state.status) {
    case 'none':
      return notReceived();
    case 'open':
      return [{ type: 'CallAbandoned' as const, abandonedAt: at }];
    case 'abandoned':
      return [];
    case 'linked':
    case 'closed':
      return closed();
  }
}

function link(state: Call, given: Fields<typeof linking> & OfCall) {
  switch (state.status) {
    case 'none':
      return notReceived();
    case 'abandoned':
      return abandoned();
    case 'closed':
      return closed();
    case 'linked':
      return state.incidentId === given.incidentId ? [] : refuse('AlreadyLinked');
    case 'open':
      return mayBeLinked(state.code, given) ?? [linked(given)];
  }
}

function linked({ callId, incidentId, rule, score }: Fields<typeof linking> & OfCall) {
  return { type: 'CallLinkedToIncident' as const, callId, incidentId, rule, score };
}

/** BR-I2 speaks of proposals only: an operator may link whatever the operator knows of. */
function mayBeLinked(code: string | null, { rule, score }: Fields<typeof linking>) {
  if (rule !== 'PROPOSED') return undefined;
  if (code !== null && isSensitive(code)) {
    return refuse('SensitiveKind');
  }
  return score !== null && score >= DUPLICATE_SCORE_MIN
    ? undefined
    : refuse('ScoreTooLow', { min: DUPLICATE_SCORE_MIN });
}

const notReceived = () => refuse('CallNotFound');
const closed = () => refuse('CallClosed');
const abandoned = () => refuse('CallAbandoned');

function evolve(state: Call, event: CallEvent): Call {
  switch (event.type) {
    case 'CallReceived':
      return { status: 'open', code: null, classifications: 0 };
    case 'CallClassified': {
      if (event.closes) return { status: 'closed' };
      const known = 'classifications' in state ? state : { status: 'open' as const, classifications: 0 };
      return { ...known, code: event.code, classifications: known.classifications + 1 };
    }
    case 'CallAbandoned':
      return { status: 'abandoned' };
    case 'CallLinkedToIncident': {
      const { code, classifications } = state.status === 'open' ? state : { code: null, classifications: 0 };
      return { status: 'linked', code, classifications, incidentId: event.incidentId };
    }
  }
}
