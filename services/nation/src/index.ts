/** What the process that hosts `nation` hands in and reads of it. */
export type { Ask } from './ask.ts';
export { type Cuts, openCuts } from './cuts.ts';
export { HEARTBEAT_AGE_MAX_MS } from './domain/source.ts';
export { type FreshnessOfEntities, freshnessOfEntities, type EntityFreshness } from './freshness.ts';
export { openHeartbeats } from './heartbeats.ts';
export { replayFrames, type Replaying } from './operations/replay.ts';
export type { NationDeps } from './resolvers.ts';
export { type Revocations, revocations } from './revocations.ts';
export { nationService } from './service.ts';
export type { Times } from './times.ts';
