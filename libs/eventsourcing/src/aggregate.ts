import type { z } from 'zod';
import type { Decider } from './decider.ts';
import type { EventFamily, EventOf } from './events.ts';

/** A decider plus what is needed to keep it: where its streams lie and what its messages look like. */
export interface Aggregate<
  State,
  Commands extends z.ZodType,
  Events extends EventFamily,
  Code extends string,
> extends Decider<State, z.infer<Commands>, EventOf<Events>, Code> {
  /** Streams are named `<category>_<entity>-<uuid>`; owned by one service. */
  readonly category: string;
  readonly commands: Commands;
  readonly events: Events;
}

/** Any aggregate, where its types do not matter. */
// eslint-disable-next-line typescript/no-explicit-any -- variance: a decider is both consumer and producer of its state
export type AnyAggregate = Aggregate<any, z.ZodType, any, string>;

export function aggregate<State, Commands extends z.ZodType, Events extends EventFamily, Code extends string>(
  definition: Aggregate<State, Commands, Events, Code>,
): Aggregate<State, Commands, Events, Code> {
  return definition;
}
