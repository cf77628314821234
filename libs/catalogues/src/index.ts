export {
  cnie,
  cnieEntries,
  cnieMeaning,
  isCnieCode,
  cnieVersionAt,
  cnieVersionFor,
  cnieVersions,
  isProper,
  hasVictims,
  wasInForce,
  CNIE_CURRENT,
  duplicateCode,
  federalMatter,
  isSensitive,
  type CnieEntry,
  type Priority,
} from './cnie.ts';
export { type GuideRule, guideRules } from './guide.ts';
export { lawAt } from './laws.ts';
export { entities, entity, SANDBOX_ENTITY, type FederalEntity } from './entities.ts';
export {
  boxOf,
  nationBox,
  type Box,
  municipality,
  Cvegeo,
  geographyOf,
  unspecifiedMunicipality,
  zoneOf,
  municipalities,
  type MunicipalityEntry,
  seatOf,
} from './municipalities.ts';
export { RETENTION, type RetentionCode, type Span, spanBegin, spanEnd } from './retention.ts';
export { searched } from './search.ts';
export {
  CertificationGate,
  ModelProfile,
  ProfileCode,
  ProfileText,
  RESPONSE_TARGETS_ONCE,
} from './profiles/model-profile.ts';
export { DEFAULT_PROFILE } from './profiles/default.ts';
export { ModelCode, Words } from './profiles/told.ts';
export { type DayOfRest, DaysOfRest } from './days-of-rest.ts';
export { addWorkingDays, type Calendar } from './working-days.ts';
