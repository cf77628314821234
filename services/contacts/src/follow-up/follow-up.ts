import { cnie, Cvegeo, ModelProfile, zoneOf } from '@proximidad/catalogues';
import {
  type CameUnder,
  cameUnder,
  CarriedOver,
  follows,
  ModelBasis,
  ModelChange,
} from '@proximidad/contracts';
import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  instantAt,
  localDateAt,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { attempt, attempted, beforeClose, retract, retractInput, type Tried, without } from './attempts.ts';
import { FollowUpReopenReason, WaiverReason } from './reasons.ts';
import { FollowUpOutcome } from './words.ts';

// ---- words -------------------------------------------------------------------

/** The rule by which a follow-up is owed; with the incident, its natural key. */
export const FOLLOW_UP_RULE = 'BR-C3';

/** Id of the one follow-up that an incident owes by the rule. */
export function followUpId(incidentId: string): string {
  return idFor(entityOf(incidentId), 'followup', incidentId, FOLLOW_UP_RULE);
}

const HOUR_MS = 3_600_000;
/** A follow-up that ended and was owed again more often is kept as it ended the last time. */
const REOPENINGS_MAX = 5;
/** Local days with an attempt before a victim counted as not found, before models set this (BR-C3). */
const ATTEMPT_DAYS_ONCE = 3;

export const FollowUpGround = closedList(
  'FollowUpGround',
  {
    VIOLENCE: 'Family, sexual or gender violence.',
    VIOLENT_ROBBERY: 'Robbery with violence.',
    OTHER_VICTIM: 'Any other victim.',
  },
  'Why a follow-up is owed; the model that governed at the close sets how soon for each (BR-C3).',
);
export type FollowUpGround = z.infer<typeof FollowUpGround>;

/** The ground on which the victims of an incident are owed a follow-up, by its final code. */
export function groundOf(finalCode: string): FollowUpGround {
  if (/^30[57]\d\d$/.test(finalCode) || finalCode === '30903') return 'VIOLENCE';
  const label = cnie(finalCode)?.label ?? '';
  return label.startsWith('Robo') && label.includes('con violencia') ? 'VIOLENT_ROBBERY' : 'OTHER_VICTIM';
}

// ---- events ------------------------------------------------------------------

export const followUpEvents = eventFamily({
  FollowUpRequested: {
    version: 2,
    upcast: {
      1: (first: object) => ({ ...first, attemptDays: ATTEMPT_DAYS_ONCE, basis: null }),
    },
    schema: z.object({
      incidentId: PublicId,
      municipality: Cvegeo,
      beatId: PublicId.nullable(),
      ground: FollowUpGround,
      closedAt: Instant,
      firstAttemptBy: Instant,
      dueAt: Instant,
      /** Local days with an attempt before the victim counts as not found. */
      attemptDays: z.int().min(1),
      /** What the due time rests on; it stays when the place adopts another model. */
      basis: ModelBasis.nullable(),
    }),
  },
  /** The incident turned out to be of another kind: the follow-up is due at another time. One that a person ended stays ended. */
  FollowUpMoved: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, closedAt: null }) },
    schema: z.object({
      municipality: Cvegeo,
      ground: FollowUpGround,
      firstAttemptBy: Instant,
      dueAt: Instant,
      /** Time of the next closing; null where its time counts from the same one. */
      closedAt: Instant.nullable(),
    }),
  },
  /** The incident is open again, or turned out to have left no victim: one that a person ended would not be owed if it were taken up again. */
  FollowUpNoLongerOwed: {
    version: 1,
    schema: z.object({ reason: WaiverReason, noLongerOwedAt: Instant }),
  },
  /** A follow-up waived by a correction is owed after all by another correction; one waived by a reopening, by the next closing. */
  FollowUpOwedAgain: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, closedAt: null }) },
    schema: z.object({
      municipality: Cvegeo,
      ground: FollowUpGround,
      firstAttemptBy: Instant,
      dueAt: Instant,
      /** Time of the next closing; null where it is owed from the same one. */
      closedAt: Instant.nullable(),
      owedAgainAt: Instant,
    }),
  },
  FollowUpAttempted: { version: 1, schema: z.object({ attemptedAt: Instant, localDate: z.iso.date() }) },
  /** An attempt that was recorded by mistake no longer counts. */
  FollowUpAttemptRetracted: {
    version: 1,
    schema: z.object({ attemptedAt: Instant, localDate: z.iso.date(), retractedAt: Instant }),
  },
  FollowUpOverdue: { version: 1, schema: z.object({ municipality: Cvegeo, dueAt: Instant }) },
  FollowUpDone: { version: 1, schema: z.object({ outcome: FollowUpOutcome, doneAt: Instant }) },
  FollowUpWaived: { version: 1, schema: z.object({ reason: WaiverReason, waivedAt: Instant }) },
  /** What somebody had ended is owed again, by the term that it had. */
  FollowUpReopened: {
    version: 1,
    schema: z.object({ reason: FollowUpReopenReason, reopenedAt: Instant }),
  },
  FollowUpCarriedOver: { version: 1, schema: CarriedOver },
});
export type FollowUpEvent = EventOf<typeof followUpEvents>;

