import { aggregate, eventFamily, type EventOf, type Fields, idFor } from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

const heard = { deviceId: z.uuid(), sequence: z.int().min(0) };

/** Numbers of a device in one stream, so that none grows for ever (ADR 104). */
const NUMBERS_TOGETHER = 500;

export function deviceNumbersId(entity: string, { deviceId, sequence }: Fields<typeof heard>): string {
  return idFor(entity, 'devicenumbers', deviceId, Math.floor(sequence / NUMBERS_TOGETHER));
}

export const deviceNumberEvents = eventFamily({
  DeviceNumberHeard: { version: 1, schema: z.object(heard) },
});
export type DeviceNumberEvent = EventOf<typeof deviceNumberEvents>;

/** The numbers heard in one stream. */
type DeviceNumbers = readonly number[];

/** Numbers of reports that changed nothing or were refused: no event carries them, yet nothing is missing (N2). */
export const deviceNumbers = aggregate({
  category: 'devicenumbers',
  events: deviceNumberEvents,
  initialState: [] as DeviceNumbers,
  commands: {
    HearDeviceNumber: commandsOf<DeviceNumbers>().internal({ input: heard, decide: hear }),
  },
  evolve: (state: DeviceNumbers, { sequence }: DeviceNumberEvent): DeviceNumbers => [...state, sequence],
});

function hear(state: DeviceNumbers, given: Fields<typeof heard>) {
  return state.includes(given.sequence) ? [] : [{ ...given, type: 'DeviceNumberHeard' as const }];
}
