import type { contracts } from '@proximidad/contracts';
import type { EventOf, Recorded } from '@proximidad/eventsourcing';
import type { UnitEvent } from './unit.ts';

/** That a unit goes out no more, for the state's own services; which units there are stays here. */
export function publishedUnit(
  event: UnitEvent,
  { id: unitId }: Recorded,
): { readonly restricted?: EventOf<typeof contracts.beats.restricted> } {
  switch (event.type) {
    case 'UnitRetired': {
      const { type, municipality, retiredAt } = event;
      return { restricted: { type, unitId, municipality, retiredAt } };
    }
    case 'UnitRegistered':
      return {};
  }
}
