import { readTestConfig } from './config.ts';

/** Of the runs of a property, on an ordinary day. */
const EVERYDAY_SHARE = 0.25;
export const isFull = readTestConfig().PROXIMIDAD_TEST === 'full';

/** The only knob of the suites: how much of it on an ordinary day, and how much as the issues name it. */
export const sized = <const Day, const Full>(everyday: Day, full: Full): Day | Full =>
  isFull ? full : everyday;

/** So many runs of a property, and a quarter of them on an ordinary day. */
export const runs = (full: number) => ({ numRuns: sized(Math.ceil(full * EVERYDAY_SHARE), full) });
