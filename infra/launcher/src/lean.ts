/**
 * How Node is started for every process of a platform: a small young generation and one arena of malloc, so that what a
 * burst took goes back to the system. Measured in docs/event-store.md.
 */
export const NODE_OPTIONS_LEAN = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=4',
] as const;
export const ENVIRONMENT_LEAN = { MALLOC_ARENA_MAX: '1' } as const;
