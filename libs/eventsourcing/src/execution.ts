import type { AnyAggregate, CommandOf } from './aggregate.ts';
import type { Outcome } from './handle.ts';

declare const checked: unique symbol;

/** Executes the command on one stream of the aggregate. */
export type OnStream = (id: string) => Promise<Outcome<unknown, unknown, string>>;

/** What may be said of an execution besides its command. */
export interface ExecutionOptions {
  /** INEGI key of the municipality that the recorded events belong to, where there is one. */
  readonly municipality?: string | null | undefined;
  /** When it happened, Unix milliseconds; when it is executed, if left out. */
  readonly occurredAt?: number | undefined;
  /** Tells one of several executions of the same cause from the others; a part of the command's id. */
  readonly apart?: string | undefined;
  /** Finds the stream that takes the command, where one record lies in several. */
  readonly through?: ((execute: OnStream) => Promise<Outcome<unknown, unknown, string>>) | undefined;
}

/** A command that the platform itself executes: a reaction's, or what time brings. Made by `execution` alone. */
export interface Execution<A extends AnyAggregate = AnyAggregate> extends ExecutionOptions {
  readonly [checked]: true;
  readonly aggregate: A;
  /** Public id of the target. */
  readonly id: string;
  readonly command: CommandOf<A> & { readonly type: string };
}

/** A command on one aggregate's record, checked against what that aggregate knows. */
export function execution<A extends AnyAggregate>(
  aggregate: A,
  id: string,
  command: CommandOf<A>,
  options: ExecutionOptions = {},
): Execution<A> {
  return { aggregate, id, command, ...options } as unknown as Execution<A>;
}
