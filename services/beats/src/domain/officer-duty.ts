import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  Instant,
  PublicId,
  reject,
} from '@proximidad/eventsourcing';
import { z } from 'zod';
import { ShiftKind } from './beat-shift.ts';
import { AssignmentRole, Eligibility, passGate } from './certification-gate.ts';
import { closing, opening, PART_EVENTS_MAX } from './part.ts';

// ---- words --------------------------------------------------------------------

const HOUR_MS = 3_600_000;
/** Rest between duties, the length that raises an alert, the length that blocks (domain, BR-B2). */
export const REST_MIN_HOURS = 8;
export const DUTY_ALERT_HOURS = 24;
export const DUTY_MAX_HOURS = 36;
/** Support given at the same time (domain, BR-B1). */
export const SUPPORTS_MAX = 2;
/** How long before the newest assignment another must have ended not to be carried into the next part. */
const ASSIGNMENT_MEMORY_MS = 48 * HOUR_MS;

export const DutyMethod = z.enum(['ROLLCALL', 'DEVICE']);
export const DutyEndReason = z.enum(['NORMAL', 'INJURY', 'RELIEVED', 'TIMEOUT']);
const Duty = z.object({ startedAt: Instant, unitId: PublicId.nullable(), overran: z.boolean() });
const Assignment = z.object({
  shiftId: PublicId,
  role: AssignmentRole,
  startsAt: Instant,
  endsAt: Instant,
});
type Assignment = z.infer<typeof Assignment>;

// ---- events -------------------------------------------------------------------

const carried = {
  municipality: z.string().nullable(),
  duty: Duty.nullable(),
  lastEndedAt: Instant.nullable(),
  assignments: z.array(Assignment).readonly(),
};

export const officerDutyEvents = eventFamily({
  OfficerDutyOpened: { version: 1, schema: z.object({ officerId: PublicId, ...opening, ...carried }) },
  OfficerDutyStarted: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      municipality: z.string().nullable(),
      unitId: PublicId.nullable(),
      method: DutyMethod,
      startedAt: Instant,
    }),
  },
  /** The duty passed DUTY_ALERT_HOURS. */
  OfficerDutyOverran: { version: 1, schema: z.object({ officerId: PublicId, startedAt: Instant }) },
  OfficerAssigned: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      beatId: PublicId,
      municipality: z.string(),
      localDate: z.string(),
      shiftKind: ShiftKind,
      ...Assignment.shape,
      eligibility: Eligibility,
    }),
  },
  OfficerDutyEnded: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      endedAt: Instant,
      reason: DutyEndReason,
      /** Shifts whose assignment ended with the duty, before its time. */
      endedShiftIds: z.array(PublicId),
    }),
  },
  OfficerDutyClosed: { version: 1, schema: z.object({ officerId: PublicId, ...closing }) },
});
export type OfficerDutyEvent = EventOf<typeof officerDutyEvents>;

// ---- commands -----------------------------------------------------------------

const OfficerDutyCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('OpenOfficerDuty'), officerId: PublicId, ...opening, ...carried }),
  z.object({
    type: z.literal('StartDuty'),
    at: Instant,
    municipality: z.string().nullable(),
    unitId: PublicId.nullable(),
    method: DutyMethod,
  }),
  z.object({ type: z.literal('NoteOverrun'), startedAt: Instant }),
  z.object({
    type: z.literal('AssignOfficer'),
    at: Instant,
    role: AssignmentRole,
    shift: z.object({
      id: PublicId,
      beatId: PublicId,
      municipality: z.string(),
      localDate: z.string(),
      kind: ShiftKind,
      startsAt: Instant,
      endsAt: Instant,
    }),
    profile: z.object({
      gate: z.enum(['BLOCK', 'WARN', 'RESTRICTED_ROLE']),
      ownerCompetences: z.array(z.string()),
    }),
    /** What training had told about the officer by then. */
    known: z.object({
      municipality: z.string().nullable(),
      certificate: z
        .object({ certificateId: z.uuid(), validUntil: Instant, expiredAt: Instant.nullable() })
        .nullable(),
      competences: z.array(z.object({ code: z.string(), from: Instant, until: Instant.nullable() })),
    }),
  }),
  z.object({ type: z.literal('EndDuty'), at: Instant, reason: DutyEndReason }),
  z.object({ type: z.literal('CloseOfficerDuty'), ...closing }),
]);
export type OfficerDutyCommand = z.infer<typeof OfficerDutyCommand>;
type Command<Type extends OfficerDutyCommand['type']> = Extract<OfficerDutyCommand, { type: Type }>;

