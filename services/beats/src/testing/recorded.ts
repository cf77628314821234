import { type AnyAggregate, isRejection } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** A command as it is sent: only what its input declares. */
export function readable(
  aggregate: AnyAggregate,
  command: { readonly type: string },
): { readonly type: string } {
  const { rights, input } = aggregate.commands[command.type]!;
  return rights ? command : { ...z.object(input).parse(command), type: command.type };
}

/** What commands record, one after another; a refused one records nothing. */
export function recordedBy<A extends AnyAggregate>(
  aggregate: A,
  commands: readonly { readonly type: string }[],
) {
  const events: Parameters<A['evolve']>[1][] = [];
  let state: unknown = aggregate.initialState;
  for (const command of commands) {
    const decision = aggregate.decide(state, command);
    if (isRejection(decision)) continue;
    for (const event of decision) {
      events.push(event as Parameters<A['evolve']>[1]);
      state = aggregate.evolve(state, event);
    }
  }
  return events;
}

/** The state that they lead to. */
export function foldOf(aggregate: AnyAggregate, commands: readonly { readonly type: string }[]): unknown {
  return recordedBy(aggregate, commands).reduce<unknown>(
    (state, event) => aggregate.evolve(state, event),
    aggregate.initialState,
  );
}
