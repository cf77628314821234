import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { UnitLogEvent } from './unit-log.ts';

/** What a unit does, for the state's own services; where it is stays here. A new day states what it begins with. */
export function publishedUnitLog(event: UnitLogEvent): {
  readonly restricted?: EventOf<typeof contracts.beats.restricted>;
} {
  switch (event.type) {
    case 'UnitLogOpened': {
      const { unitId, status, incidentId, since: at } = event;
      return { restricted: { type: 'UnitStatusChanged', unitId, status, incidentId, at } };
    }
    case 'UnitStatusChanged': {
      const { type, unitId, status, incidentId, at } = event;
      return { restricted: { type, unitId, status, incidentId, at } };
    }
    case 'UnitEnteredBeat':
    case 'UnitLeftBeat':
    case 'UnitLogClosed':
      return {};
  }
}
