import { PassportJwks } from '@proximidad/passport';
import { portOf } from '@proximidad/topology';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { VaultCallers } from './credential.ts';
import type { TransitAddress } from './keys/transit.ts';

/** The highest port that there is. */
const PORT_MAX = 65_535;

const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(PORT_MAX).default(portOf('vault')),
  HOST: z.string().min(1).default('127.0.0.1'),
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  PROXIMIDAD_MODE: z.enum(['development', 'production']).default('development'),
  /** A folder with the root keys; in production it is named, and made by the person who keeps them. */
  VAULT_ROOTS: z.string().min(1).optional(),
  /** A transit engine with its mount; the files of the root keys then contain what it wrapped. */
  VAULT_TRANSIT_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A file with the token that the engine asks for. */
  VAULT_TRANSIT_TOKEN: z.string().min(1).optional(),
  /** A file with the certificate of the authority that signed the engine's own. */
  VAULT_TRANSIT_CA: z.string().min(1).optional(),
  VAULT_CALLERS: z.string().min(1).optional(),
  PASSPORT_KEYS: z.string().min(1).optional(),
});

/** Where the vault keeps its data. */
export interface VaultPlaces {
  /** `vault.db` and `fences.jsonl`. */
  readonly data: string;
  readonly roots: string;
  readonly makeRoots: boolean;
  readonly transit: TransitAddress | undefined;
}

export interface VaultConfig extends VaultPlaces {
  readonly host: string;
  readonly port: number;
  readonly callers: VaultCallers;
  readonly passportJwks: PassportJwks;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {Error} once, naming every variable that is wrong. */
export function readPlaces(environment: Environment = process.env): VaultPlaces {
  return placesOf(settingsOf(environment));
}

/** @throws {Error} once, naming every variable that is wrong. */
export function readConfig(environment: Environment = process.env): VaultConfig {
  const settings = settingsOf(environment);
  const { HOST: host, PORT: port, PROXIMIDAD_DATA: data, VAULT_CALLERS, PASSPORT_KEYS } = settings;
  return {
    ...placesOf(settings),
    ...{ host, port },
    callers: fileOf('VAULT_CALLERS', VAULT_CALLERS ?? join(data, 'keys', 'vault.callers.json'), VaultCallers),
    passportJwks: fileOf(
      'PASSPORT_KEYS',
      PASSPORT_KEYS ?? join(data, 'keys', 'passport.public.json'),
      PassportJwks,
    ),
  };
}

function placesOf(settings: z.infer<typeof Settings>): VaultPlaces {
  const { PROXIMIDAD_DATA: data, PROXIMIDAD_MODE: mode, VAULT_ROOTS } = settings;
  const isDevelopment = mode === 'development';
  if (!isDevelopment && VAULT_ROOTS === undefined) {
    throw new Error('wrong settings: VAULT_ROOTS must name the folder of the root keys in production');
  }
  return {
    data: join(data, 'vault'),
    roots: VAULT_ROOTS ?? join(data, 'keys', 'vault-roots'),
    makeRoots: isDevelopment,
    transit: transitOf(settings, isDevelopment),
  };
}

/** What it opens crosses the network: never in clear outside this machine, except in development. */
function transitOf(
  { VAULT_TRANSIT_URL: url, VAULT_TRANSIT_TOKEN: token, VAULT_TRANSIT_CA: trusted }: z.infer<typeof Settings>,
  isDevelopment: boolean,
): TransitAddress | undefined {
  if ((url === undefined) !== (token === undefined))
    throw new Error('wrong settings: VAULT_TRANSIT_URL and VAULT_TRANSIT_TOKEN are given together');
  if (url === undefined || token === undefined) return undefined;
  const { protocol, hostname } = new URL(url);
  if (!isDevelopment && protocol !== 'https:' && hostname !== '127.0.0.1')
    throw new Error('wrong settings: VAULT_TRANSIT_URL must begin with https:// in production');
  return {
    url: url.replace(/\/$/, ''),
    token: textIn('VAULT_TRANSIT_TOKEN', token).trim(),
    trusted: trusted === undefined ? undefined : textIn('VAULT_TRANSIT_CA', trusted),
  };
}

function textIn(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`wrong settings: ${setting}: ${path} cannot be read`, { cause });
  }
}

function settingsOf(environment: Environment): z.infer<typeof Settings> {
  const parsed = Settings.safeParse(environment);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Error(`wrong settings: ${problems.join('; ')}`);
}

function fileOf<Held>(setting: string, path: string, schema: z.ZodType<Held>): Held {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? 'is not what it must be' : 'cannot be read';
    throw new Error(`wrong settings: ${setting}: ${path} ${reason}`, { cause });
  }
}
