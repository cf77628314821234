import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KafkaOptions } from '@proximidad/bus';
import { PassportJwks } from '@proximidad/passport';
import { localStore, portOf, type ServiceName } from '@proximidad/topology';
import { z } from 'zod';
import { VaultCredential, type VaultAddress } from '@proximidad/vault';
import { kafkaAddress, kafkaOf } from './kafka-address.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { storeAddress } from './store-address.ts';

/** What carries the bus. */
export type Bus = 'eventstore' | ({ readonly carrier: 'kafka' } & KafkaOptions);

/** The settings of a service's process. */
export interface ServiceConfig {
  readonly name: string;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly esdbUrl: string;
  /** The data folder of the platform; a service uses only `<data>/<name>`. */
  readonly data: string;
  readonly passportJwks: PassportJwks;
  readonly bus: Bus;
  /** Where the keys of sealed data are kept; without it nothing sealed is taken or opened. */
  readonly vault?: VaultAddress | undefined;
  readonly logLevel: LogLevel;
}

/** A service that has no row in the topology gives its own name and port. */
export interface ConfigDefaults {
  readonly name: string;
  readonly port: number;
}

/** The highest possible port. */
const PORT_MAX = 65_535;

function settings({ port }: ConfigDefaults) {
  return z.object({
    PORT: z.coerce.number().int().min(0).max(PORT_MAX).default(port),
    HOST: z.string().min(1).default('127.0.0.1'),
    ...storeAddress,
    PROXIMIDAD_DATA: z.string().min(1).default('.data'),
    PASSPORT_KEYS: z.string().min(1).optional(),
    BUS: z.enum(['eventstore', 'kafka']).default('eventstore'),
    ...kafkaAddress,
    VAULT_URL: z.url().optional(),
    VAULT_CREDENTIAL: z.string().min(1).optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  });
}

/** The settings that a service takes from `environment`. @throws {Error} once, naming every variable that is wrong. */
export function readServiceConfig(
  environment: Readonly<Record<string, string | undefined>>,
  service: ServiceName | ConfigDefaults,
): ServiceConfig {
  const defaults = typeof service === 'string' ? { name: service, port: portOf(service) } : service;
  const parsed = settings(defaults).safeParse(environment);
  if (!parsed.success) {
    throw wrongSettings(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  }
  const { PORT, HOST, ESDB_URL, ESDB_URL_FILE, PROXIMIDAD_DATA, PASSPORT_KEYS, LOG_LEVEL } = parsed.data;
  return {
    name: defaults.name,
    host: HOST,
    port: PORT,
    esdbUrl: ESDB_URL ?? ESDB_URL_FILE ?? localStore(),
    data: PROXIMIDAD_DATA,
    passportJwks: readJwks(PASSPORT_KEYS ?? join(PROXIMIDAD_DATA, 'keys', 'passport.public.json')),
    bus: busOf(parsed.data),
    vault: vaultOf(parsed.data),
    logLevel: LOG_LEVEL,
  };
}

function busOf({ BUS, ...kafka }: z.infer<ReturnType<typeof settings>>): Bus {
  if (BUS === 'eventstore') return BUS;
  try {
    return { carrier: BUS, ...kafkaOf(kafka) };
  } catch (error) {
    throw wrongSettings([(error as Error).message]);
  }
}

/** Both or neither: the vault's address, and the credential that this service shows it. */
function vaultOf({ VAULT_URL: url, VAULT_CREDENTIAL: path }: z.infer<ReturnType<typeof settings>>) {
  if (url === undefined && path === undefined) return undefined;
  if (url === undefined || path === undefined) {
    throw wrongSettings(['VAULT_URL and VAULT_CREDENTIAL are given together']);
  }
  try {
    return { url, credential: VaultCredential.parse(JSON.parse(readFileSync(path, 'utf8'))) };
  } catch (cause) {
    throw wrongSettings([`VAULT_CREDENTIAL: ${path} is not a credential that can be read`], { cause });
  }
}

/** What a process logs at its start about its settings: no secrets, and no credentials from an address. */
export function settingsTaken({ host, port, esdbUrl, data, bus, logLevel }: ServiceConfig): object {
  const carrier =
    bus === 'eventstore' ? bus : `kafka ${bus.brokers.join(',')}${bus.tlsCa ? ' over TLS' : ''}`;
  return { host, port, esdbUrl: esdbUrl.replace(/\/\/[^@/]*@/, '//***@'), data, bus: carrier, logLevel };
}

function readJwks(path: string): PassportJwks {
  try {
    return PassportJwks.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? 'is not a public JWK set' : 'cannot be read';
    throw wrongSettings([`PASSPORT_KEYS: ${path} ${reason}`], { cause });
  }
}

function wrongSettings(problems: readonly string[], options?: ErrorOptions): Error {
  return new Error(`wrong settings: ${problems.join('; ')}`, options);
}
