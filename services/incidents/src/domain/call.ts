import { Cvegeo, duplicateCode, isSensitive } from '@proximidad/catalogues';
import { aggregate, eventFamily, type EventOf, Instant, PublicId, reject } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { CnieCode, isKnownCode, isProper } from './values.ts';

// ---- words ----------------------------------------------------------------

export const CallChannel = z.enum(['911', '089', 'APP', 'PANIC_BUTTON', 'RADIO', 'CAMERA', 'WALK_IN']);
export type CallChannel = z.infer<typeof CallChannel>;

/** How it was found that a call tells of an incident known before. */
const LinkRule = z.enum(['PROPOSED', 'OPERATOR']);

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

export const CallCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ReceiveCall'),
    channel: CallChannel,
    c2Id: PublicId.nullable(),
    municipality: Cvegeo.nullable(),
    startedAt: Instant,
  }),
  z.object({ type: z.literal('ClassifyCall'), code: CnieCode }),
  z.object({ type: z.literal('AbandonCall'), at: Instant }),
  z.object({
    type: z.literal('LinkDuplicate'),
    callId: PublicId,
    incidentId: PublicId,
    rule: LinkRule,
    score: z.number().min(0).max(1).nullable(),
  }),
]);
export type CallCommand = z.infer<typeof CallCommand>;
type Command<Type extends CallCommand['type']> = Extract<CallCommand, { type: Type }>;

// ---- decisions ------------------------------------------------------------

export type Call =
  | { readonly status: 'none' }
  | { readonly status: 'open'; readonly code: string | null }
  | { readonly status: 'linked'; readonly code: string | null; readonly incidentId: string }
  | { readonly status: 'closed' }
  | { readonly status: 'abandoned' };

export const call = aggregate({
  category: 'call',
  commands: CallCommand,
  events: callEvents,
  initialState: { status: 'none' } as Call,
  decide,
  evolve,
});

function decide(state: Call, command: CallCommand) {
  switch (command.type) {
    case 'ReceiveCall':
      return receive(state, command);
    case 'ClassifyCall':
      return classify(state, command);
    case 'AbandonCall':
      return abandon(state, command);
    case 'LinkDuplicate':
      return link(state, command);
  }
}

function receive(state: Call, command: Command<'ReceiveCall'>) {
  if (state.status !== 'none') return reject('AlreadyReceived', 'La llamada ya está registrada.');
  if (command.channel === ANONYMOUS && command.municipality !== null) {
    return reject('PlaceOnAnonymousCall', 'De un reporte anónimo no se guarda el lugar.');
  }
  return [{ ...command, type: 'CallReceived' as const }];
}

/** A call may be classified anew while it is open: operators learn more while they listen. */
function classify(state: Call, { code }: Command<'ClassifyCall'>) {
  if (state.status === 'none') return notReceived();
  if (state.status === 'abandoned') return abandoned();
  if (!isKnownCode(code)) return reject('UnknownCode', `El catálogo vigente no tiene el código ${code}.`);
  if (state.status === 'closed') return closed();
  if (state.code === code) return [];
  const proper = isProper(code);
  const closes = state.status === 'open' && !proper && code !== duplicateCode;
  return [{ type: 'CallClassified' as const, code, proper, closes }];
}

function abandon(state: Call, { at }: Command<'AbandonCall'>) {
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

function link(state: Call, command: Command<'LinkDuplicate'>) {
  switch (state.status) {
    case 'none':
      return notReceived();
    case 'abandoned':
      return abandoned();
    case 'closed':
      return closed();
    case 'linked':
      return state.incidentId === command.incidentId
        ? []
        : reject('AlreadyLinked', 'La llamada ya está ligada a otro incidente.');
    case 'open':
      return mayBeLinked(state.code, command) ?? [{ ...command, type: 'CallLinkedToIncident' as const }];
  }
}

/** BR-I2 speaks of proposals only: what an operator knows, he may link. */
function mayBeLinked(code: string | null, { rule, score }: Command<'LinkDuplicate'>) {
  if (rule !== 'PROPOSED') return undefined;
  if (code !== null && isSensitive(code)) {
    return reject('SensitiveKind', 'La violencia familiar o sexual no se liga por sugerencia.', 'BR-I2');
  }
  return score !== null && score >= DUPLICATE_SCORE_MIN
    ? undefined
    : reject('ScoreTooLow', `Una sugerencia necesita al menos ${DUPLICATE_SCORE_MIN}.`, 'BR-I2');
}

const notReceived = () => reject('NotReceived', 'La llamada no existe.');
const closed = () => reject('CallClosed', 'La llamada ya está cerrada.', 'BR-I1');
const abandoned = () => reject('CallAbandoned', 'La llamada fue abandonada.');

function evolve(state: Call, event: CallEvent): Call {
  switch (event.type) {
    case 'CallReceived':
      return { status: 'open', code: null };
    case 'CallClassified':
      if (event.closes) return { status: 'closed' };
      return state.status === 'linked'
        ? { ...state, code: event.code }
        : { status: 'open', code: event.code };
    case 'CallAbandoned':
      return { status: 'abandoned' };
    case 'CallLinkedToIncident': {
      const code = state.status === 'open' ? state.code : null;
      return { status: 'linked', code, incidentId: event.incidentId };
    }
  }
}
