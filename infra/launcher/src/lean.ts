/**
 * One malloc arena for each process of a platform: memory that a burst took returns to the system
 * (docs/event-store.md).
 */
export const ENVIRONMENT_LEAN = { MALLOC_ARENA_MAX: '1' } as const;