// ---- commands ----------------------------------------------------------------

interface Open extends Tried {
  readonly status: 'open';
  /** Due times at which it was overdue, Unix milliseconds: each is recorded once. */
  readonly overdueAt: readonly number[];
  readonly dueAt: Instant;
  readonly ground: FollowUpGround;
  readonly daysAsked: number;
  readonly reopenings: number;
  /** When somebody last took its end back. */
  readonly reopenedAt: Instant | null;
  readonly under: CameUnder | null;
}
interface Ended {
  readonly status: 'ended';
  /** Whether a correction or a reopening of its incident ended it, which another may undo; otherwise a person did. */
  readonly ofIncident: boolean;
  readonly endedAt: Instant;
  /** Why the incident owes it no more; null where it still would. */
  readonly notOwed: WaiverReason | null;
  /** Its state when it ended. */
  readonly before: Open;
}
export type FollowUp = { readonly status: 'unrequested' } | Open | Ended;

const { command, internal } = commandsOf<FollowUp>();

const requestInput = {
  incidentId: PublicId,
  municipality: Cvegeo,
  beatId: PublicId.nullable(),
  finalCode: z.string(),
  closedAt: Instant,
  /** Parameters of the model that governed the place when the incident closed. */
  followUps: ModelProfile.shape.followUps,
  basis: ModelBasis,
};
const correctionInput = { ...requestInput, owed: z.boolean(), at: Instant };
const outcomeInput = { outcome: FollowUpOutcome.describe('What came of it.') };
const reopenInput = { reason: FollowUpReopenReason.describe('Why it is owed again.') };
const waiverInput = { reason: WaiverReason.describe('Why it is no longer owed.') };
interface Timed {
  readonly at: Instant;
}

