import type { Device } from './store.ts';

/** Beyond this a device's clock is put before a supervisor (N4). */
const CLOCK_OFFSET_MAX_MS = 120_000;

/** Whether the clock is off by enough that a supervisor has to review what was reported with it. */
export function isClockOff(device: Device | undefined): boolean {
  return Math.abs(device?.clock?.offsetMs ?? 0) > CLOCK_OFFSET_MAX_MS;
}
