import { type CommandOf, uuidv5 } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
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

test('many numbers are spread over many streams, those of another entity over others', () => {
  const streams = Array.from({ length: 1_500 }, (_, sequence) =>
    deviceNumbersId('09', { deviceId, sequence }),
  );
  expect(new Set(streams).size).toBe(3);
  expect(deviceNumbersId('14', { deviceId, sequence: 0 })).not.toBe(streams[0]);
  expect(deviceNumbersId('09', { deviceId: idOther, sequence: 0 })).not.toBe(streams[0]);
});
