import { Cvegeo, ModelCode } from '@proximidad/catalogues';
import { eventFamily, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { retentionFacts } from './retention.ts';

/** What everybody may know about training; an officer is known by a pseudonymous id. */
export const trainingPublic = eventFamily({
  CoursePublished: {
    version: 1,
    schema: z.object({
      courseId: PublicId,
      titleEs: z.string(),
      minHours: z.int().min(1),
      competences: z.array(z.string()),
    }),
  },
  CompetenceGranted: {
    version: 1,
    schema: z.object({ officerId: PublicId, code: z.string(), from: Instant, until: Instant.nullable() }),
  },
  /** A course that had granted it was not completed after all, or the academy took it back. */
  CompetenceRevoked: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      code: z.string(),
      revokedAt: Instant,
      /** Every span in which it is held after the revocation. */
      held: z.array(z.object({ from: Instant, until: Instant.nullable() })),
    }),
  },
  CertificateIssued: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      certificateId: z.uuid(),
      kind: ModelCode,
      issuedAt: Instant,
      validUntil: Instant,
    }),
  },
  CertificateExpired: {
    version: 1,
    schema: z.object({ officerId: PublicId, certificateId: z.uuid(), expiredAt: Instant }),
  },
  /** It ceases to be valid at this moment, before its term ends. */
  CertificateRevoked: {
    version: 1,
    schema: z.object({ officerId: PublicId, certificateId: z.uuid(), revokedAt: Instant }),
  },
});

/** What the platform's own services need to know of an officer's progress. */
export const trainingRestricted = eventFamily({
  ...retentionFacts,
  OfficerRegistered: {
    version: 1,
    schema: z.object({ officerId: PublicId, municipality: Cvegeo.nullable() }),
  },
  /** From then on the officer serves there; null for the state itself. */
  OfficerTransferred: {
    version: 1,
    schema: z.object({ officerId: PublicId, municipality: Cvegeo.nullable(), transferredAt: Instant }),
  },
  /** From then on the officer serves no more, unless registered again. */
  OfficerSeparated: {
    version: 1,
    schema: z.object({ officerId: PublicId, separatedAt: Instant }),
  },
  CourseCompleted: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      courseId: PublicId,
      competences: z.array(z.object({ code: z.string(), validMonths: z.int().min(1).nullable() })),
      completedAt: Instant,
    }),
  },
  /** It was not completed after all. */
  CompletionAnnulled: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      courseId: PublicId,
      completedAt: Instant,
      annulledAt: Instant,
    }),
  },
});
