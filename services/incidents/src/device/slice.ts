import type { Slice } from '@proximidad/edge';
import { uuidv5 } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { deviceNumbers, deviceNumbersId } from './device-numbers.ts';
import { deviceKey, devices } from './devices.ts';
import { holds } from './sequence.ts';

/** A number is heard once it is answered, whatever the answer: those that no event carries are noted here. */
export const deviceSlice: Slice<Places> = {
  aggregate: deviceNumbers,
  listed: { Device: 'call' },
  async unrecorded({ readModels, execute }, { entity, municipality, device }) {
    const { id: deviceId, sequence } = device;
    if (deviceId === undefined || sequence === undefined) return;
    const known = readModels.table(devices).get(deviceKey(entity, deviceId));
    if (known && holds(known.runs, sequence)) return;
    const id = deviceNumbersId(entity, { deviceId, sequence });
    const command = { type: 'HearDeviceNumber', deviceId, sequence } as const;
    const commandId = uuidv5('device-number', entity, deviceId, sequence);
    await execute(deviceNumbers, id, command, { commandId, municipality });
  },
};
