import { type Device, type Instant, isClockOff, readModel, type Recorded } from '@proximidad/eventsourcing';
import { breakGlass } from '../break-glass/break-glass.ts';
import { call } from '../call/call.ts';
import { description } from '../description/description.ts';
import { incident } from '../incident/incident.ts';
import { involved } from '../involved/involved.ts';
import { needToKnow } from '../need-to-know/need-to-know.ts';
import { vehicle } from '../vehicle/vehicle.ts';
import { deviceNumbers } from './device-numbers.ts';
import { holesIn, type Run, withNumber } from './sequence.ts';

/** Events by a clock that was off shown for one device; earlier ones are in the histories of their records. */
const OFF_MAX = 50;

/** An event reported by a clock that was off (N4). */
export interface OffFactRow {
  readonly type: string;
  readonly commandId: string;
  /** The incident or the call. */
  readonly recordId: string;
  /** The time the device gave. */
  readonly toldAt: Instant;
  /** The same by the server's clock, used for decisions and figures. */
  readonly normalisedAt: Instant;
  readonly offsetMs: number;
  readonly clockSource: NonNullable<Device['clock']>['source'];
}

export interface DeviceRow {
  /** `<entity>-<uuid>`: a device used in two entities counts as two. */
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  /** Numbers heard. */
  readonly runs: readonly Run[];
  readonly holes: boolean;
  /** How far its clock was last ahead; null where it never said. */
  readonly offsetMs: number | null;
  readonly clockOff: boolean;
  /** The latest first. */
  readonly offFacts: readonly OffFactRow[];
  /** When it was last heard, Unix milliseconds. */
  readonly heardAt: number;
}

/** Grants are not for everybody who sees devices: their numbers are heard, and no more is said. */
const UNSHOWN: readonly string[] = [needToKnow.category, breakGlass.category];

export const deviceKey = (entity: string, deviceId: string) => `${entity}-${deviceId}`;

/** Devices that number their reports or report their clock: which numbers are missing, and whose clock is off. */
export const devices = readModel<DeviceRow>()({
  name: 'devices',
  version: 3,
  of: [incident, call, description, involved, vehicle, needToKnow, breakGlass, deviceNumbers],
  columns: {
    entity: 'text',
    municipality: 'text',
    holes: 'integer',
    clockOff: 'integer',
    heardAt: 'instant',
  },
  indexedAlone: [],
  indexes: [['entity', 'heardAt']],
  keys: (event, { metadata, entity }) => {
    const deviceId = event.type === 'DeviceNumberHeard' ? event.deviceId : metadata.device?.id;
    return deviceId === undefined ? [] : [deviceKey(entity, deviceId)];
  },
  project(row, event, recorded, id) {
    const { metadata, entity, recordedAt } = recorded;
    const { jurisdiction } = metadata;
    const device = event.type === 'DeviceNumberHeard' ? { sequence: event.sequence } : metadata.device;
    if (device === undefined) return row;
    // A person or a vehicle is a record of its own, shown with its incident.
    const isOfIncident =
      event.type === 'PersonInvolved' ||
      event.type === 'InvolvedRetracted' ||
      event.type === 'VehicleTold' ||
      event.type === 'VehicleRetracted';
    const recordId = isOfIncident ? event.incidentId : recorded.id;
    const { sequence, clock }: Device = device;
    const runs = sequence === undefined ? (row?.runs ?? []) : withNumber(row?.runs ?? [], sequence);
    return {
      ...{ id, entity, municipality: jurisdiction.municipality ?? row?.municipality ?? null },
      ...{ runs, holes: holesIn(runs).length > 0 },
      offsetMs: clock?.offsetMs ?? row?.offsetMs ?? null,
      clockOff: clock ? isClockOff(device) : (row?.clockOff ?? false),
      offFacts: withOffFact(row?.offFacts ?? [], event.type, recordId, recorded),
      heardAt: recordedAt,
    };
  },
});

/** Of the events of one command, only the first counts as reported by the device. */
function withOffFact(
  facts: readonly OffFactRow[],
  type: string,
  recordId: string,
  { metadata, category }: Recorded,
): readonly OffFactRow[] {
  const { device, occurredAt: toldAt, commandId } = metadata;
  if (!device?.clock || !isClockOff(device) || facts[0]?.commandId === commandId) return facts;
  if (UNSHOWN.includes(category)) return facts;
  const { offsetMs, source: clockSource } = device.clock;
  const normalisedAt = { ...toldAt, ms: toldAt.ms - offsetMs };
  return [{ type, commandId, recordId, toldAt, normalisedAt, offsetMs, clockSource }, ...facts].slice(
    0,
    OFF_MAX,
  );
}
