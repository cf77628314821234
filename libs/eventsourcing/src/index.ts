export { isClockOff } from './clock-off.ts';
export {
  aggregate,
  type Aggregate,
  type AnyAggregate,
  type CommandOf,
  type RefusalOf,
  type StateOf,
} from './aggregate.ts';
export { backOffAfter } from './back-off.ts';
export {
  type Addressing,
  type CodeIn,
  type CommandDefinition,
  type CommandIn,
  type Decision,
  type Fields,
  type LookingUp,
  type Lookup,
  guarded,
  looksUp,
  type Passed,
  optional,
  usually,
  type Oneself,
  type Rights,
  type Shape,
} from './command.ts';
export { type By, byOf } from './by.ts';
export { type FoundBy, foundForm, familyNamesIn, surnamesIn } from './found-by.ts';
export { looksPersonal } from './impersonal.ts';
export {
  clientCommandId,
  type CommandMetadata,
  type FormerIds,
  handle,
  isFormerly,
  type Outcome,
} from './handle.ts';
export { isRejection, type Decider, type Rejection } from './decider.ts';
export {
  decode,
  encode,
  eventFamily,
  EventFromTheFuture,
  EventWithoutEnvelope,
  type EventDefinition,
  type EventFamily,
  type EventOf,
} from './events.ts';
export {
  entityOf,
  EntityCode,
  idFor,
  inOneSpelling,
  isPublicId,
  parseStream,
  PublicId,
  publicIdIn,
  streamOf,
  uuidv5,
  Uuid,
} from './ids.ts';
export { formatInstant, Instant, parseDateTime } from './instant.ts';
export {
  distance,
  type Cut,
  decodePosition,
  earliest,
  encodePosition,
  isAfter,
  justBefore,
  latest,
  LOG_START,
  type Positions,
  positionOfLog,
} from './position.ts';
export { instantAt, instantOfLocal, localDate, localDateAt, localYear } from './local-time.ts';
export {
  only,
  readModel,
  type ColumnType,
  type Figure,
  type ReadModel,
  type ReadModelOf,
  type Recorded,
} from './read-model.ts';
export {
  RevisionConflict,
  StoreDamaged,
  StoreFull,
  StoreUnavailable,
  type ActingAuthority,
  type Actor,
  type Appended,
  type CatalogueUsed,
  type ClockSource,
  type Device,
  type EventMetadata,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
  type Slice,
} from './store.ts';
export {
  DataClass,
  personal,
  SEALED_LENGTH_MAX,
  type Personal,
  personalFieldsIn,
  type PersonalMark,
  subjectToken,
  toldAs,
  unwrapped,
} from './personal.ts';
export { execution, type Execution, type ExecutionOptions, type OnStream } from './execution.ts';
export { type GraphName, graphNameOf, named, closedList, closedListNamed } from './graph-names.ts';
