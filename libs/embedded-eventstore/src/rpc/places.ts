import type { Call } from './call.ts';
import { CallError, STATUS } from './errors.ts';

/** Over all connections: each may keep a page of events and what the client has not taken. */
const CALLS_OPEN_MAX = 2_000;
/** Of callers who do not say who they are, where there are users; beside those, so that they keep out nobody else. */
const CALLS_OF_STRANGERS_MAX = 200;

const MAX = { known: CALLS_OPEN_MAX, stranger: CALLS_OF_STRANGERS_MAX } as const;

/** Places for calls that are under way. */
export class Places {
  readonly #taken = { known: 0, stranger: 0 };

  /** Takes one until the call ends, or tells why there is none. */
  take(call: Call, by: keyof typeof MAX): CallError | undefined {
    if (this.#taken[by] === MAX[by])
      return new CallError(STATUS.RESOURCE_EXHAUSTED, `more than ${MAX[by]} calls are open`);
    this.#taken[by]++;
    call.signal.addEventListener('abort', () => this.#taken[by]--, { once: true });
    return undefined;
  }
}
