import { basisOf, type Governing } from '@proximidad/contracts';
import {
  aggregate,
  entityOf,
  type Fields,
  Instant,
  looksUp,
  optional,
  PublicId,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import type { z } from 'zod';
import type { ShiftKind } from '../beat-shift/beat-shift.ts';
import type { Known } from '../eligibility/eligibility.ts';
import { closing, goesOn, isOpen, opening, type Period } from '../period.ts';
import { AssignmentRole, overrideGate, passGate } from './certification-gate.ts';
import {
  AssignmentWithdrawalReason,
  type Assignment,
  carried,
  type Duty,
  DutyEndReason,
  DutyMethod,
  DutyResumeReason,
  type EndedDuty,
  GateOverrideReason,
  type OfficerDutyEvent,
  officerDutyEvents,
} from './officer-duty-events.ts';
import { isWithdrawn, leftOf, withdraw } from './withdrawing.ts';

const HOUR_MS = 3_600_000;
/** Rest between duties, during which the end of the last may be taken back; the duty length that raises an alert, and the one that blocks (BR-B2). */
export const REST_MIN_HOURS = 8;
export const DUTY_ALERT_HOURS = 24;
export const DUTY_MAX_HOURS = 36;
/** How many support assignments an officer may have at the same time (BR-B1). */
export const SUPPORTS_MAX = 2;
/** An assignment that ended longer than this before the last thing told is not carried into the next period. */
const ASSIGNMENT_MEMORY_MS = 48 * HOUR_MS;

/** An officer's duty and assignments, as far as the rules need them. */
export interface DutyCarriedOver {
  readonly municipality: string | null;
  readonly duty: z.infer<typeof Duty> | null;
  readonly lastEndedAt: Instant | null;
  readonly lastEnded: z.infer<typeof EndedDuty> | null;
  readonly assignments: readonly Assignment[];
}
interface Log extends DutyCarriedOver {
  readonly officerId: string;
  readonly events: number;
  /** When the last assignment was made, Unix milliseconds; a shift may lie far ahead of that. */
  readonly assignedMs: number;
  /** When the last duty that was a mistake had begun, Unix milliseconds. */
  readonly mistakenMs: number | null;
}
export type OfficerDuty = Period<Log>;

export const NEVER_ON_DUTY: DutyCarriedOver = {
  municipality: null,
  duty: null,
  lastEndedAt: null,
  lastEnded: null,
  assignments: [],
};

const { command, internal } = commandsOf<OfficerDuty>();

const openInput = { officerId: PublicId, ...opening, ...carried };
const startInput = {
  unitId: optional(PublicId).describe('The unit that the officer goes out with, if any.'),
  method: DutyMethod.describe('How it was reported.'),
};
const endInput = { reason: DutyEndReason.describe('Why it ends.') };
const resumeInput = { reason: DutyResumeReason.describe('Why its end is taken back.') };
const assignInput = { role: AssignmentRole.describe('What the officer does in the shift.') };
const overrideInput = {
  ...assignInput,
  reason: GateOverrideReason.describe('Why the officer serves all the same.'),
};
const withdrawInput = {
  shiftId: PublicId.describe('The shift whose roster the officer leaves.'),
  reason: AssignmentWithdrawalReason.describe('Why.'),
};

/** The municipality of the officer, otherwise that of the unit. */
interface Served {
  readonly municipality: string | null;
  /** Whether training has registered the officer, as far as is known here. */
  readonly registered: boolean;
  /** Whether the officer had left the service by then. */
  readonly left: boolean;
  /** The model that governs there when the duty begins. */
  readonly governing: Governing;
}
/** The shift, what its territory asks for, and what training had said about the officer by then. */
interface Considered {
  readonly shift: {
    readonly id: string;
    readonly beatId: string;
    readonly municipality: string;
    readonly localDate: string;
    readonly kind: ShiftKind;
    readonly startsAt: Instant;
    readonly endsAt: Instant;
  };
  /** The model that governs the beat when the officer begins. */
  readonly governing: Governing;
  /** Whether a police officer who has what the gate asks for serves in the shift as well. */
  readonly accompanied: boolean;
  readonly known: Known;
  /** Of an officer of the federation: until when an agreement lets the officer serve there; null when none does (BR-A1). */
  readonly agreedUntil: Instant | null;
}
interface Timed {
  readonly at: Instant;
}

/** One year of an officer: on duty, assigned, off. Id: officer and year. */
export const officerDuty = aggregate({
  category: 'officerduty',
  events: officerDutyEvents,
  initialState: { period: 'unopened' } as OfficerDuty,
  commands: {
    OpenOfficerDuty: internal({
      input: openInput,
      decide: (state, start) =>
        state.period === 'unopened' ? [{ ...start, type: 'OfficerDutyOpened' as const }] : [],
    }),
    StartDuty: command({
      doc: 'Roll call: an officer goes on duty, under a flag if training has not registered the officer, or as one who has left (BR-T3). Refused with AlreadyOnDuty, NotAfterTheLast (before the end of the last duty, or as one that was a mistake began), RestTooShort (BR-B2: 8 h between duties, none after one that was a mistake), UnitNotFound, UnitRetired or OutsideEntity (BR-A1).',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerId' },
      input: startInput,
      finds: looksUp<Served>(),
      decide: (state, given) => (isOpen(state) ? start(state, given) : goesOn(state)),
    }),
    /** Training has reported that it registered the officer. */
    ClearDutyFlag: internal({
      input: { startedAt: Instant, clearedAt: Instant },
      decide: (state, given) => (isOpen(state) ? clearFlag(state, given) : goesOn(state)),
    }),
    /** A duty that nobody ended has gone on for too long. */
    NoteOverrun: internal({
      input: { startedAt: Instant },
      decide: (state, given) => (isOpen(state) ? noteOverrun(state, given) : goesOn(state)),
    }),
    AssignOfficer: command({
      doc: "Puts an officer into the roster of a shift. The certification gate is a parameter of the territory's profile. Refused with ShiftNotFound, ShiftCancelled, BeatClosed, ShiftOver, OutsideEntity (BR-A1), NoAgreement (BR-A1: an officer of the federation serves in a state's beat while an agreement covers it), AlreadyAssigned (BR-B1), TooManySupports (BR-B1), DutyTooLong (BR-B2), OfficerNotRegistered, OfficerSeparated, CertificateMissing, CertificateExpired (BR-T3), NoCompetence (BR-T4), RoleNotInModel (BR-B11) or StateCommands (a town's commander under a mando).",
      mayExecute: ['commander'],
      input: assignInput,
      seeks: { shiftId: PublicId.describe('The shift whose roster the officer joins.') },
      finds: looksUp<Considered>(),
      decide: (state, given) => (isOpen(state) ? assign(state, given) : goesOn(state)),
    }),
    OverrideGate: command({
      doc: "Puts an officer whom the certification gate refuses into the roster of one shift all the same, with a reason; it ends with the shift, or when the assignment is withdrawn (BR-T3). Refused with NothingToOverride where the gate lets the officer serve, with OfficerNotRegistered, OfficerSeparated or RoleNotInModel, which nobody overrides, and otherwise like assignOfficer: ShiftNotFound, ShiftCancelled, BeatClosed, ShiftOver, OutsideEntity, NoAgreement (BR-A1), AlreadyAssigned, TooManySupports (BR-B1), DutyTooLong (BR-B2) or StateCommands (a town's commander under a mando).",
      mayExecute: ['commander'],
      input: overrideInput,
      seeks: { shiftId: PublicId.describe('The shift whose roster the officer joins.') },
      finds: looksUp<Considered>(),
      decide: (state, given) => (isOpen(state) ? override(state, given) : goesOn(state)),
    }),
    WithdrawAssignment: command({
      doc: "Takes an officer out of the roster of a shift: from then on, or altogether if the assignment has not begun. Refused with ShiftNotFound, NotAssigned (BR-B1), AlreadyEnded, EndsBeforeStart or StateCommands (a town's commander under a mando).",
      mayExecute: ['commander'],
      input: withdrawInput,
      finds: looksUp<{ readonly now: Instant }>(),
      decide: (state, given) => (isOpen(state) ? withdraw(state, given) : goesOn(state)),
    }),
    EndDuty: command({
      doc: 'An officer goes off duty. One that began by mistake ends as it began: no rest follows it, and no assignment ends with it (BR-B2). Refused with NotOnDuty or EndsBeforeStart.',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerId' },
      input: endInput,
      decide: (state, given) => (isOpen(state) ? end(state, given) : goesOn(state)),
    }),
    ResumeDuty: command({
      doc: `Takes back the end of an officer's last duty: it goes on as if it had not ended, with its unit and what is left of its assignments; assignments made meanwhile stand. Possible for less than ${REST_MIN_HOURS} h after the end; then another duty may begin. Refused with DutyNotEnded, ResumedBeforeEnded or DutyEndTooOld (BR-B2).`,
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerId' },
      input: resumeInput,
      decide: (state, given) => (isOpen(state) ? resume(state, given) : goesOn(state)),
    }),
    CloseOfficerDuty: internal({
      input: closing,
      decide: (state, { next }) => {
        if (state.period === 'unopened') return goesOn(state);
        const { officerId } = state;
        return state.period === 'closed' ? [] : [{ type: 'OfficerDutyClosed' as const, officerId, next }];
      },
    }),
  },
  evolve,
});

function start(state: Log, given: Fields<typeof startInput> & Served & Timed) {
  const { at, municipality, unitId, method, registered } = given;
  if (state.duty) return refuse('AlreadyOnDuty');
  if (unitId !== null && entityOf(unitId) !== entityOf(state.officerId)) {
    return refuse('OutsideEntity');
  }
  if (at.ms === state.mistakenMs) return refuse('NotAfterTheLast');
  if (state.lastEndedAt && at.ms < state.lastEndedAt.ms) return refuse('NotAfterTheLast');
  if (state.lastEndedAt && isResting(state.lastEndedAt, at)) {
    return refuse('RestTooShort', { hours: REST_MIN_HOURS });
  }
  const { officerId } = state;
  const started = {
    ...{ type: 'OfficerDutyStarted' as const, officerId, municipality, unitId, method },
    startedAt: at,
  };
  // No gate refuses a roll call: the registration by training may only not have been heard yet (ADR 338).
  return registered ? [started] : [started, flag(officerId, at, given)];
}

function flag(officerId: string, startedAt: Instant, { governing, left }: Served) {
  const { certificationGate } = governing;
  const basis = basisOf(governing, 'enforcement.certificationGate');
  const reason = left ? ('LEFT_SERVICE' as const) : ('UNKNOWN_TO_TRAINING' as const);
  return { type: 'OfficerDutyFlagged' as const, officerId, startedAt, reason, certificationGate, basis };
}

function clearFlag(
  { duty, officerId }: Log,
  { startedAt, clearedAt }: { readonly startedAt: Instant; readonly clearedAt: Instant },
): OfficerDutyEvent[] {
  if (!duty?.flagged || duty.startedAt.ms !== startedAt.ms) return [];
  return [{ type: 'OfficerDutyFlagCleared', officerId, startedAt, clearedAt }];
}

function noteOverrun(state: Log, { startedAt }: { readonly startedAt: Instant }): OfficerDutyEvent[] {
  const { duty, officerId } = state;
  if (!duty || duty.overran || duty.startedAt.ms !== startedAt.ms) return [];
  return [{ type: 'OfficerDutyOverran', officerId, startedAt }];
}

type Assigning = Fields<typeof assignInput> & Considered & Timed;
type Gate = (
  ...given: Parameters<typeof passGate>
) => ReturnType<typeof passGate> | ReturnType<typeof overrideGate>;

function assign(state: Log, command: Assigning, gate: Gate = passGate) {
  const { at, role, shift, governing, accompanied, known, agreedUntil } = command;
  const held = state.assignments.find(({ shiftId, endsAt }) => shiftId === shift.id && endsAt.ms > at.ms);
  if (held?.role === role) return [];
  const against = againstElsewhere(state, command);
  if (against) return against;
  if (at.ms >= shift.endsAt.ms) return refuse('ShiftOver');
  if (state.duty && at.ms - state.duty.startedAt.ms > DUTY_MAX_HOURS * HOUR_MS) {
    return refuse('DutyTooLong', { hours: DUTY_MAX_HOURS });
  }
  const from = at.ms > shift.startsAt.ms ? at : shift.startsAt;
  const meanwhile = state.assignments.filter((other) => overlap(other, { ...shift, startsAt: from }));
  if (held) return refuse('AlreadyAssigned');
  const taken = takenBy(meanwhile, role);
  if (taken) return taken;
  const eligibility = gate(known, governing, role, { from, checkedAt: at, accompanied });
  if ('rejected' in eligibility) return eligibility;
  const event: Extract<OfficerDutyEvent, { type: 'OfficerAssigned' }> = {
    type: 'OfficerAssigned',
    officerId: state.officerId,
    beatId: shift.beatId,
    municipality: shift.municipality,
    localDate: shift.localDate,
    shiftKind: shift.kind,
    shiftId: shift.id,
    role,
    startsAt: from,
    endsAt: agreedUntil && agreedUntil.ms < shift.endsAt.ms ? agreedUntil : shift.endsAt,
    eligibility,
  };
  return [event];
}

/** By construction for no more than one shift. */
function override(state: Log, { reason, ...command }: Fields<typeof overrideInput> & Considered & Timed) {
  const assigned = assign(state, command, overrideGate);
  if ('rejected' in assigned) return assigned;
  return assigned.flatMap((event): OfficerDutyEvent[] => {
    const { officerId, shiftId, startsAt, endsAt: expiresAt } = event;
    return [event, { type: 'EligibilityOverridden', officerId, shiftId, startsAt, reason, expiresAt }];
  });
}

/** Only the federal force may serve in a beat of another entity, while an agreement covers it (BR-A1). */
function againstElsewhere({ officerId }: Log, { shift, agreedUntil }: Considered) {
  if (entityOf(shift.id) === entityOf(officerId)) return undefined;
  if (entityOf(officerId) !== '00') return refuse('OutsideEntity');
  return agreedUntil === null ? refuse('NoAgreement') : undefined;
}

function end(state: Log, { at, reason }: Fields<typeof endInput> & Timed) {
  if (!state.duty) return refuse('NotOnDuty');
  const { startedAt, unitId } = state.duty;
  if (at.ms < startedAt.ms) return refuse('EndsBeforeStart');
  const running = state.assignments.filter((each) => isRunning(each, at)).map(({ shiftId }) => shiftId);
  const [endedAt, endedShiftIds] = isMistake(reason) ? [startedAt, []] : [at, running];
  const ended = { officerId: state.officerId, unitId, startedAt, endedAt, reason, endedShiftIds };
  return [{ type: 'OfficerDutyEnded' as const, ...ended }];
}

function resume(state: Log, { at, reason }: Fields<typeof resumeInput> & Timed) {
  const { officerId, duty, lastEnded, lastEndedAt: endedAt } = state;
  if (duty || !lastEnded || !endedAt) return refuse('DutyNotEnded');
  if (at.ms < endedAt.ms) return refuse('ResumedBeforeEnded');
  if (!isResting(endedAt, at)) return refuse('DutyEndTooOld', { hours: REST_MIN_HOURS });
  const { startedAt, unitId, flagged } = lastEnded.duty;
  const resumed = lastEnded.assignments.reduce<readonly Assignment[]>((before, each) => {
    const rest = { ...each, startsAt: endedAt };
    const meanwhile = [...state.assignments, ...before].filter((other) => overlap(other, rest));
    const isTaken =
      meanwhile.some(({ shiftId }) => shiftId === each.shiftId) || takenBy(meanwhile, each.role);
    return isTaken ? before : [...before, each];
  }, []);
  const event: OfficerDutyEvent = {
    ...{ type: 'OfficerDutyResumed', officerId, unitId, startedAt, flagged, endedAt, reason, resumedAt: at },
    resumedAssignments: resumed.map(({ shiftId, startsAt, endsAt }) => ({ shiftId, startsAt, endsAt })),
  };
  return [event];
}

/** Whether a duty that ends for this reason never was one. */
export function isMistake(reason: DutyEndReason): boolean {
  return reason === 'STARTED_BY_MISTAKE';
}

/** Whether the rest after a duty goes on: meanwhile its end may be taken back, and no other duty may begin. */
function isResting(endedAt: Instant, at: Instant): boolean {
  return at.ms - endedAt.ms < REST_MIN_HOURS * HOUR_MS;
}

/** Why the assignments of an officer at that time leave no room for another role (BR-B1). */
function takenBy(meanwhile: readonly Assignment[], role: AssignmentRole) {
  if (isPrimary(role)) {
    return meanwhile.some((other) => isPrimary(other.role)) ? refuse('AlreadyAssigned') : undefined;
  }
  const supports = meanwhile.filter((other) => !isPrimary(other.role)).length;
  return supports >= SUPPORTS_MAX ? refuse('TooManySupports', { max: SUPPORTS_MAX }) : undefined;
}

/** An assignment that takes an officer fully; support is given besides. */
export function isPrimary(role: AssignmentRole): boolean {
  return role !== 'SUPPORT';
}

function overlap(a: Pick<Assignment, 'startsAt' | 'endsAt'>, b: Pick<Assignment, 'startsAt' | 'endsAt'>) {
  return a.startsAt.ms < b.endsAt.ms && b.startsAt.ms < a.endsAt.ms;
}

function isRunning({ startsAt, endsAt }: Assignment, at: Instant): boolean {
  return startsAt.ms <= at.ms && at.ms < endsAt.ms;
}

function evolve(state: OfficerDuty, event: OfficerDutyEvent): OfficerDuty {
  if (event.type === 'OfficerDutyOpened') {
    const { type: _type, label: _label, continues: _continues, ...carriedOver } = event;
    const untold = { assignedMs: Number.NEGATIVE_INFINITY, mistakenMs: null };
    return { period: 'open', events: 1, ...untold, ...carriedOver };
  }
  if (state.period === 'unopened') return state;
  const counted = { ...state, events: state.events + 1 };
  switch (event.type) {
    case 'OfficerDutyStarted': {
      const { startedAt, unitId, municipality } = event;
      return { ...counted, municipality, duty: { startedAt, unitId, overran: false, flagged: false } };
    }
    case 'OfficerDutyFlagged':
      return { ...counted, duty: state.duty && { ...state.duty, flagged: true } };
    case 'OfficerDutyFlagCleared':
      return { ...counted, duty: state.duty && { ...state.duty, flagged: false } };
    case 'OfficerDutyOverran':
      return { ...counted, duty: state.duty && { ...state.duty, overran: true } };
    case 'OfficerAssigned': {
      const { shiftId, role, startsAt, endsAt, eligibility } = event;
      const assignedMs = Math.max(state.assignedMs, eligibility.checkedAt.ms);
      const assignments = [...state.assignments, { shiftId, role, startsAt, endsAt }];
      return { ...counted, assignedMs, assignments };
    }
    case 'EligibilityOverridden':
      return counted;
    case 'OfficerAssignmentWithdrawn': {
      // A withdrawn assignment does not come back with the duty it ended with.
      const lastEnded = state.lastEnded && {
        ...state.lastEnded,
        assignments: state.lastEnded.assignments.filter((each) => !isWithdrawn(each, event)),
      };
      return { ...counted, assignments: leftOf(state.assignments, event), lastEnded };
    }
    case 'OfficerDutyEnded': {
      const { endedAt, endedShiftIds, reason } = event;
      // The last one before it ended long enough ago for another to begin: that end is not taken back any more.
      if (isMistake(reason)) return { ...counted, duty: null, lastEnded: null, mistakenMs: endedAt.ms };
      const ended = state.assignments.filter(
        (each) => endedShiftIds.includes(each.shiftId) && isRunning(each, endedAt),
      );
      const assignments = state.assignments.map((each) =>
        ended.includes(each) ? { ...each, endsAt: endedAt } : each,
      );
      const lastEnded = state.duty && { duty: state.duty, assignments: ended };
      return { ...counted, duty: null, lastEndedAt: endedAt, lastEnded, assignments };
    }
    case 'OfficerDutyResumed': {
      const assignments = state.assignments.map((each) => {
        const resumed = event.resumedAssignments.find(
          ({ shiftId, startsAt }) => shiftId === each.shiftId && startsAt.ms === each.startsAt.ms,
        );
        return resumed ? { ...each, endsAt: resumed.endsAt } : each;
      });
      return { ...counted, duty: state.lastEnded?.duty ?? null, lastEnded: null, assignments };
    }
    case 'OfficerDutyClosed':
      return { ...counted, period: 'closed', next: event.next, assignments: recent(state) };
  }
}

/** Those that are not long over by what was told last; all that are to come. */
function recent({ assignments, assignedMs, duty, lastEndedAt }: Log): Assignment[] {
  const told = [duty?.startedAt, lastEndedAt].map((instant) => instant?.ms ?? assignedMs);
  const newest = Math.max(assignedMs, ...told);
  return assignments.filter(({ endsAt }) => endsAt.ms > newest - ASSIGNMENT_MEMORY_MS);
}
