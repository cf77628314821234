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
import type { Personal } from '@proximidad/eventsourcing';
import type { Kind } from '@proximidad/policy';
import type { z } from 'zod';
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
  readonly sightings?: (deps: Dependencies<Resources>) => SightingsSource;
  /** What leaves the service of the aggregate's events; nothing when left out. */
  readonly published?: Publish;
  readonly reactions?: (deps: Dependencies<Resources>) => readonly Reaction[];
  readonly due?: (deps: Dependencies<Resources>, now: number) => Iterable<Due>;
  /** Records that their owners opened to a subject one by one, by key: asked for once in an operation. */
  readonly granted?: Granted;
  /** What the service knows of municipalities that a decree was about. */
  readonly decreed?: Decreed;
  /** Takes down what a device told that no event bears: it changed nothing, was known, or was refused. */
  readonly unrecorded?: Unrecorded<Resources>;
  /** The mutations of the aggregate's commands; left out where the platform alone executes them. */
  readonly edge?: AnyEdge<Resources>;
  readonly resolvers?: (deps: Dependencies<Resources>) => ResolverMap;
  /** What it adds to the service's schema in the short form, where no file of the service's says it. */
  readonly sdl?: string;
}

/** Before the command is answered; what it throws is the answer, and the device tells it again. */
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
  /** Its field with the record, `incident`. */
  readonly field: string;
  readonly model: ReadModelOf;
  readonly kind: Kind;
}

/** What a mutation answers with that is no record of the graph, and is known from the command alone. */
export interface Echo {
  /** `SourceAlive`: the accepted type is `SourceAliveAccepted`. */
  readonly type: string;
  readonly field: string;
  /** The field's type in the graph, `Entity!`, and what is said of it there. */
  readonly as: string;
  readonly doc: string;
  readonly value: (key: string) => unknown;
}

/** What a look-up is given. */
export interface Seeking<Resources, Input = Readonly<Record<string, unknown>>, Row extends object = object> {
  readonly context: Context;
  readonly deps: Dependencies<Resources>;
  readonly input: Input;
  /** The command's id inside the platform: what the ids of what it creates are derived from. */
  readonly commandId: string;
  /** The record's id, as it was given. */
  readonly id: string | undefined;
  /** The record, as far as the caller sees it. */
  readonly row: Row | undefined;
  /** The time of the command, on the wall clock of a place. */
  readonly at: (place: string) => Instant;
  /** Seals what a look-up found out of a person, for the record that the command begins or is about. */
  readonly seal: <Plain extends z.ZodType>(field: Personal<Plain>, value: z.output<Plain>) => Promise<string>;
}

/** What was found, and where the command goes when its input does not tell. */
export interface Found<Fields> {
  readonly found: Fields;
  readonly id?: string;
  readonly municipality?: string | null;
  /** The beat that the command is about; else that of the record or the input. */
  readonly beat?: string | null;
}

/** The municipality that the command is about, where it is known. */
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
  /** What each command that looks something up finds; nothing more, nothing less. */
  readonly lookUps: {
    readonly [Type in keyof LookingUp<A['commands']>]: (
      seeking: Seeking<Resources, LookingUp<A['commands']>[Type]['input'], Row>,
    ) => OrRefused<Found<LookingUp<A['commands']>[Type]['found']>>;
  };
  /** What the policy decides by, where the record's row does not tell its municipality. */
  readonly municipality?: (
    seeking: Pick<Seeking<Resources, never, Row>, 'deps' | 'context' | 'id' | 'row'>,
  ) => string | null | undefined;
  /** Finds the stream that takes the command, where one record lies in several. */
  readonly through?: (
    seeking: Pick<Seeking<Resources, never, Row>, 'deps' | 'context' | 'id' | 'row'> & Placed,
    at: Instant,
    execute: OnStream,
  ) => Promise<Outcome<unknown, unknown, string>>;
  /** Commands that are answered with another record than the aggregate's own. */
  readonly answers?: {
    readonly [Type in keyof A['commands']]?: (Answers | Echo) & {
      /** By what the caller gave, and the record that was named. */
      readonly key: (input: InputOf<A['commands'][Type]>, id: string) => string;
    };
  };
  /** The record's id, of commands that find it by a natural key, now, and look nothing else up. */
  readonly natural?: {
    readonly [Type in keyof A['commands']]?: (input: InputOf<A['commands'][Type]>, nowMs: number) => string;
  };
  /** What is kept of a command beside the record, once its right was checked: also while the store is away. */
  readonly telemetry?: {
    readonly [Type in keyof A['commands']]?: (
      seeking: Seeking<Resources, InputOf<A['commands'][Type]>, Row>,
    ) => void;
  };
  /**
   * What commands are about besides their record: those about the same thing are decided one after the other, each once the
   * one before has been projected, so that a look-up misses nothing that this process has accepted (ADR 207).
   */
  readonly oneByOne?: {
    readonly [Type in keyof A['commands']]?: (input: InputOf<A['commands'][Type]>) => string;
  };
  /** An accepted command is answered once it has been projected, whatever is asked of the answer. */
  readonly settles?: boolean;
  /** Commands whose mutation is written by hand, such as a bulk form. */
  readonly byHand?: readonly CommandOf<A>['type'][];
  /** The stream whose events are the record's history, where category and row's id do not tell; null for none. */
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
  readonly answers?: Readonly<
    Record<string, (Answers | Echo) & { readonly key: (input: never, id: string) => string }>
  >;
  readonly natural?: Readonly<Record<string, (input: never, nowMs: number) => string>>;
  readonly telemetry?: Readonly<Record<string, (seeking: Seeking<Resources>) => void>>;
  readonly oneByOne?: Readonly<Record<string, (input: never) => string>>;
  readonly settles?: boolean;
  readonly byHand?: readonly string[];
  readonly history?: ((row: never) => string) | null;
}

/** Declares the edge of an aggregate, for a service that opened `Resources`. */
export function edgeOf<Resources = undefined>() {
  return <A extends AnyAggregate, Row extends object>(edge: EdgeOf<Resources, A, Row>): AnyEdge<Resources> =>
    edge as unknown as AnyEdge<Resources>;
}
