import { Cvegeo } from '@proximidad/catalogues';
import { eventFamily, Instant } from '@proximidad/eventsourcing';
import { z } from 'zod';

/**
 * A contact is never told with its people or below the municipality. Nothing is told of a follow-up: one message at a time would
 * say which of the incidents that closed has left a victim (ADR 155).
 */
export const contactsPublic = eventFamily({
  ContactRecorded: {
    version: 1,
    schema: z.object({
      municipality: Cvegeo,
      kind: z.string(),
      outcome: z.string(),
      contactedAt: Instant,
    }),
  },
});

export const contactsRestricted = eventFamily({});
