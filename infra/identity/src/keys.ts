import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { developmentUsers } from './users.ts';

export const SIGNING_ALGORITHM = 'ES256';
const SECRET_BYTES = 32;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

const SigningKeys = z.object({
  keys: z
    .array(
      z.object({
        kty: z.literal('EC'),
        crv: z.literal('P-256'),
        alg: z.literal(SIGNING_ALGORITHM),
        use: z.literal('sig'),
        kid: z.string(),
        x: z.string(),
        y: z.string(),
        d: z.string(),
      }),
    )
    .min(1),
});
const Secrets = z.record(z.string(), z.string().min(1));

/** A key file that holds something else. It is left as it is; move it away to get new keys. */
export class KeysDamaged extends Error {
  override readonly name = 'KeysDamaged';

  constructor(file: string, options: ErrorOptions) {
    super(`${file} is damaged; move it away and start again to have new keys made`, options);
  }
}

export interface Keys {
  readonly signing: z.infer<typeof SigningKeys>;
  readonly cookies: readonly string[];
  /** One secret for each development user, by name. */
  readonly secrets: z.infer<typeof Secrets>;
}

/** The file that tools of the same machine read their secret from; readable by its owner alone. */
export const secretsFile = (data: string): string => join(data, 'keys', 'development-users.json');
const signingFile = (data: string): string => join(data, 'keys', 'identity.private.json');

/**
 * The provider's keys and its users' secrets, made at the first start and kept; users that are new get a secret.
 *
 * @throws {KeysDamaged}
 */
export async function openKeys(data: string): Promise<Keys> {
  const folder = join(data, 'keys');
  await mkdir(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  await chmod(folder, OWNER_ONLY_FOLDER);
  const signing = (await readJson(signingFile(data), SigningKeys)) ?? (await makeSigningKeys(data));
  const secrets = await completeSecrets(data, (await readJson(secretsFile(data), Secrets)) ?? {});
  return { signing, secrets, cookies: [newSecret()] };
}

/** `undefined` when the provider never ran with this data folder. @throws {KeysDamaged} */
export async function secretOf(user: string, data: string): Promise<string | undefined> {
  return (await readJson(secretsFile(data), Secrets))?.[user];
}

async function completeSecrets(data: string, known: Keys['secrets']): Promise<Keys['secrets']> {
  if (developmentUsers.every(({ name }) => known[name] !== undefined)) return known;
  const secrets = Object.fromEntries(developmentUsers.map(({ name }) => [name, known[name] ?? newSecret()]));
  await writeOwnerOnly(secretsFile(data), secrets);
  return secrets;
}

async function makeSigningKeys(data: string): Promise<Keys['signing']> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  const signing = SigningKeys.parse({ keys: [{ ...jwk, kid, alg: SIGNING_ALGORITHM, use: 'sig' }] });
  await writeOwnerOnly(signingFile(data), signing);
  return signing;
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new KeysDamaged(file, { cause });
  }
}

const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** Written whole or not at all: a reader never meets half a file. */
async function writeOwnerOnly(file: string, value: unknown): Promise<void> {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: OWNER_ONLY_FILE, flag: 'wx' });
  await rename(draft, file);
}
