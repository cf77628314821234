import { type Device, Instant, named, optional, closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** Pseudonym of a person or thing: never a name, a key of the population register, a telephone number or an e-mail address. */
export const Pseudonym = z
  .string()
  .max(128)
  .regex(/^(?!\d{10}$)[A-Za-z0-9][A-Za-z0-9:._-]*$/, 'a pseudonym: letters, digits and `:._-`');

const ClockSource = closedList(
  'ClockSource',
  {
    GNSS: 'Satellites.',
    NTP: 'The network.',
    MANUAL: 'It was set by hand.',
    UNKNOWN: 'The device does not say.',
  },
  "Where a device's clock gets its time from.",
);

/** What a device says about itself. */
export const DeviceInput = named(
  'DeviceInput',
  z.object({
    id: optional(z.uuid()).describe('Id of the device.'),
    sequence: optional(z.int().min(0)).describe('Rises by one with each report, so that gaps show.'),
    clock: optional(Instant).describe(
      'What its clock shows when it sends the command. The offset is kept, and what happened is recorded and ordered by the corrected time.',
    ),
    clockSource: optional(ClockSource).describe('Where its clock gets its time from; UNKNOWN when left out.'),
  }),
  'A device that keeps its own clock and may report what happened while it had no network.',
);
export type DeviceInput = z.infer<typeof DeviceInput>;

/** As kept with the event: the clock's offset from the time when the server received it. */
export function deviceOf(input: DeviceInput | null, receivedAt: number): Device | undefined {
  if (input === null) return undefined;
  const { id, sequence, clock, clockSource } = input;
  return {
    ...(id !== null && { id }),
    ...(sequence !== null && { sequence }),
    ...(clock !== null && {
      clock: { source: clockSource ?? 'UNKNOWN', offsetMs: clock.ms - receivedAt },
    }),
  };
}

/** A clock that seems behind by less than this may be right: its report took time to arrive (N4 allows a clock 4 s). */
const TRANSIT_MAX_MS = 4_000;

/** A moment given by the device's clock, converted to the server's. */
export function normalisedBy<At extends Instant | null | undefined>(device: Device | undefined, at: At): At {
  const offsetMs = device?.clock?.offsetMs ?? 0;
  const onTheWay = offsetMs < 0 && offsetMs >= -TRANSIT_MAX_MS;
  return at && { ...at, ms: onTheWay ? at.ms : at.ms - offsetMs };
}
