import type { AnyAggregate, CommandOf } from './aggregate.ts';
import type { Outcome } from './handle.ts';

declare const checked: unique symbol;

/** Executes the command on one stream of the aggregate. */
export type OnStream = (id: string) => Promise<Outcome<unknown, unknown, string>>;

/** What may be stated about an execution besides its command. */
export interface ExecutionOptions {
  /** INEGI key of the municipality that the recorded events belong to, if any. */
  readonly municipality?: string | null | undefined;
  /** When it happened, Unix milliseconds; the time of execution if left out. */
  readonly occurredAt?: number | undefined;
  /** Distinguishes several executions with the same cause; part of the command's id. */
  readonly apart?: string | undefined;
  /** Finds the stream that takes the command, where one record lies in several streams. */
  readonly through?: ((execute: OnStream) => Promise<Outcome<unknown, unknown, string>>) | undefined;
}

/** A command that the platform itself executes, as a reaction or because time has passed. Made by `execution` alone. */
export interface Execution<A extends AnyAggregate = AnyAggregate> extends ExecutionOptions {
  readonly [checked]: true;
  readonly aggregate: A;
  /** Public id of the target. */
  readonly id: string;
  readonly command: CommandOf<A> & { readonly type: string };
}

/** A command on one record of the aggregate, type-checked against the commands that the aggregate takes. */
export function execution<A extends AnyAggregate>(
  aggregate: A,
  id: string,
  command: CommandOf<A>,
  options: ExecutionOptions = {},
): Execution<A> {
  return { aggregate, id, command, ...options } as unknown as Execution<A>;
}
