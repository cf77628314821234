import type { EventFamily } from '@proximidad/eventsourcing';
import { authoritiesPublic, authoritiesRestricted } from './authorities.ts';
import { beatsPublic, beatsRestricted } from './beats.ts';
import { contactsPublic, contactsRestricted } from './contacts.ts';
import { incidentsPublic, incidentsRestricted } from './incidents.ts';
import { trainingPublic, trainingRestricted } from './training.ts';

export {
  AgreementKind,
  AgreementTerms,
  AuthorityCode,
  AuthorityKind,
  CertificationGateChoice,
  coversFederal,
  commandedBy,
  isInForce,
  type Period,
  PolicingFunction,
} from './governance.ts';
export {
  federalUntil,
  stateCommand,
  type NotedAgreement,
  notedAgreements,
  type NotedAgreementRow,
} from './noted-agreements.ts';
export { heldBy, type HeldCompetence, withGrant } from './held-competences.ts';
export {
  type CameUnder,
  cameUnder,
  carriedOn,
  CarriedOver,
  changesSince,
  follows,
  type Held,
  heldSince,
  ModelChange,
} from './carried-over.ts';
export {
  AdoptedProfile,
  basisOf,
  type Governing,
  governingAt,
  type LinksOf,
  ModelBasis,
  notedProfiles,
  type NotedProfileRow,
  type Placed,
  type ProfileLink,
  Territory,
  TERRITORY_LINKS_MAX,
} from './noted-profiles.ts';
export {
  type AdultOrMinor,
  adultOrMinor,
  keptWith,
  mixedUp,
  partRenewal,
  partRetention,
  type ToldAs,
} from './adult-or-minor.ts';
export {
  AgeBand,
  Candidate,
  RoundReason,
  CatalogueCode,
  Outcome,
  PriorityCode,
  RetentionRule,
  SupportKind,
  UnitStatus,
} from './values.ts';

/**
 * Everything that services publish to each other, by publishing context and by audience: `public` contains no personal data and only
 * coarse places, `restricted` stays in the state (ADR 107).
 */
export const contracts = {
  beats: { public: beatsPublic, restricted: beatsRestricted },
  incidents: { public: incidentsPublic, restricted: incidentsRestricted },
  contacts: { public: contactsPublic, restricted: contactsRestricted },
  training: { public: trainingPublic, restricted: trainingRestricted },
  authorities: { public: authoritiesPublic, restricted: authoritiesRestricted },
} as const satisfies Record<string, { readonly public: EventFamily; readonly restricted: EventFamily }>;

export type Context = keyof typeof contracts;
export { notedGeography, type NotedMunicipalityRow } from './noted-geography.ts';
