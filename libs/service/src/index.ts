export { readServiceConfig, type ServiceConfig } from './config.ts';
export { FEED_LIFETIME_MS, FEED_PROGRESS_MS, type OpenFeeds } from './feeds.ts';
export { SIGHTINGS_INTERVAL_MS, type OpenSightings } from './sightings.ts';
export type { Health } from './health.ts';
export { type LogLevel, type LogSink, openLogger } from './log.ts';
export { exposed, type Reading } from './metrics.ts';
export { type OpenOptions, type OpenService, openService } from './open-service.ts';
export { collectAtRest } from './rest.ts';
export { BATCH_MAX, WireRequest, type WireResponse } from './wire.ts';
