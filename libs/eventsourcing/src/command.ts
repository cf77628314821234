import type { z } from 'zod';
import type { Rejection } from './decider.ts';

/** The fields of a command's input, by the names that the caller uses. */
export type Shape = Readonly<Record<string, z.ZodType>>;

/** What a decision receives of an input once it has been parsed. */
export type Fields<Input extends Shape> = { readonly [Name in keyof Input]: z.output<Input[Name]> };

export type Decision<Event extends { readonly type: string } = { readonly type: string }> =
  | readonly Event[]
  | Rejection;

/** Who may execute a command; the policy knows the roles, the kernel only carries them. */
export interface Rights {
  readonly roles: readonly string[];
  /** The kind that the policy is asked about, where it is not named like the aggregate's category. */
  readonly kind?: string | undefined;
  /**
   * Roles that may execute it for themselves only: what they are tied to, and which field of the input, or else of the
   * record, names it.
   */
  readonly oneself?: Oneself | undefined;
  /** It needs a second factor that was shown a short while ago. */
  readonly stepsUp?: boolean | undefined;
}

/** What a subject is tied to, and where a command names it. */
export interface Oneself {
  readonly roles: readonly string[];
  readonly tie: 'officer' | 'unit' | 'beats';
  readonly field: string;
}

/**
 * Which record a command is about: an existing one whose id is `given`; one that it begins, under an id that its sender
 * may have `chosen` and that otherwise follows from the command; or one whose id follows from its `natural` key.
 */
export type Addressing = 'given' | 'chosen' | 'natural';

/**
 * One command: what comes in, who may execute it, what is decided. Everything else about it (the mutation, its input and
 * union in the graph, the policy matrix, the edge) is derived from here.
 */
export interface CommandDefinition<
  State,
  Command,
  Result extends Decision,
  Input extends Shape = Shape,
  Found extends object = object,
> {
  /** Undefined for a command that only the platform executes: as a reaction, or because time has passed. */
  readonly rights: Rights | undefined;
  /** The description of the mutation in the graph; empty for a command of the platform. */
  readonly doc: string;
  /** Everything that comes in. */
  readonly input: Input;
  /** Fields of the input that serve only the look-up and are not part of the command that is decided. */
  readonly sought: readonly string[];
  /** The name of the input in the graph, where several commands share one. */
  readonly inputName?: string | undefined;
  readonly addresses: Addressing;
  /** What the edge has to find out before this can be decided. */
  readonly finds: Lookup<Found> | undefined;
  /** The legal basis of the command, where a rule names it; kept with what the command records. */
  readonly legalBasis?: string | undefined;
  /** Whether only the authority that owns the record (the one of its first event) may execute it (BR-I11). */
  readonly byOwner?: boolean | undefined;
  /** Instants of the input that may not lie in the future, besides the time of the command itself. */
  readonly past: readonly string[];
  /** What the time of the command itself is, in the graph; `When it happened` when left out. */
  readonly occurs?: string | undefined;
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

/** A field that may be left out or be null; both mean the same. */
export function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().default(null as never);
}

/** A field with a usual value, which stands where the field is left out or is null. */
export function usually<Schema extends z.ZodType>(schema: Schema, usual: z.output<Schema>) {
  return schema
    .nullable()
    .default(usual as never)
    .transform((given) => (given ?? usual) as z.output<Schema>);
}

declare const looked: unique symbol;
/** Stands for what the edge finds out before the decision. */
export interface Lookup<Found extends object> {
  readonly [looked]?: Found;
}

/** The commands of a book that look something up, each with its input and what has to be found. */
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
 * Declares what the edge has to find out before the command can be decided. Something that may be missing or empty is not
 * something that a decision needs: it does not compile.
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

/** Declares that the edge refuses the command or lets it pass; after that the record alone decides it. */
export function guarded(): Lookup<Passed> {
  return {};
}
