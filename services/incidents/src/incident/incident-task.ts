import type { Task } from '@proximidad/policy';
import type { Context } from '@proximidad/edge';
import type { CrewMember } from '../crew/crew.ts';
import { knownUnits } from '../known-unit/known-units.ts';
import { isWorking } from './incident-board.ts';
import type { DispatchRow, IncidentRow } from './incident-row.ts';

/**
 * The work on an incident, for which its sealed data are opened: to its operators and to the units sent there. A unit
 * that was called back has no part in it, whatever it reports late; after the closing, the units that were there keep theirs until their day
 * ends: that of the officers who were in it, where their duty is known, and not that of those who go out with it after them.
 */
export function incidentTask(
  { today }: Pick<Context, 'today'>,
  { entity, municipality, closedAt, dispatches }: IncidentRow,
): Task {
  const units = today(knownUnits);
  const wasThere = ({ arrivedAt, status }: DispatchRow) =>
    closedAt !== null && arrivedAt !== null && status !== 'CANCELLED';
  const isOff = ({ unitId, crew }: DispatchRow) => {
    const unit = units.get(unitId);
    return unit !== undefined && (unit.status === 'OFFLINE' || !isStillThere(crew ?? [], unit.crew));
  };
  const took = dispatches.filter((job) => isWorking(job) || (wasThere(job) && !isOff(job)));
  const left = dispatches.filter((job) => wasThere(job) && isOff(job));
  const unitsOf = (jobs: readonly DispatchRow[]) => [...new Set(jobs.map(({ unitId }) => unitId))];
  return {
    ...{ kind: 'INCIDENT', entity, municipality, endedAt: closedAt?.ms ?? null },
    ...{ units: unitsOf(took), offDuty: unitsOf(left) },
    ...{ officers: [], beats: [], grant: null },
  };
}

/** Whether somebody who was there is on the same duty yet; taken as so where nobody is known to have been. */
function isStillThere(were: readonly CrewMember[], known: readonly CrewMember[]): boolean {
  const onDuty = ({ officerId, since }: CrewMember) =>
    known.some((one) => one.officerId === officerId && one.since.ms === since.ms && one.until === null);
  return were.length === 0 || were.some(onDuty);
}
