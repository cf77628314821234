import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { OfficerDutyEvent } from './officer-duty-events.ts';

/** Who is on duty in which unit, for the state's own services; rosters stay here. */
export function publishedDuty(event: OfficerDutyEvent): {
  readonly restricted?: EventOf<typeof contracts.beats.restricted>;
} {
  switch (event.type) {
    case 'OfficerDutyStarted': {
      const { type, officerId, municipality, unitId, startedAt } = event;
      return { restricted: { type, officerId, municipality, unitId, startedAt } };
    }
    case 'OfficerDutyEnded': {
      const { type, officerId, unitId, startedAt, endedAt } = event;
      // A duty that ended before this was kept cannot be identified.
      return startedAt === null ? {} : { restricted: { type, officerId, unitId, startedAt, endedAt } };
    }
    case 'OfficerDutyResumed': {
      const { type, officerId, unitId, startedAt, endedAt, resumedAt } = event;
      return { restricted: { type, officerId, unitId, startedAt, endedAt, resumedAt } };
    }
    case 'OfficerDutyOpened':
    case 'OfficerDutyFlagged':
    case 'OfficerDutyFlagCleared':
    case 'OfficerDutyOverran':
    case 'OfficerAssigned':
    case 'EligibilityOverridden':
    case 'OfficerAssignmentWithdrawn':
    case 'OfficerDutyClosed':
      return {};
  }
}
