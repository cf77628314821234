export { type Between, betweenOf, changesConnection, encodeBetween } from './changes-between.ts';
export { readServiceConfig, type ServiceConfig } from './config.ts';
export {
  type Connection,
  connectionOf,
  connectionResolvers,
  type PageArgs,
  pageSizeOf,
} from './connection.ts';
export type { Answerable, Context, Cut, ScopedTable, Told } from './context.ts';
export type {
  Closeable,
  Dependencies,
  Due,
  Feeds,
  OutcomeOf,
  ResolverMap,
  ServiceDefinition,
  SystemTell,
  SystemTold,
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
export { logIdOf } from './log-id.ts';
export { type OpenOptions, type OpenService, openService } from './open-service.ts';
export { runService } from './run-service.ts';
export { type RunningService, startService } from './start-service.ts';
export { storeAddress } from './store-address.ts';
export { BATCH_MAX, WireRequest, type WireResponse } from './wire.ts';
