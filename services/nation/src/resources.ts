import type { Ask, OnSilence } from './ask.ts';
import type { Times } from './changes/times.ts';
import type { Heartbeats } from './source/heartbeats.ts';

/** What the gateway, which hosts the service in its process, passes to it. */
export interface NationHost {
  readonly ask: Ask;
  readonly onSilence: OnSilence;
  readonly times: () => Promise<Times>;
  readonly heartbeats: Heartbeats;
  readonly persons: Persons;
}

/** The pseudonym of a subject of the identity provider (ADR 200). */
export interface Persons {
  personOf(subject: string): string;
  /** The key that pseudonyms are derived with. */
  readonly keyId: string;
}

/** What `nation` keeps besides its read models. */
export interface NationResources extends NationHost {
  /** Unix milliseconds: heartbeats before this may have been missed, later ones not. */
  readonly openedAt: number;
  readonly logId: () => string;
}
