import { CertificationGateChoice, ModelBasis } from '@proximidad/contracts';
import { Cvegeo } from '@proximidad/catalogues';
import { closedList, eventFamily, type EventOf, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { ShiftKind } from '../beat-shift/beat-shift.ts';
import { closing, opening } from '../period.ts';
import { Assessment, AssignmentRole } from './certification-gate.ts';

export const DutyMethod = closedList(
  'DutyMethod',
  {
    ROLLCALL: 'At roll call.',
    DEVICE: "By the officer's device.",
  },
  'How a duty was reported.',
);
export type DutyMethod = z.infer<typeof DutyMethod>;

export const DutyEndReason = closedList(
  'DutyEndReason',
  {
    NORMAL: 'It ran its course.',
    INJURY: 'The officer was hurt.',
    RELIEVED: 'Somebody else took over.',
    TIMEOUT: 'Nobody ended it in time.',
    STARTED_BY_MISTAKE: 'It should never have begun: the officer was not on duty, and it ends as it began.',
  },
  'Why a duty ended.',
);
export type DutyEndReason = z.infer<typeof DutyEndReason>;

export const DutyResumeReason = closedList(
  'DutyResumeReason',
  {
    ENDED_BY_MISTAKE: 'It should not have been ended.',
    ANOTHER_MEANT: 'The duty of another officer was to be ended.',
  },
  'Why the end of a duty was taken back.',
);
export type DutyResumeReason = z.infer<typeof DutyResumeReason>;

export const AssignmentWithdrawalReason = closedList(
  'AssignmentWithdrawalReason',
  {
    MISTAKE: 'It should not have been made.',
    REPLANNED: 'The shift is filled differently.',
    ELIGIBILITY_LOST: 'What the gate had accepted no longer holds (BR-T7).',
  },
  'Why an assignment is withdrawn.',
);
export type AssignmentWithdrawalReason = z.infer<typeof AssignmentWithdrawalReason>;

export const GateOverrideReason = closedList(
  'GateOverrideReason',
  {
    NOBODY_TRAINED: 'Nobody who has what the gate asks for is available.',
    RENEWAL_UNDER_WAY: 'The certificate or the competence is being renewed.',
    EMERGENCY: 'A disaster or an emergency needs every officer.',
  },
  'Why an officer whom the certification gate refuses serves all the same (BR-T3).',
);
export type GateOverrideReason = z.infer<typeof GateOverrideReason>;

export const DutyFlagReason = closedList(
  'DutyFlagReason',
  {
    UNKNOWN_TO_TRAINING:
      'Training has not registered the officer (BR-T3). Duties of officers who had left were flagged by it, too, before LEFT_SERVICE was told apart.',
    LEFT_SERVICE: 'Training says that the officer has left the service (BR-T3).',
  },
  'What a supervisor has to review in a duty.',
);
export type DutyFlagReason = z.infer<typeof DutyFlagReason>;

export const Duty = z.object({
  startedAt: Instant,
  unitId: PublicId.nullable(),
  overran: z.boolean(),
  /** Whether it goes on under a flag. */
  flagged: z.boolean(),
});
export const Assignment = z.object({
  shiftId: PublicId,
  role: AssignmentRole,
  startsAt: Instant,
  endsAt: Instant,
});
export type Assignment = z.infer<typeof Assignment>;
/** The duty that ended last, and the assignments that ended with it, as they were before: kept in case the end is taken back. */
export const EndedDuty = z.object({ duty: Duty, assignments: z.array(Assignment).readonly() });

/** What the gate rested on was not kept at first. */
function withoutBasis(first: { readonly eligibility: object }) {
  return { ...first, eligibility: { ...first.eligibility, basis: null } };
}

/** At first, a duty carried into another year had not been checked for an officer unknown to training. */
function unflagged(first: { readonly duty: object | null }) {
  return { ...first, duty: first.duty && { ...first.duty, flagged: false } };
}

/** The state of a duty before its end was not carried into another year at first. */
function withoutEnded(second: object) {
  return { ...second, lastEnded: null };
}

export const carried = {
  municipality: Cvegeo.nullable(),
  duty: Duty.nullable(),
  lastEndedAt: Instant.nullable(),
  lastEnded: EndedDuty.nullable(),
  assignments: z.array(Assignment).readonly(),
};

export const officerDutyEvents = eventFamily({
  OfficerDutyOpened: {
    version: 3,
    upcast: { 1: unflagged, 2: withoutEnded },
    schema: z.object({ officerId: PublicId, ...opening, ...carried }),
  },
  OfficerDutyStarted: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      municipality: Cvegeo.nullable(),
      unitId: PublicId.nullable(),
      method: DutyMethod,
      startedAt: Instant,
    }),
  },
  /** The duty that began has to be reviewed by a supervisor: the gate in force, and its parameter. */
  OfficerDutyFlagged: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      startedAt: Instant,
      reason: DutyFlagReason,
      certificationGate: CertificationGateChoice,
      basis: ModelBasis,
    }),
  },
  /** The flag no longer applies, while the duty goes on. */
  OfficerDutyFlagCleared: {
    version: 1,
    schema: z.object({ officerId: PublicId, startedAt: Instant, clearedAt: Instant }),
  },
  /** The duty passed DUTY_ALERT_HOURS. */
  OfficerDutyOverran: { version: 1, schema: z.object({ officerId: PublicId, startedAt: Instant }) },
  OfficerAssigned: {
    version: 2,
    upcast: { 1: withoutBasis },
    schema: z.object({
      officerId: PublicId,
      beatId: PublicId,
      municipality: Cvegeo,
      localDate: z.iso.date(),
      shiftKind: ShiftKind,
      ...Assignment.shape,
      eligibility: Assessment,
    }),
  },
  /** The officer was assigned although the gate refused: for this shift alone, by whoever recorded it. */
  EligibilityOverridden: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      shiftId: PublicId,
      /** Identifies the assignment by when the officer's part in the shift began. */
      startsAt: Instant,
      reason: GateOverrideReason,
      expiresAt: Instant,
    }),
  },
  /** From then on the officer is no longer in the shift; if the assignment had not begun, never was. */
  OfficerAssignmentWithdrawn: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      shiftId: PublicId,
      /** Identifies the assignment by when the officer's part in the shift began. */
      startsAt: Instant,
      reason: AssignmentWithdrawalReason,
      withdrawnAt: Instant,
    }),
  },
  OfficerDutyEnded: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, unitId: null, startedAt: null }) },
    schema: z.object({
      officerId: PublicId,
      /** Identifies the duty for listeners; null before this was kept. */
      unitId: PublicId.nullable(),
      startedAt: Instant.nullable(),
      endedAt: Instant,
      reason: DutyEndReason,
      /** Shifts whose assignment ended with the duty, before its time. */
      endedShiftIds: z.array(PublicId),
    }),
  },
  /** The end of the duty is taken back: it goes on as it was, with what is left of its assignments. */
  OfficerDutyResumed: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      unitId: PublicId.nullable(),
      startedAt: Instant,
      /** Whether it goes on under a flag. */
      flagged: z.boolean(),
      /** Which end is taken back. */
      endedAt: Instant,
      reason: DutyResumeReason,
      resumedAt: Instant,
      /** The assignments that had ended with it, restored to their own end. */
      resumedAssignments: z.array(Assignment.omit({ role: true })),
    }),
  },
  OfficerDutyClosed: { version: 1, schema: z.object({ officerId: PublicId, ...closing }) },
});
export type OfficerDutyEvent = EventOf<typeof officerDutyEvents>;
