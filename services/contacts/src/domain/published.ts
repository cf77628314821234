import type { contracts } from '@proximidad/contracts';
import type { EventOf } from '@proximidad/eventsourcing';
import type { ContactEvent } from './contact.ts';
import type { FollowUpEvent } from './follow-up.ts';

interface Told {
  readonly public?: EventOf<typeof contracts.contacts.public>;
}

/** That there was a contact, where in the coarse, and how it went. */
export function publishedContact(event: ContactEvent): Told {
  switch (event.type) {
    case 'ContactRecorded': {
      const { type, municipality, kind, outcome, contactedAt } = event;
      return { public: { type, municipality, kind, outcome, contactedAt } };
    }
  }
}

/** Count form: one more that is due, one more that is late; never of which incident, nor below the municipality. */
export function publishedFollowUp(event: FollowUpEvent): Told {
  switch (event.type) {
    case 'FollowUpRequested':
    case 'FollowUpOverdue': {
      const { type, municipality, dueAt } = event;
      return { public: { type, municipality, dueAt } };
    }
    case 'FollowUpAttempted':
    case 'FollowUpDone':
    case 'FollowUpWaived':
      return {};
  }
}
