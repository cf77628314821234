import type { Execution } from '@proximidad/eventsourcing';
import type { Context, ContractKind, EventsOf, Source } from './contract.ts';

/**
 * The commands that another service's event calls for; each addresses exactly one stream of the reacting service. Their
 * targets are a function of the event alone: when delivered again, the event must lead to the same streams.
 */
type Answer = Execution | readonly Execution[] | undefined;

/**
 * What a service does about one type of another service's published events. Its name is part of the command's id (ADR 108):
 * a renamed reaction reacts again to events that are delivered again.
 */
export interface Reaction {
  readonly name: string;
  readonly context: string;
  readonly kind: ContractKind;
  readonly type: string;
  /**
   * The service's reactions in order, to one kind of events of one context, change the same record for a source stream: a
   * fact that is delivered again after a later one changed it is left alone, even if it changed nothing before (ADR 421).
   */
  readonly inOrder?: boolean;
  react(event: never, source: Source): Answer | Promise<Answer>;
}

/** Declares a reaction; the event's type follows from context, kind and type. */
export function reaction<
  C extends Context,
  K extends ContractKind,
  const T extends EventsOf<C, K>['type'],
>(definition: {
  readonly name: string;
  readonly context: C;
  readonly kind: K;
  readonly type: T;
  readonly inOrder?: boolean;
  readonly react: (
    event: Extract<EventsOf<C, K>, { readonly type: T }>,
    source: Source,
  ) => Answer | Promise<Answer>;
}): Reaction {
  return definition;
}
