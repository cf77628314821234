import type { contracts } from '@proximidad/contracts';
import { type EventOf, localDate } from '@proximidad/eventsourcing';
import type { FollowUpEvent } from './follow-up.ts';

/** Count form: one more that is due, one more that is late; never of which incident, nor below the municipality. */
export function publishedFollowUp(event: FollowUpEvent): {
  readonly public?: EventOf<typeof contracts.contacts.public>;
} {
  switch (event.type) {
    case 'FollowUpRequested':
    case 'FollowUpOverdue': {
      const { type, municipality, dueAt } = event;
      return { public: { type, municipality, dueDate: localDate(dueAt) } };
    }
    case 'FollowUpAttempted':
    case 'FollowUpDone':
    case 'FollowUpWaived':
      return {};
  }
}
