import { Cvegeo } from '@proximidad/catalogues';
import { eventFamily, Instant } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { retentionFacts } from './retention.ts';

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

export const contactsRestricted = eventFamily(retentionFacts);