// ---- rules --------------------------------------------------------------------

/** An officer's duty and assignments, as far as the rules need them. */
export interface DutyStanding {
  readonly municipality: string | null;
  readonly duty: z.infer<typeof Duty> | null;
  readonly lastEndedAt: Instant | null;
  readonly assignments: readonly Assignment[];
}
interface Log extends DutyStanding {
  readonly officerId: string;
  readonly events: number;
}
export type OfficerDuty =
  | { readonly part: 'unopened' }
  | ({ readonly part: 'open' } & Log)
  | ({ readonly part: 'closed'; readonly next: string } & Log);

export const NEVER_ON_DUTY: DutyStanding = {
  municipality: null,
  duty: null,
  lastEndedAt: null,
  assignments: [],
};

/** One year of an officer: on duty, assigned, off. Id: officer and year. */
export const officerDuty = aggregate({
  category: 'officerduty',
  commands: OfficerDutyCommand,
  events: officerDutyEvents,
  initialState: { part: 'unopened' } as OfficerDuty,
  decide,
  evolve,
});

function decide(state: OfficerDuty, command: OfficerDutyCommand) {
  if (command.type === 'OpenOfficerDuty') return state.part === 'unopened' ? open(command) : [];
  if (state.part === 'unopened') return reject('PartNotOpen', 'This year of the officer has not begun.');
  if (command.type === 'CloseOfficerDuty') return state.part === 'closed' ? [] : closeYear(state, command);
  if (state.part === 'closed') return reject('PartClosed', 'This year of the officer goes on elsewhere.');
  if (state.events >= PART_EVENTS_MAX)
    return reject('PartFull', 'This year of the officer goes on elsewhere.');
  switch (command.type) {
    case 'StartDuty':
      return start(state, command);
    case 'NoteOverrun':
      return noteOverrun(state, command);
    case 'AssignOfficer':
      return assign(state, command);
    case 'EndDuty':
      return end(state, command);
  }
}

function open({ type: _, ...start }: Command<'OpenOfficerDuty'>): OfficerDutyEvent[] {
  return [{ type: 'OfficerDutyOpened', ...start }];
}

function closeYear({ officerId }: Log, { next }: Command<'CloseOfficerDuty'>): OfficerDutyEvent[] {
  return [{ type: 'OfficerDutyClosed', officerId, next }];
}

function start(state: Log, { at, municipality, unitId, method }: Command<'StartDuty'>) {
  if (state.duty) return reject('AlreadyOnDuty', 'The officer is on duty.');
  if (unitId !== null && entityOf(unitId) !== entityOf(state.officerId)) {
    return reject('NoJurisdiction', 'The unit is of another entity.', 'BR-A1');
  }
  if (state.lastEndedAt && at.ms - state.lastEndedAt.ms < REST_MIN_HOURS * HOUR_MS) {
    return reject('RestTooShort', `Between duties lie at least ${REST_MIN_HOURS} hours.`, 'BR-B2');
  }
  const { officerId } = state;
  const event: OfficerDutyEvent = {
    type: 'OfficerDutyStarted',
    officerId,
    municipality,
    unitId,
    method,
    startedAt: at,
  };
  return [event];
}

function noteOverrun(state: Log, { startedAt }: Command<'NoteOverrun'>): OfficerDutyEvent[] {
  const { duty, officerId } = state;
  if (!duty || duty.overran || duty.startedAt.ms !== startedAt.ms) return [];
  return [{ type: 'OfficerDutyOverran', officerId, startedAt }];
}

