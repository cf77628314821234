/** Failures of transport in a row, without any answer since the first of them was sent, after which a subgraph is left alone. */
export const FAILURES_MAX = 5;
/** How long it is left alone before one request may try again. */
export const OPEN_MS = 2_000;

export type CircuitState = 'closed' | 'open' | 'half-open';

/** Spares callers the wait for a subgraph that has just failed, and the subgraph the load while it comes back. */
export interface Circuit {
  /** Whether a request may be sent now. When half open, only the first one may: call it once per request sent. */
  admits(now: number): boolean;
  succeeded(now: number): void;
  /** For a request that was sent at `sentAt`: if something was answered since then, it says nothing about the subgraph. */
  failed(now: number, sentAt: number): void;
  readonly state: CircuitState;
}

export function circuit(failuresMax = FAILURES_MAX, openMs = OPEN_MS): Circuit {
  let failures = 0;
  let retryAt = 0;
  let answeredAt = -Infinity;
  let state: CircuitState = 'closed';
  return {
    admits(now) {
      switch (state) {
        case 'closed':
          return true;
        case 'half-open':
          return false;
        case 'open':
          if (now < retryAt) return false;
          state = 'half-open';
          return true;
      }
    },
    succeeded(now) {
      answeredAt = now;
      failures = 0;
      state = 'closed';
    },
    failed(now, sentAt) {
      if (sentAt < answeredAt) return;
      failures++;
      if (state === 'half-open' || failures >= failuresMax) {
        state = 'open';
        retryAt = now + openMs;
      }
    },
    get state() {
      return state;
    },
  };
}
