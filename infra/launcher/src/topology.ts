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
};

export function portsOf(base: number) {
  const entries = Object.entries(PORT_OFFSETS).map(([name, offset]) => [name, base + offset] as const);
  return Object.fromEntries(entries) as Record<keyof typeof PORT_OFFSETS, number>;
}

/** Every process of one machine's platform, in the order in which they start. */
export function topology(config: Config, data: string): ProcessSpec[] {
  const ports = portsOf(config.PROXIMIDAD_PORT);
  const local = (port: number, path = '') => `http://127.0.0.1:${port}${path}`;
  const esdbUrl = config.ESDB_URL ?? `esdb://127.0.0.1:${ports.store}?tls=false`;
  const issuer = config.OIDC_ISSUER ?? local(ports.identity);
  const shared = {
    PROXIMIDAD_DATA: data,
    PROXIMIDAD_PORT: String(config.PROXIMIDAD_PORT),
    ESDB_URL: esdbUrl,
  };
  const keys = {
    publicKeys: join(data, 'keys/passport.public.json'),
    privateKey: join(data, 'keys/passport.private.json'),
  };

  const store: ProcessSpec = {
    name: 'store',
    entry: [
      'libs/embedded-eventstore/src/main.ts',
      'serve',
      '--data',
      join(data, 'store'),
      '--port',
      String(ports.store),
    ],
    env: {},
    port: ports.store,
    ready: local(ports.store, '/health/live'),
    traced: false,
    stopOrder: 0,
  };
  const identity: ProcessSpec = {
    name: 'identity',
    entry: ['infra/identity/src/main.ts'],
    env: { PROXIMIDAD_DATA: data, PROXIMIDAD_PORT: String(config.PROXIMIDAD_PORT) },
    port: ports.identity,
    ready: local(ports.identity, '/.well-known/openid-configuration'),
    traced: false,
    stopOrder: 1,
  };
  const services = SERVICES.map((name): ProcessSpec => ({
    name,
    entry: [`services/${name}/src/main.ts`],
    env: { ...shared, PORT: String(ports[name]), PASSPORT_KEYS: keys.publicKeys },
    port: ports[name],
    ready: local(ports[name], '/health/ready'),
    traced: true,
    stopOrder: 2,
  }));
  const addresses = Object.fromEntries(
    SERVICES.map((name) => [`${name.toUpperCase()}_URL`, local(ports[name])]),
  );
  const gateway: ProcessSpec = {
    name: 'gateway',
    entry: ['gateway/src/main.ts'],
    env: {
      ...shared,
      ...addresses,
      OIDC_ISSUER: issuer,
      PASSPORT_PRIVATE_KEY: keys.privateKey,
      PASSPORT_KEYS: keys.publicKeys,
    },
    port: ports.gateway,
    ready: local(ports.gateway, '/health/ready'),
    traced: true,
    stopOrder: 3,
  };
  return [
    ...(config.ESDB_URL ? [] : [store]),
    ...(config.OIDC_ISSUER ? [] : [identity]),
    gateway,
    ...services,
  ];
}
