import type { z } from 'zod';
import type { Rejection } from './decider.ts';

/** The fields of a command's input, by the name that the caller knows them by. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** What a decision is given of an input, once it has been read. */
export type Fields<Input extends Shape> = { readonly [Name in keyof Input]: z.output<Input[Name]> };

export type Decision<Event extends { readonly type: string } = { readonly type: string }> =
  readonly Event[] | Rejection;

/** Who may execute a command; the policy knows the roles, the kernel only carries them. */
export interface Rights {
  readonly roles: readonly string[];
  /** What the policy is asked about, when it is not named like the aggregate's category. */
  readonly kind?: string | undefined;
  /** Roles that execute it for themselves only: by whom or what, and which field of the input, else of the record, names it. */
  readonly oneself?: Oneself | undefined;
  /** It asks for a second factor, shown a short while ago. */
  readonly stepsUp?: boolean | undefined;
}

/** What a subject is tied to, and where a command names it. */
export interface Oneself {
  readonly roles: readonly string[];
  readonly tie: 'officer' | 'unit' | 'beats';
  readonly field: string;
}

/**
 * Which record a command is about: one that is there and is `given`; one that it begins, under an id that its sender may
 * have `chosen` and that else follows from the command; or one whose id follows from its `natural` key.
 */
export type Addressing = 'given' | 'chosen' | 'natural';

/**
 * One command: what comes in, who may, what is decided. Everything else that is said of it (the mutation, its input
 * and union in the graph, the policy matrix, the edge) is derived from here.
 */
export interface CommandDefinition<
  State,
  Command,
  Result extends Decision,
  Input extends Shape = Shape,
  Found extends object = object,
> {
  /** Undefined for a command that the platform alone executes: a reaction, or what time brings. */
  readonly rights: Rights | undefined;
  /** What the graph says of the mutation; empty for a command of the platform. */
  readonly doc: string;
  /** Everything that comes in. */
  readonly input: Input;
  /** Fields of it that serve the look-up alone and are no part of the command that is decided. */
  readonly sought: readonly string[];
  /** What the graph calls the input, where several commands share one. */
  readonly inputName?: string | undefined;
  readonly addresses: Addressing;
  /** What the edge has to find out before this can be decided. */
  readonly finds: Lookup<Found> | undefined;
  /** What the law says that the command rests on, where a rule names it; kept beside what it records. */
  readonly legalBasis?: string | undefined;
  /** Whether only the authority that owns the record, by its first event, may execute it (BR-I11). */
  readonly byOwner?: boolean | undefined;
  /** Instants of the input that never lie in the future, besides the time of the command itself. */
  readonly past: readonly string[];
  /** No clock, no randomness, no I/O: time and ids arrive in the command. */
  decide(state: State, command: Command): Result;
}

export type CommandBook<State, Event extends { readonly type: string }> = Readonly<
  Record<string, CommandDefinition<State, never, Decision<Event>>>
>;

/** The union of a book's commands, told apart by `type`. */
export type CommandIn<Book> = {
  [Type in keyof Book & string]: Book[Type] extends {
    decide(state: never, command: infer Command): Decision;
  }
    ? { readonly type: Type } & Command
    : never;
}[keyof Book & string];

/** What a book's decisions may refuse with. */
export type CodeIn<Book> = {
  [Type in keyof Book]: Book[Type] extends { decide(state: never, command: never): infer Result }
    ? Extract<Result, { readonly rejected: string }>['rejected']
    : never;
}[keyof Book];

/** A field that may be left out, or be null, which is the same. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().default(null as never);
}

declare const looked: unique symbol;
/** Stands for what the edge finds out before the decision. */
export interface Lookup<Found extends object> {
  readonly [looked]?: Found;
}

/** Commands of a book that look something up, each with what comes in and what is to be found. */
export type LookingUp<Book> = {
  [Type in keyof Book & string as FoundIn<Book[Type]> extends never ? never : Type]: {
    readonly input: Book[Type] extends { readonly input: infer Input extends Shape } ? Fields<Input> : never;
    readonly found: FoundIn<Book[Type]>;
  };
};
type FoundIn<Definition> = Definition extends { readonly finds: Lookup<infer Found> | undefined }
  ? keyof Found extends never
    ? never
    : Found
  : never;

/**
 * Declares what the edge has to find out before the command can be decided. What may be left out, or is nothing at all, is
 * nothing that a decision needs: it does not compile.
 */
export function looksUp<Found extends object>(
  ..._nothing: Record<never, never> extends Found ? ['finds nothing that a decision needs'] : []
): Lookup<Found> {
  return {};
}

declare const passed: unique symbol;
/** What a guard finds: nothing. */
export interface Passed {
  readonly [passed]?: never;
}

/** Declares that the edge refuses the command or lets it pass, before it is decided by the record alone. */
export function guarded(): Lookup<Passed> {
  return {};
}
