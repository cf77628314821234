import type {
  Addressing,
  CommandDefinition,
  Decision,
  Fields,
  Instant,
  Lookup,
  Rights,
  Shape,
} from '@proximidad/eventsourcing';
import type { Role } from './subject.ts';
import type { Kind } from './tables.ts';

/** What every client's command carries besides its own fields. */
interface Timed {
  /** When it happened, on the wall clock of the place; never in the future. */
  readonly at: Instant;
}

/**
 * Declares the commands of one aggregate: `command` for those that somebody may execute, each with its right, and
 * `internal` for those that the platform alone executes.
 */
export function commandsOf<State>() {
  return {
    command<
      const Input extends Shape,
      const Result extends Decision,
      Found extends object = Record<never, never>,
      const Seeks extends Shape = Record<never, never>,
    >(definition: {
      /** The description of the mutation in the graph. */
      readonly doc: string;
      readonly mayExecute: readonly Role[];
      /** The kind that the policy is asked about, when its name is not the aggregate's category. */
      readonly on?: Kind;
      /** Roles that execute it for themselves only. */
      readonly oneself?: Rights['oneself'];
      /** Whether it needs a recent sign-in with a second factor. */
      readonly stepsUp?: boolean;
      readonly input: Input;
      /** Fields for the look-up only: the decision is given what was found with them. */
      readonly seeks?: Seeks;
      readonly finds?: Lookup<Found>;
      /** What the graph calls the input, where several commands share one. */
      readonly inputName?: string;
      /** `given` when left out. */
      readonly addresses?: Addressing;
      /** The legal basis of the command, where a rule names one. */
      readonly legalBasis?: string;
      /** Whether only the authority that owns the record may execute it (BR-I11). */
      readonly byOwner?: boolean;
      readonly past?: readonly ((keyof Input | keyof Seeks) & string)[];
      /** What `occurredAt` is, where another field of the input could be taken for it. */
      readonly occurs?: string;
      readonly decide: (state: State, command: Fields<Input> & NoInfer<Found> & Timed) => Result;
    }): CommandDefinition<State, Fields<Input> & Found & Timed, Result, Seeks & Input, Found> {
      const {
        doc,
        mayExecute: roles,
        on: kind,
        oneself,
        stepsUp,
        input,
        finds,
        past = [],
        decide,
      } = definition;
      const { addresses = 'given', seeks = {}, inputName, legalBasis, byOwner, occurs } = definition;
      const rights = { roles, kind, oneself, stepsUp };
      const all = { ...seeks, ...input } as Seeks & Input;
      return {
        doc,
        rights,
        input: all,
        sought: Object.keys(seeks),
        ...{ inputName, legalBasis, byOwner, occurs },
        addresses,
        finds,
        past,
        decide,
      };
    },

    internal<const Input extends Shape, const Result extends Decision>(definition: {
      readonly input: Input;
      readonly decide: (state: State, command: Fields<Input>) => Result;
    }): CommandDefinition<State, Fields<Input>, Result, Input, Record<never, never>> {
      const { input, decide } = definition;
      return {
        doc: '',
        rights: undefined,
        input,
        sought: [],
        addresses: 'given',
        finds: undefined,
        past: [],
        decide,
      };
    },
  };
}
