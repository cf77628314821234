import type { Task } from '@proximidad/policy';
import type { Context } from '@proximidad/edge';
import { knownUnits } from '../known-unit/known-units.ts';
import { isWorking } from './incident-board.ts';
import type { DispatchRow, IncidentRow } from './incident-row.ts';

/**
 * The work on an incident, for which its sealed data are opened: to its operators and to the units sent there. A unit
 * that was called back has no part in it, whatever it reports late; after the closing, the units that were there keep theirs until their day
 * ends.
 */
export function incidentTask(
  { today }: Pick<Context, 'today'>,
  { entity, municipality, closedAt, dispatches }: IncidentRow,
): Task {
  const units = today(knownUnits);
  const wasThere = ({ arrivedAt, status }: DispatchRow) =>
    closedAt !== null && arrivedAt !== null && status !== 'CANCELLED';
  const isOff = ({ unitId }: DispatchRow) => units.get(unitId)?.status === 'OFFLINE';
  const took = dispatches.filter((job) => isWorking(job) || (wasThere(job) && !isOff(job)));
  const left = dispatches.filter((job) => wasThere(job) && isOff(job));
  const unitsOf = (jobs: readonly DispatchRow[]) => [...new Set(jobs.map(({ unitId }) => unitId))];
  return {
    ...{ kind: 'INCIDENT', entity, municipality, endedAt: closedAt?.ms ?? null },
    ...{ units: unitsOf(took), offDuty: unitsOf(left) },
    ...{ officers: [], beats: [], grant: null },
  };
}
