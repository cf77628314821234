import type { Device } from './store.ts';

/** A device whose clock is off by more than this is brought to a supervisor's attention (N4). */
const CLOCK_OFFSET_MAX_MS = 120_000;

/** Whether the clock is so far off that a supervisor has to review what was reported with it. */
export function isClockOff(device: Device | undefined): boolean {
  return Math.abs(device?.clock?.offsetMs ?? 0) > CLOCK_OFFSET_MAX_MS;
}
