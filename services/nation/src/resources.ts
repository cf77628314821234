import type { Heartbeats } from './heartbeats.ts';

/** What `nation` keeps beside its read models. */
export interface NationResources {
  readonly heartbeats: Heartbeats;
  /** Unix milliseconds: a heartbeat may have been missed before this, not after. */
  readonly openedAt: number;
  readonly logId: () => string;
}
