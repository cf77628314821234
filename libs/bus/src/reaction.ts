import type { AnyAggregate } from '@proximidad/eventsourcing';
import type { Context, ContractKind, EventsOf, Source } from './contract.ts';

/**
 * The command that another service's fact asks for; it addresses exactly one stream of the reacting service. Its
 * `id` is a function of the event alone: delivered again, the event must find the same stream.
 */
export interface ReactionCommand {
  readonly aggregate: AnyAggregate;
  /** Public id of the target. */
  readonly id: string;
  readonly command: { readonly type: string };
  /** INEGI key of the municipality the recorded events belong to, where there is one. */
  readonly municipality?: string | undefined;
}

type Answer = ReactionCommand | undefined;

/**
 * What a service does about one type of another's published events. Its name is part of the command's id
 * (ADR 108): renaming a reaction makes it react anew to events that are delivered again.
 */
export interface Reaction {
  readonly name: string;
  readonly context: string;
  readonly kind: ContractKind;
  readonly type: string;
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
  readonly react: (
    event: Extract<EventsOf<C, K>, { readonly type: T }>,
    source: Source,
  ) => Answer | Promise<Answer>;
}): Reaction {
  return definition;
}
