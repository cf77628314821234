import { readServiceConfig, type ServiceConfig } from '@proximidad/service';

const PORT_DEFAULT = 4014;

/** @throws {Error} once, naming every variable that is wrong. */
export function readConfig(environment = process.env): ServiceConfig {
  return readServiceConfig(environment, { name: 'training', port: PORT_DEFAULT });
}