export const followUp = aggregate({
  category: 'followup',
  events: followUpEvents,
  initialState: { status: 'unrequested' } as FollowUp,
  commands: {
    RequestFollowUp: internal({ input: requestInput, decide: requestOf }),
    /** The closing is undone: the follow-up is owed again after the next one, if that one leaves a victim. */
    NoteReopened: internal({
      input: { at: Instant },
      decide: (state, { at }) => noLongerOwed(state, 'INCIDENT_REOPENED', at),
    }),
    /** The closing of the incident was corrected: `owed` says whether it still leaves a victim. */
    CorrectFollowUp: internal({ input: correctionInput, decide: correct }),
    /** The data about the victim were erased: whatever becomes of the incident, nobody can be looked for. */
    NoteVictimErased: internal({ input: { at: Instant }, decide: victimErased }),
    RecordFollowUpAttempt: command({
      doc: 'Records that the victim was looked for. Refused with FollowUpNotFound, AlreadyEnded, BeforeIncidentClosed or TooManyAttempts.',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'beats', field: 'beatId' },
      input: {},
      decide: (state, given) => (state.status === 'open' ? attempt(state, given) : notOpen(state)),
    }),
    RetractFollowUpAttempt: command({
      doc: 'Takes back an attempt that was recorded by mistake: it no longer counts. Refused with FollowUpNotFound, AlreadyEnded, AttemptNotFound or EndsBeforeStart.',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'beats', field: 'beatId' },
      input: retractInput,
      decide: (state, given) => (state.status === 'open' ? retract(state, given) : notOpen(state)),
    }),
    CompleteFollowUp: command({
      doc: 'Ends a follow-up, overdue or not. Refused with FollowUpNotFound, AlreadyEnded, BeforeIncidentClosed or TooFewAttempts (BR-C3).',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'beats', field: 'beatId' },
      input: outcomeInput,
      decide: (state, given) => (state.status === 'open' ? complete(state, given) : notOpen(state)),
    }),
    WaiveFollowUp: command({
      doc: 'Ends a follow-up that is no longer owed. Refused with FollowUpNotFound, AlreadyEnded, ReasonOfIncident (INCIDENT_CORRECTED and INCIDENT_REOPENED come of what becomes of the incident) or BeforeIncidentClosed.',
      mayExecute: ['commander'],
      input: waiverInput,
      decide: (state, given) => (state.status === 'open' ? waive(state, given) : notOpen(state)),
    }),
    ReopenFollowUp: command({
      doc: 'A follow-up that somebody completed or waived is owed again, by the term it had; while its incident is open again, or has turned out to have left no victim, it waits for the incident to owe it again (BR-C3). Refused with FollowUpNotFound, FollowUpNotEnded, ReasonOfIncident (what the incident waived, the incident brings back), EndsBeforeStart or RecordFull.',
      mayExecute: ['commander'],
      input: reopenInput,
      decide: (state, given) => {
        if (state.status === 'unrequested') return refuse('FollowUpNotFound');
        return state.status === 'ended' ? reopen(state, given) : refuse('FollowUpNotEnded');
      },
    }),
    /** Its due time has passed: `at` is that time, however late it is noticed. */
    MarkOverdue: internal({
      input: { at: Instant },
      decide: (state, given) => (state.status === 'open' ? markOverdue(state, given) : []),
    }),
    /** Its place came under another version of a model: it is owed as before (BR-A4). */
    CarryOverFollowUp: internal({
      input: { change: ModelChange },
      decide: (state, { change }) =>
        state.status === 'open' && follows(state.under, change)
          ? [{ type: 'FollowUpCarriedOver' as const, ...change, rule: 'PINNED' as const }]
          : [],
    }),
  },
  evolve,
});

// ---- rules -------------------------------------------------------------------

function evolve(state: FollowUp, event: FollowUpEvent): FollowUp {
  switch (event.type) {
    case 'FollowUpRequested': {
      const { municipality, closedAt, dueAt, ground, attemptDays: daysAsked } = event;
      const open = {
        status: 'open',
        overdueAt: [],
        attempts: [],
        recorded: 0,
        reopenings: 0,
        reopenedAt: null,
        under: null,
      } as const;
      return { ...open, municipality, closedAt, dueAt, ground, daysAsked };
    }
    case 'FollowUpMoved':
      return moved(state, event);
    case 'FollowUpOwedAgain': {
      if (state.status !== 'ended') return state;
      const { dueAt, ground, closedAt } = event;
      return { ...state.before, dueAt, ground, closedAt: closedAt ?? state.before.closedAt };
    }
    case 'FollowUpNoLongerOwed':
      return state.status === 'ended' ? { ...state, notOwed: event.reason } : state;
    case 'FollowUpAttempted':
      return state.status === 'open' ? { ...state, ...attempted(state, event) } : state;
    case 'FollowUpAttemptRetracted':
      return state.status === 'open' ? { ...state, attempts: without(state, event.attemptedAt) } : state;
    case 'FollowUpOverdue':
      return state.status === 'open' ? { ...state, overdueAt: [...state.overdueAt, event.dueAt.ms] } : state;
    case 'FollowUpDone':
      return ended(state, event.doneAt, null);
    case 'FollowUpReopened':
      return state.status === 'ended' ? reopened(state.before, event.reopenedAt) : state;
    case 'FollowUpCarriedOver':
      return state.status === 'open' ? { ...state, under: cameUnder(event) } : state;
    case 'FollowUpWaived':
      return ended(state, event.waivedAt, event.reason);
  }
}

