export {
  type Vault,
  type VaultAddress,
  vaultClient,
  VaultRefused,
  VaultUnavailable,
  noVault,
  SubjectErased,
} from './client.ts';
export {
  CallerUnknown,
  callerVerifier,
  credentialOf,
  type Grant,
  newCredential,
  type VaultCaller,
  VaultCallers,
  VaultCredential,
} from './credential.ts';
export { type Binding, EnvelopeRejected, markOf, openValue, sealValue } from './envelope.ts';
export { newRootText, ROOTS } from './keys/roots.ts';
export {
  type Access,
  AccessesRequest,
  type Certificate,
  type EraseAnswer,
  EraseRequest,
  FindRequest,
  FOUND_MAX,
  HoldRequest,
  type Opened,
  type OpenItem,
  SealItem,
  SealRequest,
  type SealedValue,
  type StopNote,
} from './wire.ts';
export { sync } from './keys/sync.ts';
