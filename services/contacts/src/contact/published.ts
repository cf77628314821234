import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { ContactEvent } from './contact.ts';

/** Publishes that there was a contact, roughly where, and how it went; or that there was none after all. */
export function publishedContact(event: ContactEvent): {
  readonly public: EventOf<typeof contracts.contacts.public>;
} {
  const { municipality, kind, outcome, contactedAt } = event;
  const told = { municipality, kind, outcome, contactedAt };
  switch (event.type) {
    case 'ContactRecorded':
      return { public: { type: event.type, ...told } };
    case 'ContactAnnulled':
      return { public: { type: event.type, ...told, annulledAt: event.annulledAt } };
  }
}
