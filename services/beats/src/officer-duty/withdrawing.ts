import type { EventOf, Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { Assignment, AssignmentWithdrawalReason, officerDutyEvents } from './officer-duty-events.ts';

/* An assignment is taken back: from then on, or as a whole where it has not begun. */

export type Withdrawn = Extract<EventOf<typeof officerDutyEvents>, { type: 'OfficerAssignmentWithdrawn' }>;

interface Withdrawing {
  readonly shiftId: string;
  readonly reason: AssignmentWithdrawalReason;
  readonly at: Instant;
  /** When the command arrives: what has begun by then did begin. */
  readonly now: Instant;
}

export function withdraw(
  { officerId, assignments }: { readonly officerId: string; readonly assignments: readonly Assignment[] },
  { shiftId, reason, at, now }: Withdrawing,
) {
  const last = assignments.findLast((each) => each.shiftId === shiftId);
  if (!last) return refuse('NotAssigned');
  if (last.endsAt.ms <= at.ms) return refuse('AlreadyEnded');
  const { startsAt } = last;
  if (at.ms < startsAt.ms && startsAt.ms <= now.ms) return refuse('EndsBeforeStart');
  return [
    { type: 'OfficerAssignmentWithdrawn' as const, officerId, shiftId, startsAt, reason, withdrawnAt: at },
  ];
}

/** Whether it is the one that was withdrawn: an officer may have begun in a shift more than once. */
export function isWithdrawn(
  held: Pick<Assignment, 'shiftId' | 'startsAt'>,
  { shiftId, startsAt }: Withdrawn,
): boolean {
  return held.shiftId === shiftId && held.startsAt.ms === startsAt.ms;
}

/** Whether something of it is left: what came before. */
export function hadBegun({ startsAt, withdrawnAt }: Withdrawn): boolean {
  return startsAt.ms <= withdrawnAt.ms;
}

/** What is left of all that an officer was assigned to. */
export function leftOf(assignments: readonly Assignment[], event: Withdrawn): Assignment[] {
  return assignments.flatMap((each) => {
    if (!isWithdrawn(each, event)) return each;
    return hadBegun(event) ? { ...each, endsAt: event.withdrawnAt } : [];
  });
}
