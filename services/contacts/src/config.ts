import { readServiceConfig, type ServiceConfig } from '@proximidad/service';

const PORT = 4013;

/** @throws {Error} once, naming every variable that is wrong. */
export function readConfig(environment = process.env): ServiceConfig {
  return readServiceConfig(environment, { name: 'contacts', port: PORT });
}
