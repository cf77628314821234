import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { PassportJwks, PassportPrivateKey } from '@proximidad/passport';
import type { LogLevel } from '@proximidad/service';
import { storeAddress } from '@proximidad/service/store-address';
import {
  localAddress,
  localStore,
  PORT_DEFAULT,
  PORT_MAX,
  SERVICES,
  urlSettingOf,
} from '@proximidad/topology';
import { z } from 'zod';
import { proxyList } from './http/client-address.ts';
import { PSEUDONYM_KEY_LENGTH_MIN } from './identity/pseudonyms.ts';

/** The settings of the gateway's process. */
export interface GatewayConfig {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly production: boolean;
  /** The data folder of the platform; `nation` uses only `<data>/nation`. */
  readonly data: string;
  readonly esdbUrl: string;
  readonly issuer: string;
  /** The client id under which the console asks the identity provider for tokens; `console` when left out. */
  readonly consoleClient?: string;
  /** A file of tiles (PMTiles) that the console's maps draw beneath everything; the one in the data folder when left out. */
  readonly baseMap?: string;
  /** Where each subgraph across the network listens, by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  readonly passportKey: PassportPrivateKey;
  readonly passportJwks: PassportJwks;
  /** The key that pseudonyms are derived with. It lies outside the log, and is kept as long as the log is. */
  readonly pseudonymKey: string;
  readonly logLevel: LogLevel;
  /** The token that operators present for metrics and readiness. */
  readonly operationsToken?: string;
  /** Addresses and networks of the proxies in front of the gateway, whose `x-forwarded-for` is believed. */
  readonly proxies?: readonly string[];
}

const address = (what: string) => z.url({ protocol: /^https?$/, error: what });
const Address = address('an address such as http://127.0.0.1:4011');
const Issuer = address(
  'the address of the identity provider whose tokens are accepted, such as https://acceso.example.mx/realms/policia',
);

/** `BEATS_URL` and so on: where a service listens, when not on this machine. */
const subgraphAddresses = Object.fromEntries(
  SERVICES.map((name) => [urlSettingOf(name), Address.optional()]),
) as Record<ReturnType<typeof urlSettingOf>, z.ZodOptional<typeof Address>>;

const Settings = z.object({
  PROXIMIDAD_PORT: z.coerce.number().int().min(0).max(PORT_MAX).default(PORT_DEFAULT),
  HOST: z.string().min(1).default('127.0.0.1'),
  PROXIMIDAD_MODE: z.enum(['development', 'production']).default('development'),
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  ...storeAddress,
  OIDC_ISSUER: Issuer.optional(),
  OIDC_CONSOLE_CLIENT: z.string().min(1).default('console'),
  BASE_MAP_FILE: z.string().min(1).optional(),
  ...subgraphAddresses,
  PASSPORT_PRIVATE_KEY: z.string().min(1).optional(),
  PASSPORT_KEYS: z.string().min(1).optional(),
  PSEUDONYM_KEY_FILE: z.string().min(1).optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(listed)
    .refine(areProxies, 'addresses or networks such as 10.0.0.0/8, with commas between'),
  OPERATIONS_TOKEN_FILE: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

/** The settings taken from `environment`. @throws {Error} once, naming every variable that is wrong. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): GatewayConfig {
  const { data, error } = Settings.safeParse(environment);
  if (!data) throw wrong(error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const { PROXIMIDAD_PORT: port, PROXIMIDAD_DATA: folder } = data;
  if (data.PROXIMIDAD_MODE === 'production' && !isTrustworthy(data.OIDC_ISSUER)) {
    throw wrong([
      'OIDC_ISSUER: in production the https address of your identity provider (http only on this machine itself)',
    ]);
  }
  const keys = join(folder, 'keys');
  return {
    host: data.HOST,
    port,
    production: data.PROXIMIDAD_MODE === 'production',
    data: folder,
    esdbUrl: data.ESDB_URL ?? data.ESDB_URL_FILE ?? localStore(port),
    issuer: data.OIDC_ISSUER ?? localAddress('identity', port),
    consoleClient: data.OIDC_CONSOLE_CLIENT,
    ...baseMap(data.BASE_MAP_FILE),
    subgraphs: Object.fromEntries(
      SERVICES.map((name) => [name, data[urlSettingOf(name)] ?? localAddress(name, port)]),
    ),
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
    pseudonymKey: secretIn(
      'PSEUDONYM_KEY_FILE',
      data.PSEUDONYM_KEY_FILE ?? join(keys, 'pseudonym.key'),
      PSEUDONYM_KEY_LENGTH_MIN,
    ),
    logLevel: data.LOG_LEVEL,
    ...operationsToken(data.OPERATIONS_TOKEN_FILE),
    proxies: data.TRUSTED_PROXIES,
  };
}

/** What the process logs at its start about its settings: no keys, and no credentials from an address. */
export function settingsTaken({
  passportKey,
  passportJwks,
  pseudonymKey: _pseudonymKey,
  esdbUrl,
  operationsToken: token,
  ...rest
}: GatewayConfig): object {
  return {
    ...rest,
    operationsToken: token !== undefined,
    esdbUrl: esdbUrl.replace(/\/\/[^@/]*@/, '//***@'),
    passportKeyId: passportKey.kid,
  };
}

/** Keys that are fetched in clear from another machine may be anybody's (M13). */
function isTrustworthy(issuer: string | undefined): boolean {
  if (issuer === undefined) return false;
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

const OPERATIONS_TOKEN_LENGTH_MIN = 32;

function operationsToken(path: string | undefined): { readonly operationsToken?: string } {
  if (path === undefined) return {};
  return { operationsToken: secretIn('OPERATIONS_TOKEN_FILE', path, OPERATIONS_TOKEN_LENGTH_MIN) };
}

/** How a file of tiles begins: its name and its version. */
const TILES_BEGIN = Buffer.from('PMTiles\u0003', 'latin1');

function baseMap(path: string | undefined): { readonly baseMap?: string } {
  if (path === undefined) return {};
  const begin = Buffer.alloc(TILES_BEGIN.length);
  try {
    const file = openSync(path, 'r');
    readSync(file, begin, 0, begin.length, 0);
    closeSync(file);
  } catch (cause) {
    throw wrong([`BASE_MAP_FILE: ${path} cannot be read`], { cause });
  }
  if (begin.equals(TILES_BEGIN)) return { baseMap: path };
  throw wrong([`BASE_MAP_FILE: ${path} is no file of tiles (PMTiles, version 3)`]);
}

function secretIn(name: string, path: string, lengthMin: number): string {
  let secret: string;
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw wrong([`${name}: ${path} cannot be read`], { cause });
  }
  if (secret.length >= lengthMin) return secret;
  throw wrong([`${name}: ${path} holds fewer than ${lengthMin} characters`]);
}

function readKey<T>(name: string, path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? 'is not the right kind of key' : 'cannot be read';
    throw wrong([`${name}: ${path} ${reason}`], { cause });
  }
}

function listed(text: string): string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

function areProxies(proxies: readonly string[]): boolean {
  try {
    proxyList(proxies);
    return true;
  } catch {
    return false;
  }
}

function wrong(problems: readonly string[], options?: ErrorOptions): Error {
  return new Error(`wrong settings: ${problems.join('; ')}`, options);
}
