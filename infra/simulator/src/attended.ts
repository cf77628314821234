import type { Place } from './calls.ts';

/** An incident that a unit is sent to. */
export interface Sent {
  readonly key: readonly (string | number)[];
  readonly incidentId: string;
  readonly unitId: string;
  readonly code: string;
  /** When it was reported. */
  readonly at: number;
  readonly dispatched: number;
}

/** An incident that a unit arrived at. */
export interface Attended extends Omit<Sent, 'at'> {
  readonly victims: number;
  /** Undefined for sensitive kinds. */
  readonly point: Place | undefined;
  readonly arrived: number;
  readonly closed: number;
}
