import { readTestConfig } from './config.ts';

/** Share of the runs of a property in the everyday size. */
const EVERYDAY_SHARE = 0.25;
export const isFull = readTestConfig().PROXIMIDAD_TEST === 'full';

/** The only knob of the suites: how much of it on an ordinary day, and how much in full. */
export const sized = <const Day, const Full>(everyday: Day, full: Full): Day | Full =>
  isFull ? full : everyday;

/** This many runs of a property, and a quarter of them on an ordinary day. */
export const runs = (full: number) => ({ numRuns: sized(Math.ceil(full * EVERYDAY_SHARE), full) });
