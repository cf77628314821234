export { type Between, betweenOf, changesResolvers, encodeBetween } from './changes-between.ts';
export {
  columnFilter,
  type Connection,
  connectionOf,
  connectionOfPage,
  eachRow,
  type PageArgs,
  pageSizeOf,
  passesFilter,
} from './connection.ts';
export type { Answerable, Asked, Context, Cut, ScopedTable } from './context.ts';
export type {
  Cause,
  Closeable,
  Dependencies,
  Due,
  OutcomeOf,
  ResolverMap,
  ServiceDefinition,
  SystemExecute,
} from './definition.ts';
export {
  asBug,
  type ErrorDetails,
  FIELDS_MAX,
  formatted,
  type PublicError,
  publicError,
  toldIn,
  ServiceError,
  severityOf,
  limitExceeded,
} from './errors.ts';
export { executeFor, type Executing, flushTraces, inTraceOf, systemExecute } from './executing.ts';
export { LOG_FIELDS, type LogFields, type Logger } from './logger.ts';
export { inputOf, neverFuture, SKEW_MAX_MS, toldWith } from './command-input.ts';
export { answersAt, commandsAt, hasHistory, mutationName } from './declared.ts';
export { commandIdsOf, digested } from './mutations.ts';
export { mayAudit, notReady, openContext, REACHED_WAIT_MAX_MS } from './operation.ts';
export type { ResolversOver } from './resolvers.ts';
export { geographyNoted } from './noted-geography.ts';
export { openAmong, openCarryingOver } from './carrying-over.ts';
export { agreementsNoted } from './noted-agreements.ts';
export { profilesNoted } from './noted-profiles.ts';
export { rowAdmitter, rowTeller } from './scope.ts';
export { accessLogId, accessLogOf } from './access/access-log.ts';
export { type Accesses, openAccesses } from './access/accesses.ts';
export { accessNoter, noteForbidden } from './access/noting.ts';
export { serviceOf, type SlicedDefinition } from './service-of.ts';
export { type Footprint, type FootprintNote, footprintsTogether } from '@proximidad/feed';
export { type Answers, type AnyEdge, edgeOf, type Found, type Seeking, type Slice } from './slice.ts';
export type { Open, OpenedFor } from './opening.ts';
export { opensAdultOrMinor, otherToken } from './adult-or-minor.ts';
export type { Decreed, DecreedUnit } from './decreed.ts';
export type { Granted, GrantedRecord } from './granted.ts';
export {
  argument,
  argumentError,
  argumentsError,
  figuresError,
  filterError,
  type PlaceFilter,
  isEntity,
  rowsWithin,
} from './filters.ts';
export { kindsListed, typeListed } from './lists.ts';
export { recordedIn } from './done-before.ts';
export { refuseImplausibleUnless } from './plausible.ts';
export { faultOfIssue } from './field-fault.ts';
