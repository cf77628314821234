import { cnie, Cvegeo, zoneOf } from '@proximidad/catalogues';
import {
  aggregate,
  eventFamily,
  Instant,
  instantAt,
  localDate,
  PublicId,
  reject,
  type Aggregate,
  type EventOf,
} from '@proximidad/eventsourcing';
import { z } from 'zod';

// ---- words -------------------------------------------------------------------

/** The rule that a follow-up is owed by; with the incident it is its natural key. */
export const FOLLOW_UP_RULE = 'BR-C3';

const HOUR_MS = 3_600_000;
const ATTEMPTS_MAX = 60;
/** Local days with an attempt before a victim counts as not found (BR-C3). */
const ATTEMPT_DAYS_MIN = 3;

export const FollowUpGround = z.enum(['VIOLENCE', 'VIOLENT_ROBBERY', 'OTHER_VICTIM']);
export type FollowUpGround = z.infer<typeof FollowUpGround>;

/** Hours from the incident's close (BR-C3). */
const DUE_HOURS: Readonly<Record<FollowUpGround, number>> = {
  VIOLENCE: 72,
  VIOLENT_ROBBERY: 5 * 24,
  OTHER_VICTIM: 15 * 24,
};

export const FollowUpOutcome = z.enum(['OK', 'NEEDS_SUPPORT', 'NOT_FOUND', 'DECLINED']);
export type FollowUpOutcome = z.infer<typeof FollowUpOutcome>;

export const WaiverReason = z.enum([
  'VICTIM_ASKED',
  'VICTIM_SERVICES_TOOK_OVER',
  'SAME_VICTIM_ELSEWHERE',
  'VICTIM_DATA_ERASED',
]);
export type WaiverReason = z.infer<typeof WaiverReason>;

/** What the final code of an incident makes its victims be owed. */
export function groundOf(finalCode: string): FollowUpGround {
  if (/^30[57]\d\d$/.test(finalCode) || finalCode === '30903') return 'VIOLENCE';
  const label = cnie(finalCode)?.label ?? '';
  return label.startsWith('Robo') && label.includes('con violencia') ? 'VIOLENT_ROBBERY' : 'OTHER_VICTIM';
}

// ---- events ------------------------------------------------------------------

export const followUpEvents = eventFamily({
  FollowUpRequested: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      municipality: Cvegeo,
      beatId: PublicId.nullable(),
      ground: FollowUpGround,
      closedAt: Instant,
      firstAttemptBy: Instant,
      dueAt: Instant,
    }),
  },
  FollowUpAttempted: { version: 1, schema: z.object({ attemptedAt: Instant, localDate: z.iso.date() }) },
  FollowUpOverdue: { version: 1, schema: z.object({ municipality: Cvegeo, dueAt: Instant }) },
  FollowUpDone: { version: 1, schema: z.object({ outcome: FollowUpOutcome, doneAt: Instant }) },
  FollowUpWaived: { version: 1, schema: z.object({ reason: WaiverReason, waivedAt: Instant }) },
});
export type FollowUpEvent = EventOf<typeof followUpEvents>;

// ---- commands ----------------------------------------------------------------

export const FollowUpCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('RequestFollowUp'),
    incidentId: PublicId,
    municipality: Cvegeo,
    beatId: PublicId.nullable(),
    finalCode: z.string(),
    closedAt: Instant,
  }),
  z.object({ type: z.literal('RecordAttempt'), at: Instant }),
  z.object({ type: z.literal('CompleteFollowUp'), outcome: FollowUpOutcome, at: Instant }),
  z.object({ type: z.literal('WaiveFollowUp'), reason: WaiverReason, at: Instant }),
  /** Told by time itself: `at` is the due instant, however late it is found out. */
  z.object({ type: z.literal('MarkOverdue'), at: Instant }),
]);
export type FollowUpCommand = z.infer<typeof FollowUpCommand>;
type Of<Type extends FollowUpCommand['type']> = Extract<FollowUpCommand, { type: Type }>;

// ---- rules -------------------------------------------------------------------

interface Open {
  readonly status: 'open';
  readonly overdue: boolean;
  readonly municipality: string;
  readonly closedAt: Instant;
  readonly dueAt: Instant;
  readonly attempts: number;
  readonly attemptDays: readonly string[];
}
export type FollowUp = { readonly status: 'unrequested' } | Open | { readonly status: 'ended' };

type FollowUpRefusal =
  | 'NotRequested'
  | 'AlreadyEnded'
  | 'BeforeIncidentClosed'
  | 'TooManyAttempts'
  | 'TooFewAttempts'
  | 'NotDueYet';

