import { offsetOf, type ProcessName, PROCESSES, type ServiceName } from './processes.ts';

/** The gateway's port unless PROXIMIDAD_PORT says another; every other port follows from it. */
export const PORT_DEFAULT = 4000;
/** The broker takes two more ports than its own. */
const KAFKA_PORTS_BEHIND = 2;
const OFFSET_MAX = Math.max(...PROCESSES.map(({ offset }) => offset)) + KAFKA_PORTS_BEHIND;
/** The highest port of the gateway with which every other one is still a port. */
export const PORT_MAX = 65_535 - OFFSET_MAX;

/** Where a process of this machine's platform listens. */
export const portOf = (name: ProcessName, base: number = PORT_DEFAULT): number => base + offsetOf(name);

export const localAddress = (name: ProcessName, base: number = PORT_DEFAULT): string =>
  `http://127.0.0.1:${portOf(name, base)}`;

/** Of this machine's own store. */
export const localStore = (base: number = PORT_DEFAULT): string =>
  `esdb://127.0.0.1:${portOf('store', base)}?tls=false`;

/** The broker's port, and behind it its controller's and its health's. */
export function brokerPorts(base: number = PORT_DEFAULT) {
  const clients = portOf('kafka', base);
  return { clients, controller: clients + 1, health: clients + KAFKA_PORTS_BEHIND };
}

/** The setting that tells the gateway where a service listens. */
export const urlSettingOf = (name: ServiceName) =>
  `${name.toUpperCase()}_URL` as `${Uppercase<ServiceName>}_URL`;
