export { type Between, betweenOf, encodeBetween } from './edge/changes-between.ts';
export { readServiceConfig, type ServiceConfig } from './config.ts';
export {
  columnFilter,
  type Connection,
  connectionOf,
  connectionOfPage,
  eachRow,
  passesFilter,
  type PageArgs,
  pageSizeOf,
} from './edge/connection.ts';
export type { Answerable, Asked, Context, Cut, ScopedTable } from './context.ts';
export type {
  Closeable,
  Dependencies,
  Due,
  Ended,
  Feed,
  Feeds,
  OutcomeOf,
  ResolverMap,
  ServiceDefinition,
  SystemExecute,
  Cause,
} from './definition.ts';
export { type ErrorCode, type ErrorDetails, type PublicError, publicError, ServiceError } from './errors.ts';
export {
  type Columns,
  type ColumnValue,
  FEED_LINE_CHANGES_MAX,
  FeedChange,
  FeedLine,
  FeedRequest,
} from './feed/feed-wire.ts';
export { Footprint, type FootprintNote, footprintsTogether, touches } from './feed/footprint.ts';
export { FEED_LIFETIME_MS, FEED_PROGRESS_MS, type OpenFeeds } from './feed/feeds.ts';
export { type ChangeKind, changeKind, firstAfter, seenOf } from './feed/sides.ts';
export type { Health } from './health.ts';
export { type LogFields, type Logger, type LogLevel, type LogSink, openLogger } from './log.ts';
export { exposed, type Reading } from './metrics.ts';
export { logIdOf } from './log-id.ts';
export { type OpenOptions, type OpenService, openService } from './open-service.ts';
export { runService } from './run-service.ts';
export { type RunningService, startService } from './start-service.ts';
export { storeAddress } from './store-address.ts';
export { BATCH_MAX, WireRequest, type WireResponse } from './wire.ts';
export { type Answers, type AnyEdge, edgeOf, type Found, type Seeking, type Slice } from './edge/slice.ts';
export { answersAt, commandsAt, digestOf, mutationName, SKEW_MAX_MS } from './edge/mutations.ts';
export { serviceOf, type SlicedDefinition } from './edge/service-of.ts';
export type { ResolversOver } from './edge/resolvers.ts';
