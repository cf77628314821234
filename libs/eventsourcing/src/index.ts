export { aggregate, type Aggregate, type AnyAggregate } from './aggregate.ts';
export { handle, type Outcome, type Told } from './handle.ts';
export { isRejection, reject, type Decider, type Rejection } from './decider.ts';
export {
  decode,
  encode,
  eventFamily,
  EventFromTheFuture,
  type EventDefinition,
  type EventFamily,
  type EventOf,
} from './events.ts';
export { entityOf, EntityCode, idFor, parseStream, PublicId, streamOf, uuidv5, Uuid } from './ids.ts';
export { formatInstant, Instant, parseDateTime } from './instant.ts';
export { decodePosition, encodePosition, type Positions } from './position.ts';
export { instantAt, instantOfLocal, localDate, localYear } from './local-time.ts';
export {
  readModel,
  type ColumnType,
  type Figure,
  type ReadModel,
  type ReadModelOf,
  type Recorded,
} from './read-model.ts';
export {
  RevisionConflict,
  StoreUnavailable,
  type Actor,
  type Appended,
  type EventMetadata,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
  type Slice,
} from './store.ts';
