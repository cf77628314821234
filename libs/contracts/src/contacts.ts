import { eventFamily, Instant } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** Counts only: a contact or a follow-up is never told with its people or below the municipality. */
export const contactsPublic = eventFamily({
  ContactRecorded: {
    version: 1,
    schema: z.object({
      municipality: z.string(),
      kind: z.string(),
      outcome: z.string(),
      contactedAt: Instant,
    }),
  },
  FollowUpRequested: { version: 1, schema: z.object({ municipality: z.string(), dueAt: Instant }) },
  FollowUpOverdue: { version: 1, schema: z.object({ municipality: z.string(), dueAt: Instant }) },
});

export const contactsRestricted = eventFamily({});
