/** One arena of malloc for each process of a platform: what a burst took goes back to the system (docs/event-store.md). */
export const ENVIRONMENT_LEAN = { MALLOC_ARENA_MAX: '1' } as const;
