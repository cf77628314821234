import { type By, type Instant, only, readModel } from '@proximidad/eventsourcing';
import type { Assessment, AssignmentRole } from './certification-gate.ts';
import { isPrimary, officerDuty } from './officer-duty.ts';
import type { AssignmentWithdrawalReason, GateOverrideReason } from './officer-duty-events.ts';
import { hadBegun, isWithdrawn } from './withdrawing.ts';

/** That somebody took an officer out of a roster. */
export interface AssignmentWithdrawalRow {
  readonly reason: AssignmentWithdrawalReason;
  readonly withdrawnAt: Instant;
  readonly by: By;
}

/** That the gate had refused the officer, and why the officer serves all the same. */
export interface GateOverrideRow {
  readonly reason: GateOverrideReason;
  readonly expiresAt: Instant;
}

/** A part that an officer has, or had, in a shift. */
export interface AssignmentPartRow {
  readonly role: AssignmentRole;
  readonly primary: boolean;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly eligibility: Assessment;
  /** Who put the officer there, and answers for what the gate let pass. */
  readonly by: By;
  readonly override: GateOverrideRow | null;
  readonly withdrawal: AssignmentWithdrawalRow | null;
}

/** An officer in the roster of a shift. */
export interface AssignmentRow extends AssignmentPartRow {
  readonly officerId: string;
  readonly shiftId: string;
  readonly beatId: string;
  readonly entity: string;
  readonly municipality: string;
  /** Parts that had begun and ended before the officer was put there again, the first of them first. */
  readonly earlier: readonly AssignmentPartRow[];
  /** Whether it counts in the shift: not where it was withdrawn before it began. */
  readonly stands: boolean;
}

/** The rosters, read from the officers' own streams. */
export const assignments = readModel<AssignmentRow>()({
  name: 'assignments',
  version: 6,
  of: [
    only(
      officerDuty,
      ...([
        'OfficerAssigned',
        'EligibilityOverridden',
        'OfficerAssignmentWithdrawn',
        'OfficerDutyEnded',
        'OfficerDutyResumed',
      ] as const),
    ),
  ],
  columns: {
    entity: 'text',
    municipality: 'text',
    officerId: 'text',
    shiftId: 'text',
    role: 'text',
    primary: 'integer',
    stands: 'integer',
    startsAt: 'instant',
    endsAt: 'instant',
  },
  indexes: [['officerId', 'startsAt']],
  keys(event) {
    switch (event.type) {
      case 'OfficerAssigned':
      case 'EligibilityOverridden':
      case 'OfficerAssignmentWithdrawn':
        return [assignmentKey(event.shiftId, event.officerId)];
      case 'OfficerDutyEnded':
        return event.endedShiftIds.map((shiftId) => assignmentKey(shiftId, event.officerId));
      case 'OfficerDutyResumed':
        return event.resumedAssignments.map(({ shiftId }) => assignmentKey(shiftId, event.officerId));
    }
  },
  project(row, event, { entity, by }) {
    switch (event.type) {
      case 'OfficerAssigned': {
        const { officerId, shiftId, beatId, municipality, role, startsAt, endsAt, eligibility } = event;
        const part = { role, primary: isPrimary(role), startsAt, endsAt, eligibility, by };
        const earlier = row?.stands ? [...row.earlier, partOf(row)] : [];
        const so = { override: null, withdrawal: null, earlier, stands: true };
        return { officerId, shiftId, beatId, entity, municipality, ...part, ...so };
      }
      case 'EligibilityOverridden': {
        const { reason, expiresAt } = event;
        return row && { ...row, override: { reason, expiresAt } };
      }
      case 'OfficerAssignmentWithdrawn': {
        if (!row || !isWithdrawn(row, event)) return row;
        const { reason, withdrawnAt } = event;
        const withdrawal = { reason, withdrawnAt, by };
        if (hadBegun(event)) return { ...row, withdrawal, endsAt: withdrawnAt };
        // What came before it is what is left of the officer in the shift.
        const before = row.earlier.at(-1);
        return before
          ? { ...row, ...before, earlier: row.earlier.slice(0, -1) }
          : { ...row, withdrawal, stands: false };
      }
      case 'OfficerDutyEnded':
        return row && { ...row, endsAt: event.endedAt };
      case 'OfficerDutyResumed': {
        const resumed = event.resumedAssignments.find(({ shiftId }) => shiftId === row?.shiftId);
        return row && resumed && { ...row, endsAt: resumed.endsAt };
      }
    }
  },
});

function partOf(row: AssignmentRow): AssignmentPartRow {
  const { role, primary, startsAt, endsAt, eligibility, by, override, withdrawal } = row;
  return { role, primary, startsAt, endsAt, eligibility, by, override, withdrawal };
}

export function assignmentKey(shiftId: string, officerId: string): string {
  return `${shiftId}/${officerId}`;
}

/** Whether this assignment accompanies another officer from a moment (Unix milliseconds) on: its officer, who passed the gate in full, is there then. */
export function accompanies(row: AssignmentRow, besides: string, from: number): boolean {
  return (
    row.officerId !== besides &&
    [...row.earlier, row].some(
      ({ eligibility, startsAt, endsAt }) =>
        eligibility.decision === 'OK' && startsAt.ms <= from && from < endsAt.ms,
    )
  );
}
