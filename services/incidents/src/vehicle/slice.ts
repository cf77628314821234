import { publishOnly } from '@proximidad/bus';
import { argument, type Context, type Dependencies, edgeOf, type Slice } from '@proximidad/edge';
import { subjectToken } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { type Knowing, workOn } from '../break-glass/grant.ts';
import { wasSent } from '../incident/board-dispatches.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { partOf } from '../incident/parts.ts';
import type { IncidentRow } from '../incident/incident-row.ts';
import { whatTheyAre, withAbsorbed } from '../incident/what-it-is.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { publishedVehicle, vehiclesDue } from './retention.ts';
import { plate, vehicle, vehicleId, VEHICLES_MAX } from './vehicle.ts';
import { incidentVehicles } from './vehicles.ts';

const ANSWER = { type: 'Incident', field: 'incident', model: incidentBoard, kind: 'incident' } as const;

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
    // Two that are told at once get two numbers.
    oneByOne: { TellVehicle: vehiclesTurn, RetractVehicle: vehiclesTurn },
    lookUps: {
      TellVehicle({ deps, row, id: incidentId, commandId, input: { number, unitId } }) {
        if (!row || row.historical || incidentId === undefined) return refuse('IncidentNotFound');
        const idOf = (which: number | string) => vehicleId(incidentId, which);
        const told = partOf(vehiclesTold(deps, incidentId), number, idOf, commandId);
        const sent = unitId === null || wasSent(row, unitId);
        return { id: told.id, found: { incidentId, number: told.number, open: row.open, sent } };
      },
      RetractVehicle({ deps, row, id: incidentId, input: { number, unitId } }) {
        if (!row || row.historical || incidentId === undefined) return refuse('IncidentNotFound');
        const told = vehiclesTold(deps, incidentId).find((each) => each.number === number);
        if (!told) return refuse('NotRecorded');
        const sent = unitId === null || wasSent(row, unitId);
        return { id: told.id, found: { incidentId, number, sent } };
      },
    },
    answers: {
      TellVehicle: { ...ANSWER, key: (_input, incidentId) => incidentId },
      RetractVehicle: { ...ANSWER, key: (_input, incidentId) => incidentId },
    },
  }),
  resolvers,
};

function vehiclesTurn(_: unknown, incidentId: string): string {
  return `vehicles ${incidentId}`;
}

/** All of one incident, also those that were taken back: their numbers are not given again. */
function vehiclesTold({ readModels }: Pick<Dependencies<Places>, 'readModels'>, incidentId: string) {
  const { rows } = readModels.table(incidentVehicles).list({ where: { incidentId }, first: VEHICLES_MAX });
  return rows.map(({ row }) => row);
}

/** The vehicles of an incident and of those merged into it, for roles with field work and anyone to whom its owner opened it. */
export function vehiclesOf({ id, historical }: IncidentRow, _: unknown, { field, granted, today }: Context) {
  if (!granted('incident').includes(id)) field('Incident.vehicles');
  if (historical) return [];
  const { rows } = today(incidentVehicles).list({
    where: { incidentId: { in: withAbsorbed(today(incidentBoard), id) }, stands: 1 },
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
        const found = [...context.today(incidentVehicles).getMany(ids).values()].filter(
          ({ stands }) => stands === 1,
        );
        return whatTheyAre(context.table(incidentBoard, 'incident'), found);
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