export const followUp: Aggregate<FollowUp, typeof FollowUpCommand, typeof followUpEvents, FollowUpRefusal> =
  aggregate({
    category: 'followup',
    commands: FollowUpCommand,
    events: followUpEvents,
    initialState: { status: 'unrequested' },
    decide,
    evolve,
  });

function decide(state: FollowUp, command: FollowUpCommand) {
  switch (command.type) {
    case 'RequestFollowUp':
      return state.status === 'unrequested' ? request(command) : [];
    case 'RecordAttempt':
      return state.status === 'open' ? attempt(state, command) : notOpen(state);
    case 'CompleteFollowUp':
      return state.status === 'open' ? complete(state, command) : notOpen(state);
    case 'WaiveFollowUp':
      return state.status === 'open' ? waive(state, command) : notOpen(state);
    case 'MarkOverdue':
      return state.status === 'open' ? markOverdue(state, command) : [];
  }
}

function evolve(state: FollowUp, event: FollowUpEvent): FollowUp {
  switch (event.type) {
    case 'FollowUpRequested': {
      const { municipality, closedAt, dueAt } = event;
      return { status: 'open', overdue: false, municipality, closedAt, dueAt, attempts: 0, attemptDays: [] };
    }
    case 'FollowUpAttempted':
      return state.status === 'open' ? attempted(state, event.localDate) : state;
    case 'FollowUpOverdue':
      return state.status === 'open' ? { ...state, overdue: true } : state;
    case 'FollowUpDone':
    case 'FollowUpWaived':
      return { status: 'ended' };
  }
}

function request({ incidentId, municipality, beatId, finalCode, closedAt }: Of<'RequestFollowUp'>) {
  const ground = groundOf(finalCode);
  const hours = DUE_HOURS[ground];
  // The place's own clock: its offset may change between the close and the due instant.
  const after = (h: number) => instantAt(closedAt.ms + h * HOUR_MS, zoneOf(municipality));
  return [
    {
      type: 'FollowUpRequested' as const,
      incidentId,
      municipality,
      beatId,
      ground,
      closedAt,
      firstAttemptBy: after(hours / 2),
      dueAt: after(hours),
    },
  ];
}

function attempt(state: Open, { at }: Of<'RecordAttempt'>) {
  if (at.ms < state.closedAt.ms) return beforeClose();
  if (state.attempts >= ATTEMPTS_MAX) {
    return reject('TooManyAttempts', `A follow-up has at most ${ATTEMPTS_MAX} attempts.`);
  }
  const day = localDate(instantAt(at.ms, zoneOf(state.municipality)));
  return [{ type: 'FollowUpAttempted' as const, attemptedAt: at, localDate: day }];
}

function complete(state: Open, { outcome, at }: Of<'CompleteFollowUp'>) {
  if (at.ms < state.closedAt.ms) return beforeClose();
  if (outcome === 'NOT_FOUND' && state.attemptDays.length < ATTEMPT_DAYS_MIN) {
    return reject(
      'TooFewAttempts',
      `Not found needs attempts on ${ATTEMPT_DAYS_MIN} different days; there were ${state.attemptDays.length}.`,
      'BR-C3',
    );
  }
  return [{ type: 'FollowUpDone' as const, outcome, doneAt: at }];
}

function waive(state: Open, { reason, at }: Of<'WaiveFollowUp'>) {
  return at.ms < state.closedAt.ms
    ? beforeClose()
    : [{ type: 'FollowUpWaived' as const, reason, waivedAt: at }];
}

function markOverdue({ overdue, municipality, dueAt }: Open, { at }: Of<'MarkOverdue'>) {
  if (overdue) return [];
  return at.ms < dueAt.ms
    ? reject('NotDueYet', 'The follow-up is not due yet.', 'BR-C3')
    : [{ type: 'FollowUpOverdue' as const, municipality, dueAt }];
}

function attempted(state: Open, day: string): Open {
  const { attempts, attemptDays } = state;
  return {
    ...state,
    attempts: attempts + 1,
    attemptDays: attemptDays.includes(day) ? attemptDays : [...attemptDays, day],
  };
}

function notOpen(state: Exclude<FollowUp, Open>) {
  return state.status === 'ended'
    ? reject('AlreadyEnded', 'The follow-up has ended.')
    : reject('NotRequested', 'There is no such follow-up.');
}

function beforeClose() {
  return reject('BeforeIncidentClosed', 'Nothing is owed before the incident closes.', 'BR-C3');
}
