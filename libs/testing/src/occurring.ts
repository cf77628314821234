import { type AnyAggregate, isRejection } from '@proximidad/eventsourcing';

/** Types of commands and of events, in alphabetical order. */
export interface Kinds {
  readonly commands: readonly string[];
  readonly events: readonly string[];
}

/** Everything that an aggregate declares: what a generator of its commands has to bring about. */
export const kindsOf = ({ commands, events }: AnyAggregate): Kinds => ({
  commands: Object.keys(commands).toSorted(),
  events: Object.keys(events).toSorted(),
});

/** The commands that were accepted, and the events that were recorded, over all of these histories. */
export function occurring(
  aggregate: AnyAggregate,
  histories: readonly (readonly { readonly type: string }[])[],
): Kinds {
  const [commands, events] = [new Set<string>(), new Set<string>()];
  for (const history of histories) {
    let state: unknown = aggregate.initialState;
    for (const command of history) {
      const decision = aggregate.decide(state, command);
      if (isRejection(decision)) continue;
      commands.add(command.type);
      for (const event of decision) {
        events.add(event.type);
        state = aggregate.evolve(state, event);
      }
    }
  }
  return { commands: [...commands].toSorted(), events: [...events].toSorted() };
}
