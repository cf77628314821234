import { readServiceConfig, type ServiceConfig } from '@proximidad/service';

/** @throws {Error} once, naming every variable that is wrong. */
export function readConfig(environment = process.env): ServiceConfig {
  return readServiceConfig(environment, 'authorities');
}
