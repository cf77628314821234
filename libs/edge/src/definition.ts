import type { ContractBook, Publish, Reaction } from '@proximidad/bus';
import type {
  AnyAggregate,
  CommandMetadata,
  CommandOf,
  EventFamily,
  EventOf,
  Execution,
  Outcome,
  ReadModelOf,
  RefusalOf,
  StateOf,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Feeds, SightingsSource } from '@proximidad/feed';
import type { ReadModels } from '@proximidad/readmodel';
import type { Vault } from '@proximidad/vault';
import type { Decreed } from './decreed.ts';
import type { Granted } from './granted.ts';
import type { Logger } from './logger.ts';

/** Everything that makes a subgraph; `openService` and `startService` give it a life. */
export interface ServiceDefinition<Resources = undefined> {
  /** `beats`: also the context of its published events and the audience of its passports. */
  readonly name: string;
  /** The subgraph's SDL, or the file that holds it. */
  readonly schema: URL | string;
  /** The events of each of the service's categories. */
  readonly families: Readonly<Record<string, EventFamily>>;
  readonly readModels: readonly ReadModelOf[];
  /** Records whose changes can be followed, by type of the graph; a row's key is the type's id. */
  readonly feeds?: Feeds;
  /** Where moving things are seen, for a service that receives positions. */
  readonly sightings?: (deps: Dependencies<Resources>) => SightingsSource;
  /** What leaves the service, by category of the private event; a category left out publishes nothing. */
  readonly published: Readonly<Record<string, Publish>>;
  readonly resolvers: (deps: Dependencies<Resources>) => ResolverMap;
  readonly reactions?: (deps: Dependencies<Resources>) => readonly Reaction[];
  /**
   * What has become due by `now` (Unix milliseconds), in order; called each second and read until DUE_PER_TICK_MAX
   * commands were executed, skipping those executed a moment ago.
   */
  readonly due?: (deps: Dependencies<Resources>, now: number) => Iterable<Due>;
  /** The single records that owners opened to subjects. */
  readonly granted?: readonly Granted[];
  /** What the service knows about municipalities affected by a decree. */
  readonly decreed?: Decreed | undefined;
  /** The service's own resources, such as telemetry; they reach the rest as `deps.resources` and are closed last. */
  readonly opened?: (deps: Dependencies) => Resources | Promise<Resources>;
  /** The platform's contracts, unless a test brings its own. */
  readonly contracts?: ContractBook;
}

/** What a service's functions may use. `Resources` is what `opened` answered. */
export interface Dependencies<Resources = undefined> {
  readonly log: EventLog;
  /** True when no command in the log has an id from before ids were bound to their senders. */
  readonly idsBound: boolean;
  readonly readModels: ReadModels;
  /** Executes a command as the system itself, bypassing the policy: for what time or another service's event requires. */
  readonly execute: SystemExecute;
  readonly now: () => number;
  /** Keeps the keys of sealed values; without a vault nothing sealed is accepted or opened, and everything else works. */
  readonly vault: Vault;
  /** The service's own folder. */
  readonly data: string;
  readonly logger: Logger;
  readonly resources: Resources;
}

/** Anything with a lifetime. */
export interface Closeable {
  close(): void | Promise<void>;
}

/** A command whose time has come. Its id is UUIDv5(subject, dueAt), so that it is done once however often it is found. */
export interface Due {
  /** What became due, such as `followup-overdue:<id>`. */
  readonly subject: string;
  /** The instant at which it became due, Unix milliseconds; also the time at which it occurred. */
  readonly dueAt: number;
  readonly execution: Execution;
}

export type SystemExecute = <A extends AnyAggregate>(
  aggregate: A,
  id: string,
  command: CommandOf<A>,
  cause: Cause,
) => Promise<OutcomeOf<A>>;

/** Why the system executes a command. */
export interface Cause {
  readonly commandId: string;
  /** Unix milliseconds; the service's clock when left out. */
  readonly occurredAt?: number | undefined;
  readonly causationId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly municipality?: string | null | undefined;
  readonly traceparent?: string | undefined;
  readonly isOvertaken?: CommandMetadata['isOvertaken'] | undefined;
}

export type OutcomeOf<A extends AnyAggregate> = Outcome<StateOf<A>, EventOf<A['events']>, RefusalOf<A>>;

/** Type name to field name to resolver, or to a scalar. */
export type ResolverMap = Readonly<Record<string, object | undefined>>;
