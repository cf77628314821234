import type { ContractBook, Published, Reaction } from '@proximidad/bus';
import type {
  AnyAggregate,
  CommandOf,
  EventFamily,
  EventOf,
  Execution,
  Outcome,
  ReadModelOf,
  Recorded,
  RefusalOf,
  StateOf,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Kind } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import type { Logger } from './log.ts';

/** Everything that makes a subgraph; `openService` and `startService` give it a life. */
export interface ServiceDefinition<Own = undefined> {
  /** `beats`: also the context of its published events and the audience of its passports. */
  readonly name: string;
  /** The subgraph's SDL, or the file that holds it. */
  readonly schema: URL | string;
  /** The events of each of the service's categories. */
  readonly families: Readonly<Record<string, EventFamily>>;
  readonly readModels: readonly ReadModelOf[];
  /** Whose changes can be followed, by type of the graph; a row's key is the type's id. */
  readonly feeds?: Feeds;
  /** What leaves the service, by category of the private event; a category left out publishes nothing. */
  readonly published: Readonly<Record<string, (event: never, recorded: Recorded) => Published>>;
  readonly resolvers: (deps: Dependencies<Own>) => ResolverMap;
  readonly reactions?: (deps: Dependencies<Own>) => readonly Reaction[];
  /**
   * What has become due by `now` (Unix milliseconds), in order; asked each second, and read on until DUE_PER_TICK_MAX were
   * executed, past what was executed a moment ago.
   */
  readonly due?: (deps: Dependencies<Own>, now: number) => Iterable<Due>;
  /** The service's own resources, such as telemetry; they reach the rest as `deps.own` and are closed last. */
  readonly opened?: (deps: Dependencies) => Own | Promise<Own>;
  /** The platform's contracts, unless a test brings its own. */
  readonly contracts?: ContractBook;
}

/** For each type of the graph how its changes are followed. */
export type Feeds = Readonly<Record<string, Feed>>;

/** The table that a type's changes are read from, and what they are to those who ask. */
export interface Feed {
  readonly model: ReadModelOf;
  /** The kind of record that it is to the policy. */
  readonly kind: Kind;
  /** The field of `ChangesBetween` that lists them; none when left out. */
  readonly changes?: string;
  /** The record has come to its end, though it is still there, while each of these fields has one of its values. */
  readonly ended?: Ended;
  /** Whether the row stands for something yet. */
  readonly counts?: (row: never) => boolean;
  /** The row's key is the beat that a question about a beat names. */
  readonly keyOfBeat?: boolean;
  /** A restricted field that those who ask for the changes have to be allowed. */
  readonly field?: `${string}.${string}`;
  /** What further arguments of the field narrow the list by. */
  readonly narrow?: (args: never) => object;
}

/** Fields of a row, each with the values that say that it is over. */
export type Ended = Readonly<Record<string, readonly (string | boolean)[]>>;

/** What a service's functions may use. `Own` is what `opened` answered. */
export interface Dependencies<Own = undefined> {
  readonly log: EventLog;
  readonly readModels: ReadModels;
  /** Executes a command as the system itself, past the policy: for what time or another service's fact asks for. */
  readonly execute: SystemExecute;
  readonly now: () => number;
  /** The service's own folder. */
  readonly data: string;
  readonly logger: Logger;
  readonly own: Own;
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

/** What made the system execute a command. */
export interface Cause {
  readonly commandId: string;
  /** Unix milliseconds; the service's clock when left out. */
  readonly occurredAt?: number | undefined;
  readonly causationId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly municipality?: string | null | undefined;
  readonly traceparent?: string | undefined;
}

export type OutcomeOf<A extends AnyAggregate> = Outcome<StateOf<A>, EventOf<A['events']>, RefusalOf<A>>;

/** Type name to field name to resolver, or to a scalar. */
export type ResolverMap = Readonly<Record<string, object | undefined>>;
