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
  },
  'Why a duty ended.',
);
export type DutyEndReason = z.infer<typeof DutyEndReason>;

export const DutyFlagReason = closedList(
  'DutyFlagReason',
  { UNKNOWN_TO_TRAINING: 'Training has not registered the officer (BR-T3).' },
  'What a supervisor has to look at in a duty.',
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

/** What the gate rested on was not kept at first. */
function withoutBasis(first: { readonly eligibility: object }) {
  return { ...first, eligibility: { ...first.eligibility, basis: null } };
}

/** Of a duty that was carried into another year nobody had asked yet whether training knows the officer. */
function unflagged(first: { readonly duty: object | null }) {
  return { ...first, duty: first.duty && { ...first.duty, flagged: false } };
}

export const carried = {
  municipality: Cvegeo.nullable(),
  duty: Duty.nullable(),
  lastEndedAt: Instant.nullable(),
  assignments: z.array(Assignment).readonly(),
};

export const officerDutyEvents = eventFamily({
  OfficerDutyOpened: {
    version: 2,
    upcast: { 1: unflagged },
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
  /** It began, and a supervisor has to look at it: with what gate, and by which parameter. */
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
  /** What the flag said is so no more, while the duty goes on. */
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
  OfficerDutyEnded: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, unitId: null, startedAt: null }) },
    schema: z.object({
      officerId: PublicId,
      /** Carried along for those who hear of the end: which duty; null before this was kept. */
      unitId: PublicId.nullable(),
      startedAt: Instant.nullable(),
      endedAt: Instant,
      reason: DutyEndReason,
      /** Shifts whose assignment ended with the duty, before its time. */
      endedShiftIds: z.array(PublicId),
    }),
  },
  OfficerDutyClosed: { version: 1, schema: z.object({ officerId: PublicId, ...closing }) },
});
export type OfficerDutyEvent = EventOf<typeof officerDutyEvents>;
