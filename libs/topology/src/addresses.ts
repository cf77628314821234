import { offsetOf, type ProcessName, PROCESSES, type ServiceName } from './processes.ts';

/** The gateway's port unless PROXIMIDAD_PORT gives another; every other port follows from it. */
export const PORT_DEFAULT = 4000;
/** The broker takes two more ports besides its own. */
const KAFKA_PORTS_BEHIND = 2;
const OFFSET_MAX = Math.max(...PROCESSES.map(({ offset }) => offset)) + KAFKA_PORTS_BEHIND;
/** The highest port of the gateway for which all the others are valid ports. */
export const PORT_MAX = 65_535 - OFFSET_MAX;

/** Ports that browsers and `fetch` refuse: those of other protocols above 1023 (fetch.spec.whatwg.org/#bad-port). */
const PORTS_SHUNNED: readonly number[] = [
  ...[1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669],
  ...[6679, 6697, 10_080],
];

/** Where a process of the platform listens on this machine. */
export const portOf = (name: ProcessName, base: number = PORT_DEFAULT): number => base + offsetOf(name);

/** The port of the gateway or of the identity provider that clients would refuse; undefined when they accept both. */
export const shunnedPort = (base: number): number | undefined =>
  [portOf('gateway', base), portOf('identity', base)].find((port) => PORTS_SHUNNED.includes(port));

export const localAddress = (name: ProcessName, base: number = PORT_DEFAULT): string =>
  `http://127.0.0.1:${portOf(name, base)}`;

/** The address of this machine's own store. */
export const localStore = (base: number = PORT_DEFAULT): string =>
  `esdb://127.0.0.1:${portOf('store', base)}?tls=false`;

/** The broker's port, followed by its controller's and its health endpoint's. */
export function brokerPorts(base: number = PORT_DEFAULT) {
  const clients = portOf('kafka', base);
  return { clients, controller: clients + 1, health: clients + KAFKA_PORTS_BEHIND };
}

/** The setting that tells the gateway where a service listens. */
export const urlSettingOf = (name: ServiceName) =>
  `${name.toUpperCase()}_URL` as `${Uppercase<ServiceName>}_URL`;
