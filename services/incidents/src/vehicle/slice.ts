import { publishOnly } from '@proximidad/bus';
import { argument, edgeOf, type Slice } from '@proximidad/edge';
import { subjectToken } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { type Knowing, workOn } from '../break-glass/grant.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { ANSWER, partRecords } from '../incident/part-records.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { publishedVehicle, vehiclesDue } from './retention.ts';
import { plate, vehicle, vehicleId } from './vehicle.ts';
import { incidentVehicles } from './vehicles.ts';

export const vehicleRecords = partRecords({
  ...{ model: incidentVehicles, field: 'Incident.vehicles', idOf: vehicleId },
});
const { turn, telling, retracting, incidentsOf } = vehicleRecords;

/** The vehicles in incidents. */
export const vehicleSlice: Slice<Places> = {
  aggregate: vehicle,
  readModels: [incidentVehicles],
  published: publishOnly(['VehicleRetentionCame', 'VehicleRetentionRenewed'], publishedVehicle),
  due: ({ readModels }, now) => vehiclesDue(readModels, now),
  edge: edgeOf<Places>()({
    aggregate: vehicle,
    ...{ type: 'Incident', field: 'incident', id: 'incidentId', history: null },
    ...{ model: incidentBoard, kind: 'incident' },
    oneByOne: { TellVehicle: turn, RetractVehicle: turn },
    lookUps: { TellVehicle: telling, RetractVehicle: retracting },
    answers: { TellVehicle: ANSWER, RetractVehicle: ANSWER },
  }),
  resolvers,
};

function resolvers(deps: Knowing) {
  return {
    Query: {
      async incidentsOfPlate(_, { plate: asked }, context) {
        const value = argument('plate', plate.plain, asked);
        const plated = (id: string) => context.today(incidentVehicles).get(id)?.plate;
        const ids = await context.findSealed(vehicle.category, 'INCIDENT', plate, value, plated);
        return incidentsOf(ids, context);
      },
    },
    IncidentVehicle: {
      person: ({ id }) => subjectToken(id, plate.mark.subject),
      plate({ id, incidentId, plate: sealed }, _, context) {
        const task = () => workOn(deps, incidentId, context)!;
        return context.open(plate, sealed, { category: vehicle.category, id, task });
      },
    },
  } satisfies SliceResolvers;
}
