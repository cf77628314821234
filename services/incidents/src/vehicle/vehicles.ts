import { type By, readModel } from '@proximidad/eventsourcing';
import { vehicle, type VehicleEvent } from './vehicle.ts';

type Told = Omit<Extract<VehicleEvent, { readonly type: 'VehicleTold' }>, 'type'>;

/** One of the vehicles in an incident, as last recorded; its plate sealed. */
export interface IncidentVehicleRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** Who last recorded it. */
  readonly by: By;
  /** 0 once it was taken back. */
  readonly stands: 0 | 1;
  /** 1 while a plate is kept whose retention period is not over yet. */
  readonly keeps: 0 | 1;
}

export const incidentVehicles = readModel<IncidentVehicleRow>()({
  name: 'incident-vehicles',
  version: 3,
  of: [vehicle],
  columns: {
    ...{ entity: 'text', incidentId: 'text', number: 'integer', stands: 'integer' },
    ...{ toldAt: 'instant', keeps: 'integer' },
  },
  indexes: [
    ['incidentId', 'number'],
    ['keeps', 'toldAt'],
  ],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'VehicleTold': {
        const { type: _, ...told } = event;
        // What was recorded before stays in the log, whatever has been recorded since.
        return { id, entity, by, ...told, stands: 1, keeps: told.plate !== null || row?.keeps === 1 ? 1 : 0 };
      }
      case 'VehicleRetracted':
        return row && { ...row, stands: 0 };
      case 'VehicleRetentionCame':
        return row && { ...row, keeps: 0 };
      case 'VehicleRetentionRenewed':
        // It was told with it.
        return row;
    }
  },
});
