import { Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { RetentionRule } from './values.ts';

const about = { subject: PublicId, record: PublicId };

/** What a service that keeps data about persons tells the office of records, by the person's token. */
export const retentionFacts = {
  /**
   * The retention time of data about a person is over, by the table of retention; `record` is the record about the
   * person.
   */
  RetentionDue: { version: 1, schema: z.object({ ...about, rule: RetentionRule, dueAt: Instant }) },
  /** The data is kept on after all: what was reported to be due is no longer. */
  RetentionRenewed: { version: 1, schema: z.object({ ...about, renewedAt: Instant }) },
} as const;
