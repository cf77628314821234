import type { Instant } from './instant.ts';
import type { EventMetadata } from './store.ts';

/** Who decided it, according to the event: the one form in which rows and the graph show it. */
export interface By {
  /** A pseudonym; for the platform's own acts, the service that acted. */
  readonly actor: string;
  readonly role: string;
  readonly onBehalfOf: string | null;
  /** The code of the institution; null where the platform itself acted, and for events from before it was recorded. */
  readonly authority: string | null;
  readonly authorityName: string | null;
  readonly purpose: string | null;
  readonly legalBasis: string | null;
  /** When it happened, as reported. */
  readonly at: Instant;
}

export function byOf({ actor, authority, purpose, legalBasis, occurredAt }: EventMetadata): By {
  return {
    actor: actor.id,
    role: actor.role,
    onBehalfOf: actor.onBehalfOf ?? null,
    authority: authority?.code ?? null,
    authorityName: authority?.name ?? null,
    purpose: purpose ?? null,
    legalBasis: legalBasis ?? null,
    at: occurredAt,
  };
}
