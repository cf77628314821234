import type { CodeIn, CommandBook, CommandIn } from './command.ts';
import { type Decider, type Rejection } from './decider.ts';
import type { EventFamily, EventOf } from './events.ts';

/** A decider plus what is needed to keep it: where its streams lie, what its events look like, which commands it takes. */
export interface Aggregate<State, Book, Events extends EventFamily> extends Decider<
  State,
  CommandIn<Book>,
  EventOf<Events>,
  CodeIn<Book>
> {
  /** Streams are named `<category>_<entity>-<uuid>`; owned by one service. */
  readonly category: string;
  readonly commands: Book;
  readonly events: Events;
}

/** Any aggregate, where its types do not matter. */
// eslint-disable-next-line typescript/no-explicit-any -- variance: a decider is both consumer and producer of its state
export type AnyAggregate = Aggregate<any, any, any>;

export type CommandOf<A extends AnyAggregate> = CommandIn<A['commands']>;
export type StateOf<A extends AnyAggregate> = A['initialState'];
export type RefusalOf<A extends AnyAggregate> = CodeIn<A['commands']>;

/** Declares an aggregate; `decide` hands each command to the decision declared for it. */
export function aggregate<
  State,
  Events extends EventFamily,
  Book extends CommandBook<State, EventOf<Events>>,
>(definition: {
  readonly category: string;
  readonly events: Events;
  readonly initialState: State;
  readonly commands: Book;
  /** Total: every event ever stored must be accepted, in any state. */
  evolve(state: State, event: EventOf<Events>): State;
}): Aggregate<State, Book, Events> {
  const { commands } = definition;
  return {
    ...definition,
    decide(state, command) {
      const type: string = command.type;
      if (!Object.hasOwn(commands, type)) throw new TypeError(`${definition.category} knows no ${type}`);
      return commands[type]!.decide(state, command as never) as
        | readonly EventOf<Events>[]
        | Rejection<CodeIn<Book>>;
    },
  };
}
