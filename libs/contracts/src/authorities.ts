import { Cvegeo } from '@proximidad/catalogues';
import { EntityCode, eventFamily, Instant, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { AgreementTerms, AuthorityCode } from './governance.ts';
import { AdoptedProfile } from './noted-profiles.ts';

/** Rises with each fact about the record; a listener keeps the highest. */
const version = z.int().min(1);

/** What the registry publishes to everybody: institutions and what they agreed, never a person. */
export const authoritiesPublic = eventFamily({
  /** What an agreement covers, and when, after the fact behind this event. */
  AgreementStands: {
    version: 1,
    schema: z.object({ agreementId: PublicId, version, terms: AgreementTerms }),
  },
  AuthoritySucceeded: {
    version: 1,
    schema: z.object({ authority: AuthorityCode, successor: AuthorityCode, from: Instant }),
  },
  /**
   * A territory is under a version of a model from then on; with everything that other services need to decide by it.
   */
  ProfileAdopted: { version: 1, schema: AdoptedProfile },
  /** Created by decree: its key is not in any framework yet. */
  MunicipalityCreated: {
    version: 1,
    schema: z.object({ cvegeo: Cvegeo, from: Instant }),
  },
  /** From then on it no longer exists; its key stays valid for the past (BR-A3). */
  MunicipalityEnded: {
    version: 1,
    schema: z.object({ cvegeo: Cvegeo, into: z.array(Cvegeo), from: Instant }),
  },
  /** Nobody holds the post of federal liaison of the entity (BR-A2). */
  LiaisonGapNoted: { version: 1, schema: z.object({ entity: EntityCode, since: Instant }) },
  LiaisonGapFilled: { version: 1, schema: z.object({ entity: EntityCode, at: Instant }) },
});

export const authoritiesRestricted = eventFamily({
  /** Nobody can open anything about this person any more; `subject` is the person's token. */
  PersonErased: { version: 1, schema: z.object({ subject: PublicId, erasedAt: Instant }) },
});
