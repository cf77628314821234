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
export { type Binding, EnvelopeRejected, keyIdOf, openValue, sealValue } from './envelope.ts';
export { insideServer, REQUESTS_A_TURN_MAX } from './inside-server.ts';
export { newRootText, ROOTS } from './keys/roots.ts';
export {
  type Access,
  AccessesRequest,
  type Certificate,
  type EraseAnswer,
  EraseRequest,
  FindRequest,
  HoldRequest,
  type Opened,
  type OpenItem,
  OpenRequest,
  SealItem,
  SealRequest,
  type SealedValue,
  type StopNote,
} from './wire.ts';
