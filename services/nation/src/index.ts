/** What the process that hosts `nation` passes to it and uses from it. */
export type { Ask } from './ask.ts';
export { type Cuts, openCuts } from './changes/cuts.ts';
export { HEARTBEAT_AGE_MAX_MS, sourceIdOf } from './source/source.ts';
export { type FreshnessOfEntities, freshnessOfEntities, type EntityFreshness } from './source/freshness.ts';
export { openHeartbeats } from './source/heartbeats.ts';
export { replayFrames, type Replaying } from './operations/replay.ts';
export type { NationHost } from './resources.ts';
export { type Revocations, revocations, type Whose } from './access/revocations.ts';
export { nationService } from './service.ts';
export { openDecrees } from './places/decrees.ts';
export type { Times } from './changes/times.ts';
