/** Two cuts and the jurisdiction that is asked about; every service makes one of the same key. */
export type { Between } from '@proximidad/edge';
