import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassportJwks, PassportPrivateKey } from '@proximidad/passport';
import { type LogLevel, storeAddress } from '@proximidad/service';
import { z } from 'zod';

const PORT_MAX = 65_535;
/** Ports follow from the gateway's own. */
const OFFSETS = { store: 1, identity: 2, beats: 11, incidents: 12, contacts: 13, training: 14 } as const;
const LARGEST_OFFSET = 14;

/** What the gateway's process is told from outside. */
export interface GatewayConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly production: boolean;
  /** The data folder of the platform; `nation` keeps to `<data>/nation`. */
  readonly data: string;
  readonly esdbUrl: string;
  readonly issuer: string;
  /** Where each subgraph across the network listens, by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly passportKey: PassportPrivateKey;
  readonly passportJwks: PassportJwks;
  readonly logLevel: LogLevel;
}

const Address = z.url({ protocol: /^https?$/, error: 'an address such as http://127.0.0.1:4011' });

const Settings = z.object({
  PROXIMIDAD_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(PORT_MAX - LARGEST_OFFSET)
    .default(4_000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PROXIMIDAD_MODE: z.enum(['development', 'production']).default('development'),
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  ...storeAddress,
  OIDC_ISSUER: Address.optional(),
  BEATS_URL: Address.optional(),
  INCIDENTS_URL: Address.optional(),
  CONTACTS_URL: Address.optional(),
  TRAINING_URL: Address.optional(),
  PASSPORT_PRIVATE_KEY: z.string().min(1).optional(),
  PASSPORT_KEYS: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** The settings taken from `environment`. @throws {Error} once, naming every variable that is wrong. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): GatewayConfig {
  const { data, error } = Settings.safeParse(environment);
  if (!data) throw wrong(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const { PROXIMIDAD_PORT: port, PROXIMIDAD_DATA: folder } = data;
  const local = (offset: number) => `http://127.0.0.1:${port + offset}`;
  const keys = join(folder, 'keys');
  return {
    host: data.HOST,
    port,
    production: data.PROXIMIDAD_MODE === 'production',
    data: folder,
    esdbUrl: data.ESDB_URL ?? data.ESDB_URL_FILE ?? `esdb://127.0.0.1:${port + OFFSETS.store}?tls=false`,
    issuer: data.OIDC_ISSUER ?? local(OFFSETS.identity),
    subgraphs: {
      beats: data.BEATS_URL ?? local(OFFSETS.beats),
      incidents: data.INCIDENTS_URL ?? local(OFFSETS.incidents),
      contacts: data.CONTACTS_URL ?? local(OFFSETS.contacts),
      training: data.TRAINING_URL ?? local(OFFSETS.training),
    },
    passportKey: readKey(
      'PASSPORT_PRIVATE_KEY',
      data.PASSPORT_PRIVATE_KEY ?? join(keys, 'passport.private.json'),
      PassportPrivateKey,
    ),
    passportJwks: readKey(
      'PASSPORT_KEYS',
      data.PASSPORT_KEYS ?? join(keys, 'passport.public.json'),
      PassportJwks,
    ),
    logLevel: data.LOG_LEVEL,
  };
}

/** What the process says at start about its settings: no keys, no credentials of an address. */
export function settingsTaken({ passportKey, passportJwks, esdbUrl, ...rest }: GatewayConfig): object {
  return { ...rest, esdbUrl: esdbUrl.replace(/\/\/[^@/]*@/, '//***@'), passportKeyId: passportKey.kid };
}

function readKey<T>(name: string, path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? 'is not the right kind of key' : 'cannot be read';
    throw wrong([`${name}: ${path} ${reason}`], { cause });
  }
}

function wrong(problems: readonly string[], options?: ErrorOptions): Error {
  return new Error(`wrong settings: ${problems.join('; ')}`, options);
}
