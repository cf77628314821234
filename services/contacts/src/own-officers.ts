import { entityOf } from '@proximidad/eventsourcing';

const NATIONAL = '00';

/** Whether an officer may have served there: of the state, or of the federation; nobody tells what those of another state did (BR-A1). */
export function servesIn(officerId: string, municipality: string): boolean {
  const entity = entityOf(officerId);
  return entity === municipality.slice(0, 2) || entity === NATIONAL;
}
