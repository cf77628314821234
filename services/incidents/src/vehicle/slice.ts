import { publishOnly } from '@proximidad/bus';
import { argument, type Context, edgeOf, type Slice } from '@proximidad/edge';
import { subjectToken } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { type Knowing, workOn } from '../break-glass/grant.ts';
import { wasSent } from '../incident/board-dispatches.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import type { IncidentRow } from '../incident/incident-row.ts';
import { whatTheyAre, withAbsorbed } from '../incident/what-it-is.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { publishedVehicle, vehiclesDue } from './retention.ts';
import { plate, vehicle, vehicleId, VEHICLES_MAX } from './vehicle.ts';
import { incidentVehicles } from './vehicles.ts';

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
    lookUps: {
      TellVehicle({ row, id: incidentId, input: { number, unitId } }) {
        if (!row || row.historical || incidentId === undefined) return refuse('IncidentNotFound');
        const found = { incidentId, number, open: row.open, sent: unitId === null || wasSent(row, unitId) };
        return { id: vehicleId(incidentId, number), found };
      },
    },
    answers: {
      TellVehicle: {
        ...{ type: 'Incident', field: 'incident', model: incidentBoard, kind: 'incident' },
        key: (_input, incidentId) => incidentId,
      },
    },
  }),
  resolvers,
};

/** The vehicles of an incident and of those merged into it, for roles with field work and anyone to whom its owner opened it. */
export function vehiclesOf({ id, historical }: IncidentRow, _: unknown, { field, granted, today }: Context) {
  if (!granted('incident').includes(id)) field('Incident.vehicles');
  if (historical) return [];
  const { rows } = today(incidentVehicles).list({
    where: { incidentId: { in: withAbsorbed(today(incidentBoard), id) } },
    orderBy: [{ column: 'incidentId' }, { column: 'number' }],
    first: VEHICLES_MAX,
  });
  return rows.map(({ row }) => row);
}

function resolvers(deps: Knowing) {
  return {
    Query: {
      async incidentsOfPlate(_, { plate: asked }, context) {
        const value = argument('plate', plate.plain, asked);
        const plated = (id: string) => context.today(incidentVehicles).get(id)?.plate;
        const ids = await context.findSealed(vehicle.category, 'INCIDENT', plate, value, plated);
        const found = context.today(incidentVehicles).getMany(ids);
        return whatTheyAre(context.table(incidentBoard, 'incident'), found.values());
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
