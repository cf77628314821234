import { entityOf } from '@proximidad/eventsourcing';

const NATIONAL = '00';

/** Whether an officer may have served there: one of the state or of the federation; acts of officers of another state are not recorded there (BR-A1). */
export function servesIn(officerId: string, municipality: string): boolean {
  const entity = entityOf(officerId);
  return entity === municipality.slice(0, 2) || entity === NATIONAL;
}
