import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { ContactEvent } from './contact.ts';

/** That there was a contact, where in the coarse, and how it went. */
export function publishedContact({ type, municipality, kind, outcome, contactedAt }: ContactEvent): {
  readonly public: EventOf<typeof contracts.contacts.public>;
} {
  return { public: { type, municipality, kind, outcome, contactedAt } };
}
