import { commandsAt } from '@proximidad/edge';
import { type CommandOf, type Device, idFor, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { breakGlass } from '../break-glass/break-glass.ts';
import { involved, involvedId } from '../involved/involved.ts';
import { definition } from '../service.ts';
import { vehicle, vehicleId } from '../vehicle/vehicle.ts';
import { type DeviceNumberEvent, deviceNumbers, deviceNumbersId } from './device-numbers.ts';
import { deviceKey, devices } from './devices.ts';

const [deviceId, idOther] = [uuidv5('device', 1), uuidv5('device', 2)];
const heard = (sequence: number): DeviceNumberEvent => ({ type: 'DeviceNumberHeard', deviceId, sequence });
const hear = (sequence: number): CommandOf<typeof deviceNumbers> => {
  return { type: 'HearDeviceNumber', deviceId, sequence };
};

test('N2: a number that no event carries is heard once', () => {
  given(deviceNumbers, [])
    .when(hear(7))
    .expects([heard(7)]);
  given(deviceNumbers, [heard(7)])
    .when(hear(7))
    .expects([]);
  given(deviceNumbers, [heard(7)])
    .when(hear(8))
    .expects([heard(8)]);
});

test('N2: it closes the gap, and does not count as an event by a clock that was off', () => {
  const id = deviceNumbersId('09', { deviceId, sequence: 7 });
  const rows = projected(
    devices,
    eventsOf(deviceNumbers, id, [heard(7), heard(9), heard(8)], {
      recordedAt: 1_000,
      metadata: { jurisdiction: { entity: '09', municipality: '09007' } } as never,
    }),
  );
  expect(rows.get(deviceKey('09', deviceId))).toMatchObject({
    ...{ entity: '09', municipality: '09007', runs: [[7, 9]], holes: false, offFacts: [], clockOff: false },
  });
});

test('N2: a number is heard whatever a command recorded: the devices read each aggregate that takes commands from outside', () => {
  const told = definition.slices.flatMap(({ aggregate, edge }) =>
    edge && commandsAt(edge as never).length > 0 ? [aggregate] : [],
  );
  const unheard = told.flatMap(({ category, events }) =>
    Object.keys(events)
      .filter((type) => !devices.folds(category, type))
      .map((type) => `${category}: ${type}`),
  );
  expect(unheard).toEqual([]);
  expect(told.map(({ category }) => category)).toContain('incident');
});

test('N2, N4: people and vehicles that a device reports are no gap, and stand beside their incident where its clock was off', () => {
  const incidentId = idFor('09', 'incident', 1);
  const at = { ms: 1_800_000_000_000, offsetMin: -360 };
  const by = (sequence: number) => {
    const device: Device = { id: deviceId, sequence, clock: { source: 'MANUAL', offsetMs: 432_000 } };
    const metadata = { device, occurredAt: at, commandId: uuidv5(sequence), jurisdiction: { entity: '09' } };
    return { recordedAt: at.ms, metadata: metadata as unknown as Recorded['metadata'] };
  };
  const told = { incidentId, number: 1, unitId: null, toldAt: at };
  const person = { part: 'VICTIM', ageBand: 'ADULT', adult: null, minor: null } as const;
  const broken = { subject: 'p-1', reason: 'LIFE_AT_RISK', brokenAt: at, until: at } as const;
  const car = { kind: 'CAR', part: 'SEEN', plate: null } as const;
  const rows = projected(devices, [
    ...eventsOf(involved, involvedId(incidentId, 1), [{ type: 'PersonInvolved', ...told, ...person }], by(2)),
    ...eventsOf(vehicle, vehicleId(incidentId, 1), [{ type: 'VehicleTold', ...told, ...car }], by(3)),
    // Who broke the glass is not for everybody who sees devices.
    ...eventsOf(breakGlass, incidentId, [{ type: 'GlassBroken', ...broken }], by(4)),
  ]);
  expect(rows.get(deviceKey('09', deviceId))).toMatchObject({
    ...{ runs: [[2, 4]], holes: false },
    offFacts: [
      { type: 'VehicleTold', recordId: incidentId },
      { type: 'PersonInvolved', recordId: incidentId },
    ],
  });
});

test('many numbers are spread over many streams, those of another entity over others', () => {
  const streams = Array.from({ length: 1_500 }, (_, sequence) =>
    deviceNumbersId('09', { deviceId, sequence }),
  );
  expect(new Set(streams).size).toBe(3);
  expect(deviceNumbersId('14', { deviceId, sequence: 0 })).not.toBe(streams[0]);
  expect(deviceNumbersId('09', { deviceId: idOther, sequence: 0 })).not.toBe(streams[0]);
});
