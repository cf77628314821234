import type { Task } from '@proximidad/policy';
import { isWorking } from './incident-board.ts';
import type { IncidentRow } from './incident-row.ts';

/**
 * The work on an incident, for which what is sealed about it is opened: to its operators, and to the units that are sent
 * there. A unit that was called back has no part in it; after the closing those that were there have.
 */
export function incidentTask({ entity, municipality, closedAt, dispatches }: IncidentRow): Task {
  const took = dispatches.filter((job) => isWorking(job) || (closedAt !== null && job.arrivedAt !== null));
  return {
    ...{ kind: 'INCIDENT', entity, municipality, endedAt: closedAt?.ms ?? null },
    units: [...new Set(took.map(({ unitId }) => unitId))],
    ...{ officers: [], beats: [], grant: null },
  };
}
