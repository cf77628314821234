import { Cvegeo } from '@proximidad/catalogues';
import { closedList, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { CnieCode } from './values.ts';

export const IncidentRelation = closedList(
  'IncidentRelation',
  {
    SAME_EVENT: 'Another service’s part of one event: the wounded of a shooting.',
    CONSEQUENCE: 'One came of the other.',
    SAME_PEOPLE: 'The same people are concerned.',
  },
  'How two incidents belong together that stay two.',
);

/** Incidents that turn out to be one, and incidents that belong together and stay two. */
export const mergeEvents = {
  /** In the stream of the one that is given up; nothing of it is lost. */
  IncidentMerged: {
    version: 2,
    schema: z.object({
      into: PublicId,
      /** Calls that told of it by then. */
      calls: z.int().min(0),
      /** Carried along for those who hear of it alone. */
      municipality: Cvegeo,
      beatId: PublicId.nullable(),
      initialCode: CnieCode,
      exercise: z.boolean(),
      mergedAt: Instant,
    }),
    upcast: { 1: (first: object) => ({ ...first, exercise: false }) },
  },
  MergeReverted: {
    version: 2,
    schema: z.object({
      ...{ into: PublicId, calls: z.int().min(0), exercise: z.boolean(), revertedAt: Instant },
    }),
    upcast: { 1: (first: object) => ({ ...first, exercise: false }) },
  },
  IncidentLinked: {
    version: 1,
    schema: z.object({ toIncidentId: PublicId, relation: IncidentRelation, linkedAt: Instant }),
  },
  IncidentUnlinked: { version: 1, schema: z.object({ toIncidentId: PublicId, unlinkedAt: Instant }) },
} as const;
