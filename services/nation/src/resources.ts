import type { Ask } from './ask.ts';
import type { Times } from './changes/times.ts';
import type { OnSilence } from './picture/figure-sources.ts';
import type { Heartbeats } from './source/heartbeats.ts';

/** What the gateway, which hosts the service in its process, hands in. */
export interface NationHost {
  readonly ask: Ask;
  readonly onSilence: OnSilence;
  readonly times: () => Promise<Times>;
  readonly heartbeats: Heartbeats;
  readonly persons: Persons;
}

/** How a subject of the identity provider is known inside (ADR 200). */
export interface Persons {
  personOf(subject: string): string;
  /** Which key it is derived with. */
  readonly keyId: string;
}

/** What `nation` keeps besides its read models. */
export interface NationResources extends NationHost {
  /** Unix milliseconds: a heartbeat may have been missed before this, not after. */
  readonly openedAt: number;
  readonly logId: () => string;
}
