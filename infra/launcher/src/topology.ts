import { join } from 'node:path';
import type { Config } from './config.ts';

/** One process of the platform: what to run, where, with which settings, and how to know that it is ready. */
export interface ProcessSpec {
  readonly name: string;
  /** Entry file, relative to the repository's root, and its arguments. */
  readonly entry: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** Answers 2xx when the process can do its work. */
  readonly ready: string;
  /** Whether it takes part in traces. */
  readonly traced: boolean;
  /** Stopped in falling order: those who take requests first, the store last. */
  readonly stopOrder: number;
}

export const SERVICES = ['beats', 'incidents', 'contacts', 'training'] as const;
const PORT_OFFSETS = {
  gateway: 0,
  store: 1,
  identity: 2,
  beats: 11,
  incidents: 12,
  contacts: 13,
  training: 14,
  /** Of the broker; its controller and its health take the two behind it. */
  kafka: 16,
};

export function portsOf(base: number) {
  const entries = Object.entries(PORT_OFFSETS).map(([name, offset]) => [name, base + offset] as const);
  return Object.fromEntries(entries) as Record<keyof typeof PORT_OFFSETS, number>;
}

const local = (port: number, path = '') => `http://127.0.0.1:${port}${path}`;

export const BUSES = ['eventstore', 'kafka'] as const;
export type Bus = (typeof BUSES)[number];

/** The brokers that carry the bus; undefined where the store does. */
export function brokersOf(config: Config, bus: Bus): string | undefined {
  if (bus === 'eventstore') return undefined;
  return config.KAFKA_BROKERS ?? `127.0.0.1:${portsOf(config.PROXIMIDAD_PORT).kafka}`;
}

/** Every process of one machine's platform, in the order in which they start. */
export function topology(config: Config, data: string, bus: Bus): ProcessSpec[] {
  const ports = portsOf(config.PROXIMIDAD_PORT);
  const brokers = brokersOf(config, bus);
  const where = { PROXIMIDAD_DATA: data, PROXIMIDAD_PORT: String(config.PROXIMIDAD_PORT) };
  const platform = {
    ...where,
    ESDB_URL: config.ESDB_URL ?? `esdb://127.0.0.1:${ports.store}?tls=false`,
    PASSPORT_KEYS: join(data, 'keys/passport.public.json'),
    BUS: bus,
    ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers }),
  };
  const addresses = SERVICES.map((name) => [`${name.toUpperCase()}_URL`, local(ports[name])]);
  const gateway: ProcessSpec = {
    name: 'gateway',
    entry: ['gateway/src/main.ts'],
    env: {
      ...platform,
      ...(Object.fromEntries(addresses) as Record<string, string>),
      OIDC_ISSUER: config.OIDC_ISSUER ?? local(ports.identity),
      PASSPORT_PRIVATE_KEY: join(data, 'keys/passport.private.json'),
    },
    port: ports.gateway,
    ready: local(ports.gateway, '/health/ready'),
    traced: true,
    stopOrder: 3,
  };
  const services = SERVICES.map((name): ProcessSpec => ({
    name,
    entry: [`services/${name}/src/main.ts`],
    env: { ...platform, PORT: String(ports[name]) },
    port: ports[name],
    ready: local(ports[name], '/health/ready'),
    traced: true,
    stopOrder: 2,
  }));
  return [
    ...(config.ESDB_URL ? [] : [store(ports.store, data)]),
    ...(bus === 'eventstore' || config.KAFKA_BROKERS ? [] : [kafka(ports.kafka, data)]),
    ...(config.OIDC_ISSUER ? [] : [identity(ports.identity, where)]),
    gateway,
    ...services,
  ];
}

function store(port: number, data: string): ProcessSpec {
  return {
    name: 'store',
    entry: [
      'libs/embedded-eventstore/src/main.ts',
      'serve',
      '--data',
      join(data, 'store'),
      '--port',
      String(port),
    ],
    env: {},
    port,
    ready: local(port, '/health/live'),
    traced: false,
    stopOrder: 0,
  };
}

function kafka(port: number, data: string): ProcessSpec {
  return {
    name: 'kafka',
    entry: [
      'infra/kafka/src/main.ts',
      ...['--data', data, '--port', String(port), '--health-port', String(port + 2)],
    ],
    env: {},
    port,
    ready: local(port + 2, '/health/ready'),
    traced: false,
    stopOrder: 0,
  };
}

function identity(port: number, env: Readonly<Record<string, string>>): ProcessSpec {
  return {
    name: 'identity',
    entry: ['infra/identity/src/main.ts'],
    env,
    port,
    ready: local(port, '/.well-known/openid-configuration'),
    traced: false,
    stopOrder: 1,
  };
}
