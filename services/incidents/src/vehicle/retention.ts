import type { contracts } from '@proximidad/contracts';
import { type Dependencies, type Due, eachRow } from '@proximidad/edge';
import { type EventOf, execution, type Recorded, subjectToken } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { TOLD_RULE as rule, toldBefore, toldUntil } from '../incident/retention.ts';
import { plate, vehicle, type VehicleEvent } from './vehicle.ts';
import { incidentVehicles } from './vehicles.ts';

/** Vehicles whose plates have reached the end of their retention period, by the table. */
export function* vehiclesDue(readModels: Dependencies<Places>['readModels'], now: number): Iterable<Due> {
  const where = { keeps: 1, toldAt: { lt: toldBefore(now) } } as const;
  const rows = eachRow(readModels.table(incidentVehicles), { where, orderBy: [{ column: 'toldAt' }] });
  for (const { id, incidentId } of rows) {
    const dueAt = toldUntil(readModels, incidentId, now);
    if (!dueAt) continue;
    yield {
      ...{ subject: `vehicle-retention:${id}`, dueAt: dueAt.ms },
      execution: execution(vehicle, id, { type: 'NoteVehicleRetention', rule, dueAt }),
    };
  }
}

/** Records that the retention period of a plate is over, or that it is not after all: the office of records decides what happens to it. */
export function publishedVehicle(
  event: Extract<VehicleEvent, { readonly type: 'VehicleRetentionCame' | 'VehicleRetentionRenewed' }>,
  { id: record }: Pick<Recorded, 'id'>,
): { readonly restricted: EventOf<typeof contracts.incidents.restricted> } {
  const subject = subjectToken(record, plate.mark.subject);
  return event.type === 'VehicleRetentionCame'
    ? { restricted: { type: 'RetentionDue', subject, rule: event.rule, record, dueAt: event.dueAt } }
    : { restricted: { type: 'RetentionRenewed', subject, record, renewedAt: event.renewedAt } };
}
