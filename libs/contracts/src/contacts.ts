import { Cvegeo } from '@proximidad/catalogues';
import { eventFamily, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { RetentionRule } from './values.ts';

const contact = { municipality: Cvegeo, kind: z.string(), outcome: z.string(), contactedAt: Instant };

/**
 * A contact is never published with its people or with a place below the municipality. Nothing is published about a follow-up:
 * single messages would reveal which closed incident has left a victim (ADR 155).
 */
export const contactsPublic = eventFamily({
  ContactRecorded: { version: 1, schema: z.object(contact) },
  /** It was recorded by mistake: the count of its kind goes down by one. */
  ContactAnnulled: { version: 1, schema: z.object({ ...contact, annulledAt: Instant }) },
});

export const contactsRestricted = eventFamily({
  /**
   * The retention time of data about a person is over, by the table of retention; `record` is the record about the
   * person.
   */
  RetentionDue: {
    version: 1,
    schema: z.object({ subject: PublicId, rule: RetentionRule, record: PublicId, dueAt: Instant }),
  },
  /** The data is kept on after all: what was reported to be due is no longer. */
  RetentionRenewed: {
    version: 1,
    schema: z.object({ subject: PublicId, record: PublicId, renewedAt: Instant }),
  },
});
