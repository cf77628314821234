import { type PlatformSettings, readPlatformSettings } from '@proximidad/program';

/** @throws {Fault} one line that names every wrong setting. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): PlatformSettings {
  return readPlatformSettings(environment);
}
