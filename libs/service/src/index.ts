export type { Context, Cut, ScopedTable, Told } from './context.ts';
export type {
  Closeable,
  Dependencies,
  Due,
  OutcomeOf,
  ResolverMap,
  ServiceDefinition,
  SystemTell,
  SystemTold,
} from './definition.ts';
export type { Logger, LogFields } from './log.ts';
