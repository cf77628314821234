/** A service as a process, with its HTTP host; opening a service alone does not load that. */
export { runService } from './run-service.ts';
export { type RunningService, startService } from './start-service.ts';
