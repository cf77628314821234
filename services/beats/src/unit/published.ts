import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { UnitEvent } from './unit.ts';

/** Which units there are, and which are retired, for the state's own services. */
export function publishedUnit(
  event: UnitEvent,
  { id: unitId }: Recorded,
): { readonly restricted?: EventOf<typeof contracts.beats.restricted> } {
  switch (event.type) {
    case 'UnitRetired': {
      const { type, municipality, retiredAt } = event;
      return { restricted: { type, unitId, municipality, retiredAt } };
    }
    case 'UnitRegistered': {
      const { type, municipality, registeredAt } = event;
      return { restricted: { type, unitId, municipality, registeredAt } };
    }
  }
}
