import type { Publish, Reaction } from '@proximidad/bus';
import type {
  AnyAggregate,
  CommandOf,
  Device,
  Fields,
  Instant,
  LookingUp,
  OnStream,
  Outcome,
  ReadModelOf,
  Rejection,
  Shape,
} from '@proximidad/eventsourcing';
import type { Kind } from '@proximidad/policy';
import type { Context } from './context.ts';
import type { Decreed } from './decreed.ts';
import type { Granted } from './granted.ts';
import type { Dependencies, Due, ResolverMap } from './definition.ts';
import type { Feeds, SightingsSource } from '@proximidad/feed';

/** A service's share of one aggregate: from its rules to its part of the graph, in one folder. */
export interface Slice<Resources = undefined> {
  readonly aggregate: AnyAggregate;
  readonly readModels?: readonly ReadModelOf[];
  readonly feeds?: Feeds;
  /** Types that lists show and that have neither a feed nor commands, each with the kind of record that it is for the policy. */
  readonly listed?: Readonly<Record<string, Kind>>;
  readonly sightings?: (deps: Dependencies<Resources>) => SightingsSource;
  /** What the service publishes of the aggregate's events; nothing when left out. */
  readonly published?: Publish;
  readonly reactions?: (deps: Dependencies<Resources>) => readonly Reaction[];
  readonly due?: (deps: Dependencies<Resources>, now: number) => Iterable<Due>;
  /** Single records that their owners opened to a subject, by key: asked for once per operation. */
  readonly granted?: Granted;
  /** What the service knows about municipalities affected by a decree. */
  readonly decreed?: Decreed;
  /** Notes a device's report that no event carries: it changed nothing, was known, or was refused. */
  readonly unrecorded?: Unrecorded<Resources>;
  /** The mutations of the aggregate's commands; left out where the platform alone executes them. */
  readonly edge?: AnyEdge<Resources>;
  readonly resolvers?: (deps: Dependencies<Resources>) => ResolverMap;
  /** What it adds to the service's schema in the short form, where no file of the service does. */
  readonly sdl?: string;
}

/** Called before the command is answered; if it throws, that is the answer, and the device reports again. */
export type Unrecorded<Resources> = (
  deps: Dependencies<Resources>,
  told: {
    readonly entity: string;
    readonly municipality: string | undefined;
    readonly device: Device;
  },
) => Promise<void>;

/** What a mutation answers with when its command was accepted: a record of the graph, once it has been projected. */
export interface Answers {
  /** `Incident`: the accepted type is `IncidentAccepted`. */
  readonly type: string;
  /** Its field that holds the record, `incident`. */
  readonly field: string;
  readonly model: ReadModelOf;
  readonly kind: Kind;
}

/** What a mutation answers with when that is not a record of the graph and is known from the command alone. */
export interface Echo {
  /** `SourceAlive`: the accepted type is `SourceAliveAccepted`. */
  readonly type: string;
  readonly field: string;
  /** The field's type in the graph, `Entity!`, and its description there. */
  readonly as: string;
  readonly doc: string;
  readonly value: (key: string) => unknown;
}

/** What a look-up receives. */
export interface Seeking<Resources, Input = Readonly<Record<string, unknown>>, Row extends object = object> {
  readonly context: Context;
  readonly deps: Dependencies<Resources>;
  readonly input: Input;
  /** The command's id inside the platform, from which the ids of what it creates are derived. */
  readonly commandId: string;
  /** The record's id, as given. */
  readonly id: string | undefined;
  /** The record, as far as the caller sees it. */
  readonly row: Row | undefined;
  /** The time of the command, in the local time of a place. */
  readonly at: (place: string) => Instant;
}

/** What was found, and where the command goes when its input does not say. */
export interface Found<Fields> {
  readonly found: Fields;
  readonly id?: string;
  readonly municipality?: string | null;
  /** The beat the command is about, or else that of the record or the input. */
  readonly beat?: string | null;
}

/** The municipality the command is about, where it is known. */
interface Placed {
  readonly municipality: string | null | undefined;
}

type InputOf<Command> = Command extends { readonly input: infer Input extends Shape } ? Fields<Input> : never;

type OrRefused<T> = T | Rejection | Promise<T | Rejection>;

