import type { Decider } from '@proximidad/eventsourcing';

/** `given(decider, history).when(command).expects(events | refusal code)` */
export function given<State, Command, Event, Code extends string>(
  decider: Decider<State, Command, Event, Code>,
  history: readonly Event[],
) {
  return {
    when: (command: Command) => ({
      expects(expected: readonly Event[] | Code) {
        const state = history.reduce((s, e) => decider.evolve(s, e), decider.initialState);
        const decision = decider.decide(state, command);
        expect('rejected' in decision ? decision.rejected : decision).toEqual(expected);
      },
    }),
  };
}
