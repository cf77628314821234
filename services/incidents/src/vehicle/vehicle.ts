import { RetentionRule } from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
  personal,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import {
  partNumber,
  partRetracted,
  retract,
  type Retractable,
  retracting,
  type Tellable,
} from '../incident/parts.ts';

// ---- words --------------------------------------------------------------------

export const VEHICLES_MAX = 50;
export const VEHICLE_TELLINGS_MAX = 50;

/** Without blanks or hyphens: the single spelling by which equal plates are found. */
const Plate = z.string().regex(/^[A-Z0-9]{3,10}$/, 'a plate in capital letters and digits, such as ABC123D');

/** It reveals the holder to anyone who can query a register. */
export const plate = personal({
  ...{ of: 'VehicleTold.plate', plain: Plate, found: 'EXACT' },
  ...{ class: 'PERSONAL', subject: 'holder' },
});

const VehicleKind = closedList(
  'VehicleKind',
  {
    CAR: 'A car or a van.',
    MOTORBIKE: 'A motorcycle.',
    LORRY: 'A lorry or a trailer.',
    BUS: 'For passengers.',
    OTHER: 'Another kind.',
  },
  'The kind of vehicle.',
);
const VehiclePart = closedList(
  'VehiclePart',
  {
    FLEEING: 'The person searched for left in it.',
    STOLEN: 'It was taken from its holder.',
    DAMAGED: 'It was damaged, or involved in a collision.',
    INSPECTED: 'It was inspected by the officers sent there.',
    SEEN: 'It was seen there.',
  },
  'The part of a vehicle in an incident.',
);

// ---- events -------------------------------------------------------------------

export const vehicleEvents = eventFamily({
  VehicleTold: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      number: z.int(),
      kind: VehicleKind,
      part: VehiclePart,
      unitId: PublicId.nullable(),
      plate: plate.sealed.nullable(),
      toldAt: Instant,
    }),
  },
  VehicleRetracted: { version: 1, schema: partRetracted },
  VehicleRetentionCame: { version: 1, schema: z.object({ rule: RetentionRule, dueAt: Instant }) },
  /** A plate was told again after that, once the incident was open again: it is kept on. */
  VehicleRetentionRenewed: { version: 1, schema: z.object({ renewedAt: Instant }) },
});
export type VehicleEvent = EventOf<typeof vehicleEvents>;

// ---- commands -----------------------------------------------------------------

interface Vehicle {
  readonly tellings: number;
  /** Whether what was told last has not been taken back. */
  readonly stands: boolean;
  readonly retained: boolean;
}
const { command, internal } = commandsOf<Vehicle>();

const number = partNumber('vehicle', VEHICLES_MAX);
const telling = {
  kind: VehicleKind.describe('The kind of vehicle.'),
  part: VehiclePart.describe('Its part in the incident.'),
  unitId: optional(PublicId).describe('The unit that reports; leave it out where the centre does.'),
  plate: optional(plate.told).describe(
    'In capital letters and digits, without hyphens, such as `ABC123D`. Sealed.',
  ),
};

/** One of the vehicles in an incident: a separate record, so that each plate is opened, blocked and erased separately; sealed. */
export const vehicle = aggregate({
  category: 'vehicle',
  events: vehicleEvents,
  initialState: { tellings: 0, stands: false, retained: false } as Vehicle,
  commands: {
    TellVehicle: command({
      doc: 'Records a vehicle in an incident, its plate sealed. Refused with IncidentNotFound, AlreadyClosed, NotDispatched (by a unit that was not sent), TooManyTold or TooManyTellings.',
      mayExecute: ['operator', 'officer', 'machine'],
      on: 'incident',
      oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
      seeks: { number: number.any },
      input: telling,
      finds: looksUp<Tellable>(),
      decide: tell,
    }),
    RetractVehicle: command({
      doc: 'Takes a vehicle recorded of the incident back, also once it was closed: it is no longer shown or found, and stays in the history. Refused with IncidentNotFound, NotDispatched (by a unit that was not sent) or NotRecorded.',
      mayExecute: ['operator', 'officer'],
      on: 'incident',
      oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
      seeks: { number: number.known },
      input: retracting,
      finds: looksUp<Retractable>(),
      decide: retract('VehicleRetracted'),
    }),
    /** Its retention period is over, by the table. */
    NoteVehicleRetention: internal({
      input: { rule: RetentionRule, dueAt: Instant },
      decide: ({ retained }, { rule, dueAt }) =>
        retained ? [] : [{ type: 'VehicleRetentionCame' as const, rule, dueAt }],
    }),
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'VehicleTold':
        return { ...state, tellings: state.tellings + 1, stands: true };
      case 'VehicleRetracted':
        return { ...state, stands: false };
      case 'VehicleRetentionCame':
        return { ...state, retained: true };
      case 'VehicleRetentionRenewed':
        return { ...state, retained: false };
    }
  },
});

function tell(
  { tellings, retained }: Vehicle,
  given: Fields<typeof telling> & Tellable & { readonly at: Instant },
) {
  const { incidentId, number: which, kind, part, unitId, plate: sealed, open, sent, at: toldAt } = given;
  if (!open) return refuse('AlreadyClosed');
  if (!sent) return refuse('NotDispatched');
  if (which > VEHICLES_MAX) return refuse('TooManyTold', { max: VEHICLES_MAX });
  if (tellings >= VEHICLE_TELLINGS_MAX) return refuse('TooManyTellings', { max: VEHICLE_TELLINGS_MAX });
  const told = { incidentId, number: which, kind, part, unitId, plate: sealed, toldAt };
  return [
    { type: 'VehicleTold' as const, ...told },
    ...(retained && sealed !== null ? [{ type: 'VehicleRetentionRenewed' as const, renewedAt: toldAt }] : []),
  ];
}

/** The record of one of the vehicles in an incident. */
export function vehicleId(incidentId: string, which: number | string): string {
  return idFor(incidentId.slice(0, 2), 'vehicle', incidentId, which);
}
