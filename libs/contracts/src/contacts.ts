import { eventFamily, Instant, localDate } from '@proximidad/eventsourcing';
import { z } from 'zod';

/**
 * The day alone, on the clock of the place: to the millisecond it would tell which of the closed incidents left a victim,
 * and of what.
 */
const due = {
  version: 2,
  schema: z.object({ municipality: z.string(), dueDate: z.iso.date() }),
  upcast: {
    1: ({ municipality, dueAt }: { readonly municipality: string; readonly dueAt: Instant }) => ({
      municipality,
      dueDate: localDate(dueAt),
    }),
  },
};

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
  FollowUpRequested: due,
  FollowUpOverdue: due,
});

export const contactsRestricted = eventFamily({});
