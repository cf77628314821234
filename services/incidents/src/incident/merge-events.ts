import { Cvegeo, isSensitive } from '@proximidad/catalogues';
import { closedList, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { CnieCode } from './values.ts';

export const IncidentRelation = closedList(
  'IncidentRelation',
  {
    SAME_EVENT: 'Another service’s part of one event: the wounded of a shooting.',
    CONSEQUENCE: 'One resulted from the other.',
    SAME_PEOPLE: 'The same people are involved.',
  },
  'How two separate incidents are related.',
);

/** Incidents that are merged into one, and incidents that are related and stay separate. */
export const mergeEvents = {
  /** In the stream of the incident that is given up; nothing of it is lost. */
  IncidentMerged: {
    version: 3,
    schema: z.object({
      into: PublicId,
      /** Number of calls about it by then. */
      calls: z.int().min(0),
      /** Included for consumers that receive only this event. */
      municipality: Cvegeo,
      beatId: PublicId.nullable(),
      initialCode: CnieCode,
      /** Whether a code that it has or had is of a sensitive kind, or it holds an incident with a guarded place. */
      sensitive: z.boolean(),
      exercise: z.boolean(),
      mergedAt: Instant,
    }),
    upcast: {
      1: (first: object) => ({ ...first, exercise: false }),
      2: (second: { readonly initialCode: string }) => ({
        ...second,
        sensitive: isSensitive(second.initialCode),
      }),
    },
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