function isOfIncident(reason: WaiverReason): boolean {
  return reason === 'INCIDENT_CORRECTED' || reason === 'INCIDENT_REOPENED';
}

/** What the incident had ended, and what is waived for good then, the incident brings back no more. */
function ended(state: FollowUp, endedAt: Instant, waived: WaiverReason | null): FollowUp {
  if (state.status === 'unrequested') return state;
  if (state.status === 'ended') return { ...state, ofIncident: false, endedAt };
  const ofIncident = waived !== null && isOfIncident(waived);
  return { status: 'ended', ofIncident, endedAt, notOwed: ofIncident ? waived : null, before: state };
}

function reopened(before: Open, reopenedAt: Instant): Open {
  return { ...before, reopenings: before.reopenings + 1, reopenedAt };
}

type Owed = Pick<Fields<typeof requestInput>, 'closedAt' | 'municipality' | 'followUps'>;

/** When it is due, on the clock of the place: its offset may change between the close and the due time. */
function dueBy(ground: FollowUpGround, { closedAt, municipality, followUps }: Owed) {
  const hours = followUps.dueHours[ground];
  const after = (h: number) => instantAt(closedAt.ms + h * HOUR_MS, zoneOf(municipality));
  return { ground, firstAttemptBy: after(hours / 2), dueAt: after(hours) };
}

/** The due time still counts from the close: if the code turns out to be violence, it is due sooner (BR-C3). */
function correct(state: FollowUp, { owed, at, ...given }: Fields<typeof correctionInput>) {
  if (state.status === 'unrequested') return owed ? request(given) : [];
  if (!owed) return noLongerOwed(state, 'INCIDENT_CORRECTED', at);
  return state.status === 'ended' && state.ofIncident
    ? [owedAfter(state.before, given, at)]
    : movedTo(state, given);
}

/** What a person ended is told, too: taken up again, it is owed only once the incident owes it again. */
function noLongerOwed(state: FollowUp, reason: WaiverReason, at: Instant) {
  if (state.status === 'open') return [{ type: 'FollowUpWaived' as const, reason, waivedAt: at }];
  if (state.status === 'unrequested' || state.ofIncident || state.notOwed !== null) return [];
  return [{ type: 'FollowUpNoLongerOwed' as const, reason, noLongerOwedAt: at }];
}

/** What a person ended, or took up again since, stays as it is. */
function victimErased(state: FollowUp, { at }: Timed) {
  if (state.status === 'unrequested' || (state.status === 'ended' && !state.ofIncident)) return [];
  const open = state.status === 'ended' ? state.before : state;
  if (open.reopenedAt && open.reopenedAt.ms >= at.ms) return [];
  // The fact may be told late: it ends no earlier than the closing from which it is owed.
  const since = state.status === 'ended' ? state.endedAt : state.closedAt;
  const waivedAt = at.ms < since.ms ? since : at;
  return [{ type: 'FollowUpWaived' as const, reason: 'VICTIM_DATA_ERASED' as const, waivedAt }];
}

/** What a person ended is told of the kind, too: taken up again, it is owed by what the incident turned out to be. */
function movedTo(state: Open | Ended, given: Fields<typeof requestInput>) {
  if (state.status === 'ended' && state.notOwed !== null)
    return [{ type: 'FollowUpMoved' as const, ...dueAfter(state.before, given) }];
  const open = state.status === 'ended' ? state.before : state;
  if (groundOf(given.finalCode) === open.ground) return [];
  return [{ type: 'FollowUpMoved' as const, ...newlyDue(open, given), closedAt: null }];
}

function owedAfter(before: Open, given: Fields<typeof requestInput>, owedAgainAt: Instant) {
  return { type: 'FollowUpOwedAgain' as const, ...dueAfter(before, given), owedAgainAt };
}

