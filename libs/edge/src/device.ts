import { type Device, Instant, named, optional, closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** Of somebody or something: never a name, a key of the population register, a telephone number or a mail address. */
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
  "Where a device's clock has its time from.",
);

/** What a device says of itself. */
export const DeviceInput = named(
  'DeviceInput',
  z.object({
    id: optional(z.uuid()).describe('Of the device.'),
    sequence: optional(z.int().min(0)).describe('Rises by one with each fact that it tells: gaps show.'),
    clock: optional(Instant).describe(
      'What its clock shows as it asks. How far that is off is kept, and facts are ordered by the time without it.',
    ),
    clockSource: optional(ClockSource).describe('Where its clock has its time from; UNKNOWN when left out.'),
  }),
  'A device that keeps a clock of its own, and may tell what happened while it had no network.',
);
export type DeviceInput = z.infer<typeof DeviceInput>;

/** As it is kept beside the fact: the clock's offset from when the server heard of it. */
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

/** A clock that seems behind by less than this may be right: its word was on the way (N4 gives a clock 4 s of doubt). */
const TRANSIT_MAX_MS = 4_000;

/** A moment that was told by the device's clock, by the server's. */
export function normalisedBy(
  device: Device | undefined,
  occurredAt: Instant | undefined,
): Instant | undefined {
  const offsetMs = device?.clock?.offsetMs ?? 0;
  const onTheWay = offsetMs < 0 && offsetMs >= -TRANSIT_MAX_MS;
  return occurredAt && { ...occurredAt, ms: onTheWay ? occurredAt.ms : occurredAt.ms - offsetMs };
}
