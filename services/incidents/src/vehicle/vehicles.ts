import { type By, readModel } from '@proximidad/eventsourcing';
import { vehicle, type VehicleEvent } from './vehicle.ts';

type Told = Omit<Extract<VehicleEvent, { readonly type: 'VehicleTold' }>, 'type'>;

/** One of the vehicles in an incident, as it was told last; its plate sealed. */
export interface IncidentVehicleRow extends Told {
  readonly id: string;
  readonly entity: string;
  /** Who told it last. */
  readonly by: By;
  /** 1 while a plate is kept whose time was not over yet. */
  readonly keeps: 0 | 1;
}

export const incidentVehicles = readModel<IncidentVehicleRow>()({
  name: 'incident-vehicles',
  version: 2,
  of: [vehicle],
  columns: { entity: 'text', incidentId: 'text', number: 'integer', toldAt: 'instant', keeps: 'integer' },
  indexes: [
    ['incidentId', 'number'],
    ['keeps', 'toldAt'],
  ],
  project(row, event, { id, entity, by }) {
    switch (event.type) {
      case 'VehicleTold': {
        const { type: _, ...told } = event;
        // What was told before is kept in the log, whatever was told since.
        return { id, entity, by, ...told, keeps: told.plate !== null || row?.keeps === 1 ? 1 : 0 };
      }
      case 'VehicleRetentionCame':
        return row && { ...row, keeps: 0 };
    }
  },
});