function assign(state: Log, command: Command<'AssignOfficer'>) {
  const { at, role, shift, profile, known } = command;
  const held = state.assignments.find((assignment) => assignment.shiftId === shift.id);
  if (held?.role === role) return [];
  if (entityOf(shift.id) !== entityOf(state.officerId)) {
    return reject('NoJurisdiction', 'The shift is of another entity.', 'BR-A1');
  }
  if (at.ms >= shift.endsAt.ms) return reject('ShiftOver', 'The shift has ended.');
  if (state.duty && at.ms - state.duty.startedAt.ms > DUTY_MAX_HOURS * HOUR_MS) {
    return reject('DutyTooLong', `The officer has been on duty for over ${DUTY_MAX_HOURS} hours.`, 'BR-B2');
  }
  const meanwhile = state.assignments.filter((other) => overlap(other, shift));
  if (held || (isPrimary(role) && meanwhile.some((other) => isPrimary(other.role)))) {
    return reject('AlreadyAssigned', 'The officer has an assignment at that time.', 'BR-B1');
  }
  if (role === 'SUPPORT' && meanwhile.filter((other) => other.role === role).length >= SUPPORTS_MAX) {
    return reject(
      'TooManySupports',
      `An officer supports at most ${SUPPORTS_MAX} shifts at a time.`,
      'BR-B1',
    );
  }
  const from = at.ms > shift.startsAt.ms ? at : shift.startsAt;
  const eligibility = passGate(known, profile, role, { from, checkedAt: at });
  if ('rejected' in eligibility) return eligibility;
  const event: OfficerDutyEvent = {
    type: 'OfficerAssigned',
    officerId: state.officerId,
    beatId: shift.beatId,
    municipality: shift.municipality,
    localDate: shift.localDate,
    shiftKind: shift.kind,
    shiftId: shift.id,
    role,
    startsAt: from,
    endsAt: shift.endsAt,
    eligibility,
  };
  return [event];
}

function end(state: Log, { at, reason }: Command<'EndDuty'>) {
  if (!state.duty) return reject('NotOnDuty', 'The officer is not on duty.');
  if (at.ms < state.duty.startedAt.ms) return reject('EndsBeforeStart', 'The duty began later.');
  const event: OfficerDutyEvent = {
    type: 'OfficerDutyEnded',
    officerId: state.officerId,
    endedAt: at,
    reason,
    endedShiftIds: state.assignments.filter((each) => isRunning(each, at)).map((each) => each.shiftId),
  };
  return [event];
}

/** What takes the whole of an officer; support is given besides. */
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
    const { officerId, municipality, duty, lastEndedAt, assignments } = event;
    return { part: 'open', officerId, events: 1, municipality, duty, lastEndedAt, assignments };
  }
  if (state.part === 'unopened') return state;
  const counted = { ...state, events: state.events + 1 };
  switch (event.type) {
    case 'OfficerDutyStarted': {
      const { startedAt, unitId, municipality } = event;
      return { ...counted, municipality, duty: { startedAt, unitId, overran: false } };
    }
    case 'OfficerDutyOverran':
      return { ...counted, duty: state.duty && { ...state.duty, overran: true } };
    case 'OfficerAssigned': {
      const { shiftId, role, startsAt, endsAt } = event;
      return { ...counted, assignments: [...state.assignments, { shiftId, role, startsAt, endsAt }] };
    }
    case 'OfficerDutyEnded': {
      const ended = new Set(event.endedShiftIds);
      const assignments = state.assignments.map((each) =>
        ended.has(each.shiftId) ? { ...each, endsAt: event.endedAt } : each,
      );
      return { ...counted, duty: null, lastEndedAt: event.endedAt, assignments };
    }
    case 'OfficerDutyClosed':
      return { ...counted, part: 'closed', next: event.next, assignments: recent(state.assignments) };
  }
}

function recent(assignments: readonly Assignment[]): Assignment[] {
  const newest = Math.max(...assignments.map(({ startsAt }) => startsAt.ms));
  return assignments.filter(({ endsAt }) => endsAt.ms > newest - ASSIGNMENT_MEMORY_MS);
}
