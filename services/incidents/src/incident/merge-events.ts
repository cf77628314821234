import { Cvegeo, isSensitive } from '@proximidad/catalogues';
import { PriorityCode, SupportKind } from '@proximidad/contracts';
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

/** Help that was asked for and is still awaited. */
export const Awaited = z.object({ kind: SupportKind, unitId: PublicId.nullable(), byPolicy: z.boolean() });
export type Awaited = z.infer<typeof Awaited>;

/** What an incident that is given up brings along. */
export const Brought = z.object({
  /** How urgent it was; null where that was not kept, and where the other one is as urgent. */
  priority: PriorityCode.nullable(),
  awaited: z.array(Awaited),
});
export type Brought = z.infer<typeof Brought>;

/** Incidents that are merged into one, and incidents that are related and stay separate. */
export const mergeEvents = {
  /** In the stream of the incident that is given up; nothing of it is lost. */
  IncidentMerged: {
    version: 4,
    schema: Brought.extend({
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
      3: (third: object) => ({ ...third, priority: null, awaited: [] }),
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
