import { RetentionRule } from '@proximidad/contracts';
import { closedList, eventFamily, type EventOf, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

export const RecordsAct = closedList(
  'RecordsAct',
  {
    HOLD: 'A legal hold: nothing is erased while it is in force.',
    RELEASE: 'The hold ends.',
    ERASE: 'The keys are destroyed, for good.',
  },
  'What two persons decide about the data kept on a person: one asks, another confirms.',
);
export type RecordsAct = z.infer<typeof RecordsAct>;

export const ErasureGround = closedList(
  'ErasureGround',
  {
    RETENTION_OVER: 'The retention time is over (LGPDPPSO art. 17).',
    CANCELLATION: 'The person asked for cancellation, and it was granted (LGPDPPSO art. 46).',
    OPPOSITION: 'The person opposed the use of the data, and this was granted (LGPDPPSO art. 47).',
    CONSENT_WITHDRAWN: 'It was kept by consent alone, which was withdrawn.',
    COURT_ORDER: 'A court or the guarantor ordered it.',
  },
  'On what ground a person is erased.',
);

/** Number of the document that orders it: capital letters, digits, slashes and dashes. */
export const Folio = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9/-]{2,39}$/, 'capital letters, digits, slashes and dashes, such as ARCO-2026-7');

/** A person, whichever institution they act for; a pseudonym (ADR 200). */
const Person = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/);
const Order = { order: Folio };
const byTwo = { askedBy: Person, confirmedBy: Person };

/** What the vault signs once nobody can open the data about a person any more. */
export const Certificate = z.object({
  binding: z.string().regex(/^[0-9a-f]{64}$/),
  keys: z.string().regex(/^[0-9a-f]{64}$/),
  destroyed: z.int().min(0),
  signedAt: Instant,
  signature: z.string().regex(/^[A-Za-z0-9_-]{40,200}$/),
});

export const keptPersonEvents = eventFamily({
  /** The retention period is over, according to the service that keeps the data. `record` is the record about the person. */
  RetentionCame: {
    version: 1,
    schema: z.object({
      rule: RetentionRule,
      record: PublicId,
      dueAt: Instant,
      /** Until when it is blocked before it is destroyed; null if it is not. */
      blockedUntil: Instant.nullable(),
    }),
  },
  /** It is kept on after all, according to the service that keeps the data. */
  RetentionRenewed: { version: 1, schema: z.object({ record: PublicId, renewedAt: Instant }) },
  /** Bloqueo: nobody may open it. */
  PersonBlocked: { version: 1, schema: z.object({ ...Order, blockedAt: Instant }) },
  PersonUnblocked: { version: 1, schema: z.object({ ...Order, unblockedAt: Instant }) },
  ActAsked: {
    version: 1,
    schema: z.object({
      act: RecordsAct,
      ...Order,
      /** For a hold: the authority on whose behalf it is held. */
      owner: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
        .nullable(),
      reviewBy: Instant.nullable(),
      /** For an erasure. */
      ground: ErasureGround.nullable(),
      askedBy: Person,
      askedAt: Instant,
    }),
  },
  ActWithdrawn: { version: 1, schema: z.object({ act: RecordsAct, withdrawnAt: Instant }) },
  LegalHoldPlaced: {
    version: 1,
    schema: z.object({
      ...Order,
      ...byTwo,
      owner: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
      reviewBy: Instant,
      placedAt: Instant,
    }),
  },
  HoldReviewDue: { version: 1, schema: z.object({ ...Order, dueAt: Instant }) },
  LegalHoldReleased: { version: 1, schema: z.object({ ...Order, ...byTwo, releasedAt: Instant }) },
  /** Two persons decided: from here on there is no way back. */
  ErasureConfirmed: {
    version: 1,
    schema: z.object({ ...Order, ...byTwo, ground: ErasureGround, confirmedAt: Instant }),
  },
  /** All of the person's keys were reached. */
  SubjectKeyDestroyed: {
    version: 1,
    schema: z.object({ ...Order, certificate: Certificate, destroyedAt: Instant }),
  },
  /** The keys are now as was last decided: blocked or not, held or not. */
  VaultTold: { version: 1, schema: z.object({ change: z.int().min(1), toldAt: Instant }) },
});
export type KeptPersonEvent = EventOf<typeof keptPersonEvents>;