/** Counted from the last closing, which may be another one than that from which it was owed before. */
function dueAfter(before: Open, given: Fields<typeof requestInput>) {
  const closedAt = given.closedAt.ms === before.closedAt.ms ? null : given.closedAt;
  return { ...newlyDue({ ...before, closedAt: closedAt ?? before.closedAt }, given), closedAt };
}

/** Once for each incident; a follow-up that ended because the incident was reopened is owed again, counted from the next closing. */
function requestOf(state: FollowUp, given: Fields<typeof requestInput>) {
  if (state.status === 'unrequested') return request(given);
  if (state.status === 'open') return [];
  if (!state.ofIncident) return movedTo(state, given);
  return [owedAfter(state.before, given, given.closedAt)];
}

/** Due by what the incident turned out to be, counted from the same close. */
function newlyDue(
  { closedAt, municipality }: Open,
  { finalCode, followUps }: Pick<Fields<typeof requestInput>, 'finalCode' | 'followUps'>,
) {
  return { municipality, ...dueBy(groundOf(finalCode), { closedAt, municipality, followUps }) };
}

function request(given: Fields<typeof requestInput>) {
  const { incidentId, municipality, beatId, finalCode, closedAt, followUps, basis } = given;
  return [
    {
      type: 'FollowUpRequested' as const,
      incidentId,
      municipality,
      beatId,
      closedAt,
      ...dueBy(groundOf(finalCode), given),
      ...{ attemptDays: followUps.attemptDays, basis },
    },
  ];
}

function complete(state: Open, { outcome, at }: Fields<typeof outcomeInput> & Timed) {
  if (at.ms < state.closedAt.ms) return beforeClose();
  const today = localDateAt(at.ms, zoneOf(state.municipality));
  const days = new Set(state.attempts.map(({ localDate }) => localDate));
  const done = [...days].filter((day) => day <= today).length;
  if (outcome === 'NOT_FOUND' && done < state.daysAsked) {
    return refuse('TooFewAttempts', { days: state.daysAsked, done });
  }
  return [{ type: 'FollowUpDone' as const, outcome, doneAt: at }];
}

/** What a person ends stays ended; reasons that lie in the incident come from the incident, and may be undone. */
function waive(state: Open, { reason, at }: Fields<typeof waiverInput> & Timed) {
  if (isOfIncident(reason)) return refuse('ReasonOfIncident');
  return at.ms < state.closedAt.ms
    ? beforeClose()
    : [{ type: 'FollowUpWaived' as const, reason, waivedAt: at }];
}

function reopen({ ofIncident, endedAt, notOwed, before }: Ended, given: Fields<typeof reopenInput> & Timed) {
  const { reason, at } = given;
  if (ofIncident) return refuse('ReasonOfIncident');
  if (at.ms < endedAt.ms) return refuse('EndsBeforeStart');
  if (before.reopenings >= REOPENINGS_MAX) return refuse('RecordFull', { max: REOPENINGS_MAX });
  const reopened = { type: 'FollowUpReopened' as const, reason, reopenedAt: at };
  return notOwed === null
    ? [reopened]
    : [reopened, { type: 'FollowUpWaived' as const, reason: notOwed, waivedAt: at }];
}

function markOverdue({ overdueAt, municipality, dueAt }: Open, { at }: Timed) {
  if (overdueAt.includes(dueAt.ms)) return [];
  return at.ms < dueAt.ms ? refuse('NotDueYet') : [{ type: 'FollowUpOverdue' as const, municipality, dueAt }];
}

type Moved = Extract<FollowUpEvent, { readonly type: 'FollowUpMoved' }>;

function moved(state: FollowUp, { dueAt, ground, closedAt }: Moved): FollowUp {
  const due = { dueAt, ground, ...(closedAt && { closedAt }) };
  switch (state.status) {
    case 'unrequested':
      return state;
    case 'open':
      return { ...state, ...due };
    case 'ended':
      return { ...state, notOwed: null, before: { ...state.before, ...due } };
  }
}

function notOpen(state: Exclude<FollowUp, Open>) {
  return state.status === 'ended' ? refuse('AlreadyEnded') : refuse('FollowUpNotFound');
}
