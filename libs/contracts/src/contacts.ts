import { Cvegeo } from '@proximidad/catalogues';
import { eventFamily, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { RetentionRule } from './values.ts';

const contact = { municipality: Cvegeo, kind: z.string(), outcome: z.string(), contactedAt: Instant };

/**
 * A contact is never told with its people or below the municipality. Nothing is told of a follow-up: one message at a time would
 * say which of the incidents that closed has left a victim (ADR 155).
 */
export const contactsPublic = eventFamily({
  ContactRecorded: { version: 1, schema: z.object(contact) },
  /** It was recorded by mistake: it is one less in what was counted of its kind. */
  ContactAnnulled: { version: 1, schema: z.object({ ...contact, annulledAt: Instant }) },
});

export const contactsRestricted = eventFamily({
  /** The time of what is kept of a person is over, by the table of retention; `record` tells of the person. */
  RetentionDue: {
    version: 1,
    schema: z.object({ subject: PublicId, rule: RetentionRule, record: PublicId, dueAt: Instant }),
  },
});
