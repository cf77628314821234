import type { Sentences } from '@proximidad/refusals';

/**
 * The domain said no. An expected outcome, so a value and not an exception:
 * nothing was recorded, and the caller may branch on `rejected`.
 */
export interface Rejection<Code extends string = string> {
  readonly rejected: Code;
  /** One sentence for a person, in each language; never parsed. */
  readonly reason: Sentences;
  /** The rule of the field that said no, such as `BR-I4`, where one did. */
  readonly rule?: string;
}

/** The whole behaviour of one aggregate as two pure functions and a start value. */
export interface Decider<State, Command, Event, Code extends string = string> {
  readonly initialState: State;
  /** No clock, no randomness, no I/O: time and ids arrive in the command. */
  decide(state: State, command: Command): readonly Event[] | Rejection<Code>;
  /** Total: every event ever stored must be accepted, in any state. */
  evolve(state: State, event: Event): State;
}

export function isRejection(decision: readonly unknown[] | Rejection): decision is Rejection {
  return 'rejected' in decision;
}
