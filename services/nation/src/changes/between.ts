/** Two cuts and the jurisdiction asked about; every service resolves the same key. */
export type { Between } from '@proximidad/edge';