/** How the commands of one aggregate are reached from outside. */
interface EdgeOf<Resources, A extends AnyAggregate, Row extends object> extends Answers {
  readonly aggregate: A;
  readonly model: ReadModelOf<Row>;
  /** The input's field with the record's id, `incidentId`; undefined where commands find their record by other fields. */
  readonly id?: string;
  /** What each command that looks something up finds; no more and no less. */
  readonly lookUps: {
    readonly [Type in keyof LookingUp<A['commands']>]: (
      seeking: Seeking<Resources, LookingUp<A['commands']>[Type]['input'], Row>,
    ) => OrRefused<Found<LookingUp<A['commands']>[Type]['found']>>;
  };
  /** What the policy decides by, where the record's row does not give its municipality. */
  readonly municipality?: (
    seeking: Pick<Seeking<Resources, never, Row>, 'deps' | 'context' | 'id' | 'row'>,
  ) => string | null | undefined;
  /** Finds the stream that takes the command, where one record lies in several. */
  readonly through?: (
    seeking: Pick<Seeking<Resources, never, Row>, 'deps' | 'context' | 'id' | 'row'> & Placed,
    at: Instant,
    execute: OnStream,
  ) => Promise<Outcome<unknown, unknown, string>>;
  /** The ids of the streams that may know a command that is sent again, where one record lies in several. */
  readonly periods?: (
    seeking: Pick<Seeking<Resources, never, Row>, 'deps' | 'id' | 'row' | 'at'>,
  ) => readonly string[];
  /** Commands that are answered with another record than the aggregate's own. */
  readonly answers?: {
    readonly [Type in keyof A['commands']]?: (Answers | Echo) & {
      /** From the caller's input and the named record. */
      readonly key: (input: InputOf<A['commands'][Type]>, id: string) => string;
    };
  };
  /** The record's id, for commands whose input names it by a natural key, as of now. */
  readonly natural?: {
    readonly [Type in keyof A['commands']]?: (input: InputOf<A['commands'][Type]>, nowMs: number) => string;
  };
  /** What is kept of a command besides the record, once its right was checked; also while the store is unavailable. */
  readonly telemetry?: {
    readonly [Type in keyof A['commands']]?: (
      seeking: Seeking<Resources, InputOf<A['commands'][Type]>, Row>,
    ) => void;
  };
  /**
   * What commands are about besides their record, or what others of the service are about that is their record: commands
   * about the same thing are decided one after the other, each after the previous one has been projected, so that a look-up
   * misses nothing that this process has accepted (ADR 207).
   */
  readonly oneByOne?: {
    readonly [Type in keyof A['commands']]?: (
      input: InputOf<A['commands'][Type]>,
      id: string,
    ) => string | readonly string[];
  };
  /** An accepted command is answered once it has been projected, whichever fields of the answer are requested. */
  readonly settles?: boolean;
  /** Commands whose mutation is written by hand, such as a bulk form. */
  readonly byHand?: readonly CommandOf<A>['type'][];
  /** The stream whose events are the record's history, where category and row id do not give it; null for none. */
  readonly history?: ((row: Row) => string) | null;
}

/** An edge as the kit runs it; its look-ups were checked when it was declared. */
export interface AnyEdge<Resources> extends Answers {
  readonly aggregate: AnyAggregate;
  readonly id?: string;
  readonly lookUps: Readonly<Record<string, (seeking: Seeking<Resources>) => OrRefused<Found<object>>>>;
  readonly municipality?: (
    seeking: Omit<Seeking<Resources>, 'input' | 'commandId' | 'at'>,
  ) => string | null | undefined;
  readonly through?: (
    seeking: Omit<Seeking<Resources>, 'input' | 'commandId' | 'at'> & Placed,
    at: Instant,
    execute: OnStream,
  ) => Promise<Outcome<unknown, unknown, string>>;
  readonly periods?: (seeking: Pick<Seeking<Resources>, 'deps' | 'id' | 'row' | 'at'>) => readonly string[];
  readonly answers?: Readonly<
    Record<string, (Answers | Echo) & { readonly key: (input: never, id: string) => string }>
  >;
  readonly natural?: Readonly<Record<string, (input: never, nowMs: number) => string>>;
  readonly telemetry?: Readonly<Record<string, (seeking: Seeking<Resources>) => void>>;
  readonly oneByOne?: Readonly<Record<string, (input: never, id: string) => string | readonly string[]>>;
  readonly settles?: boolean;
  readonly byHand?: readonly string[];
  readonly history?: ((row: never) => string) | null;
}

/** Declares the edge of an aggregate, for a service that opened `Resources`. */
export function edgeOf<Resources = undefined>() {
  return <A extends AnyAggregate, Row extends object>(edge: EdgeOf<Resources, A, Row>): AnyEdge<Resources> =>
    edge as unknown as AnyEdge<Resources>;
}
