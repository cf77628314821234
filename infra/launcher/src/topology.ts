import { storeUrlFile } from '@proximidad/program';
import { join } from 'node:path';
import {
  brokerPorts,
  folderOf,
  localAddress,
  portOf,
  type ProcessName,
  SERVICES,
  urlSettingOf,
} from '@proximidad/topology';
import type { Config } from './config.ts';
import type { Probe } from './probe.ts';
import { storeFiles } from './store-access.ts';
import { vaultFiles } from './vault-keys.ts';

/** One process of the platform: what to run, where, with which settings, and how to know that it is ready. */
export interface ProcessSpec {
  readonly name: string;
  /** Entry file, relative to the repository's root, and its arguments. */
  readonly entry: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** For Node itself. */
  readonly options?: readonly string[];
  readonly port: number;
  /** Others that it listens on. */
  readonly otherPorts?: readonly number[];
  /** Answers 2xx when the process can do its work. */
  readonly ready: Probe;
  /** How long it may take until then, where it needs longer than others. */
  readonly readyTimeoutMs?: number;
  /** Whether nothing works without it. */
  readonly needed: boolean;
  /** Whether it takes part in traces. */
  readonly traced: boolean;
  /** Stopped in falling order: processes that take requests first, the store last. */
  readonly stopOrder: number;
}

/** The first time, Kafka itself is downloaded. */
const FETCHED_TIMEOUT_MS = 600_000;

export const BUSES = ['eventstore', 'kafka'] as const;
export type Bus = (typeof BUSES)[number];

/** The brokers that carry the bus; undefined where the store does. */
export function brokersOf(config: Config, bus: Bus): string | undefined {
  if (bus === 'eventstore') return undefined;
  return config.KAFKA_BROKERS ?? `127.0.0.1:${portOf('kafka', config.PROXIMIDAD_PORT)}`;
}

/** Every process of one machine's platform, in the order in which they start. */
export function topology(config: Config, data: string, bus: Bus): ProcessSpec[] {
  const base = config.PROXIMIDAD_PORT;
  const brokers = brokersOf(config, bus);
  const where = { PROXIMIDAD_DATA: data, PROXIMIDAD_PORT: String(base) };
  const platform = {
    ...where,
    PASSPORT_KEYS: join(data, 'keys/passport.public.json'),
    BUS: bus,
    ...(brokers === undefined ? {} : { KAFKA_BROKERS: brokers }),
  };
  const storeOf = (user: string): Readonly<Record<string, string>> =>
    config.ESDB_URL ? { ESDB_URL: config.ESDB_URL } : { ESDB_URL_FILE: storeUrlFile(data, user) };
  const vaultOf = (name: string) => ({
    VAULT_URL: localAddress('vault', base),
    VAULT_CREDENTIAL: vaultFiles(join(data, 'keys')).of(name),
  });
  const addresses = SERVICES.map((name) => [urlSettingOf(name), localAddress(name, base)]);
  const gateway: ProcessSpec = {
    name: 'gateway',
    entry: [entryOf('gateway')],
    env: {
      ...platform,
      ...storeOf('nation'),
      ...(Object.fromEntries(addresses) as Record<string, string>),
      OIDC_ISSUER: config.OIDC_ISSUER ?? localAddress('identity', base),
      PASSPORT_PRIVATE_KEY: join(data, 'keys/passport.private.json'),
      PSEUDONYM_KEY_FILE: join(data, 'keys/pseudonym.key'),
    },
    port: base,
    ready: { url: `${localAddress('gateway', base)}/health/ready` },
    needed: true,
    traced: true,
    stopOrder: 3,
  };
  const services = SERVICES.map((name): ProcessSpec => ({
    name,
    entry: [entryOf(name)],
    env: { ...platform, ...storeOf(name), ...vaultOf(name), PORT: String(portOf(name, base)) },
    port: portOf(name, base),
    ready: { url: `${localAddress(name, base)}/health/ready` },
    needed: false,
    traced: true,
    stopOrder: 2,
  }));
  return [
    ...(config.ESDB_URL ? [] : [store(base, data)]),
    ...(bus === 'eventstore' || config.KAFKA_BROKERS ? [] : [kafka(base, data)]),
    ...(config.OIDC_ISSUER ? [] : [identity(base, where)]),
    vault(config, data),
    gateway,
    ...services,
  ];
}

/** For processes that do not do this themselves. */
const GIVES_BACK_AT_REST = ['--import', import.meta.resolve('@proximidad/service/resting')];

const entryOf = (name: ProcessName) => `${folderOf(name)}/src/main.ts`;

function store(base: number, data: string): ProcessSpec {
  const port = portOf('store', base);
  const { cert, key, users } = storeFiles(data);
  return {
    name: 'store',
    entry: [
      ...[entryOf('store'), 'serve', '--data', join(data, 'store'), '--port', String(port)],
      ...['--tls-cert', cert, '--tls-key', key, '--users-file', users],
    ],
    options: GIVES_BACK_AT_REST,
    env: {},
    port,
    ready: { url: `https://localhost:${port}/health/live`, ca: cert },
    needed: true,
    traced: false,
    stopOrder: 0,
  };
}

function kafka(base: number, data: string): ProcessSpec {
  const { clients: port, controller, health } = brokerPorts(base);
  return {
    name: 'kafka',
    entry: [entryOf('kafka'), ...['--data', data, '--port', String(port), '--health-port', String(health)]],
    env: {},
    port,
    otherPorts: [controller, health],
    ready: { url: `http://127.0.0.1:${health}/health/ready` },
    readyTimeoutMs: FETCHED_TIMEOUT_MS,
    needed: true,
    traced: false,
    stopOrder: 0,
  };
}

/** Not needed by the others: without it they serve everything that is not sealed. */
function vault({ PROXIMIDAD_PORT: base, PROXIMIDAD_MODE }: Config, data: string): ProcessSpec {
  return {
    name: 'vault',
    entry: [entryOf('vault'), 'serve'],
    // Keys and fences; it holds few rows at a time.
    options: ['--max-old-space-size=128', '--max-semi-space-size=2', ...GIVES_BACK_AT_REST],
    env: {
      ...{ PROXIMIDAD_DATA: data, PROXIMIDAD_MODE, PORT: String(portOf('vault', base)) },
      VAULT_CALLERS: vaultFiles(join(data, 'keys')).callers,
      PASSPORT_KEYS: join(data, 'keys/passport.public.json'),
    },
    port: portOf('vault', base),
    ready: { url: `${localAddress('vault', base)}/health/ready` },
    needed: false,
    traced: false,
    stopOrder: 2,
  };
}

function identity(base: number, env: Readonly<Record<string, string>>): ProcessSpec {
  return {
    name: 'identity',
    entry: [entryOf('identity')],
    options: GIVES_BACK_AT_REST,
    env,
    port: portOf('identity', base),
    ready: { url: `${localAddress('identity', base)}/.well-known/openid-configuration` },
    needed: true,
    traced: false,
    stopOrder: 1,
  };
}
