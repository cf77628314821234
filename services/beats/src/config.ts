import { readServiceConfig, type ServiceConfig } from '@proximidad/service';

const PORT_DEFAULT = 4011;

/** @throws {Error} once, naming every variable that is wrong. */
export function readConfig(environment = process.env): ServiceConfig {
  return readServiceConfig(environment, { name: 'beats', port: PORT_DEFAULT });
}
