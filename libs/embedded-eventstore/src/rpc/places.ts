import type { Call } from './call.ts';
import { CallError, STATUS } from './errors.ts';

/** Over all connections: each call may hold a page of events and what the client has not taken. */
const CALLS_OPEN_MAX = 2_000;
/** For anonymous callers, where there are users; in addition to the others, so that they keep nobody else out. */
const CALLS_OF_STRANGERS_MAX = 200;

const MAX = { known: CALLS_OPEN_MAX, stranger: CALLS_OF_STRANGERS_MAX } as const;

/** Places for calls under way. */
export class Places {
  readonly #taken = { known: 0, stranger: 0 };

  /** Takes one until the call ends, or returns why there is none. */
  take(call: Call, by: keyof typeof MAX): CallError | undefined {
    if (this.#taken[by] === MAX[by])
      return new CallError(STATUS.RESOURCE_EXHAUSTED, `more than ${MAX[by]} calls are open`);
    this.#taken[by]++;
    call.signal.addEventListener('abort', () => this.#taken[by]--, { once: true });
    return undefined;
  }
}
