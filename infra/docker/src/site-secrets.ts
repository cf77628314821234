import { newStoreUsers } from '@proximidad/launcher/store-access';
import { ensureVaultKeys } from '@proximidad/launcher/vault-keys';
import { generatePassportKeys } from '@proximidad/passport';
import { newRootText, ROOTS } from '@proximidad/vault';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureAuthority, ensureCertificate, type Named } from './certificates.ts';

/** User and group of every process in a container. */
export const OWNER = 10_001;
const PASSWORD_BYTES = 24;
const KAFKA_USER = 'proximidad';
const STORE_PORT = 2113;
const NODES = [1, 2, 3];
/** Where compose puts the authority's certificate in a container. */
const AUTHORITY = '/run/secrets/ca.crt';
/** KurrentDB's nodes know each other by this name unless told otherwise. */
const KURRENTDB_NAME = 'eventstoredb-node';
/** These never leave this machine: no container is given them. */
const ROOT_ONLY = ['ca.key', 'cluster.env'];

const CERTIFICATES: readonly Named[] = [
  { file: 'store', commonName: 'store', hosts: ['store'] },
  ...NODES.map((node) => ({
    ...{ file: `kurrentdb-${node}`, commonName: KURRENTDB_NAME },
    hosts: [`kurrentdb-${node}`],
  })),
  ...NODES.map((node) => `kafka-${node}`).map((host) => ({ file: host, commonName: host, hosts: [host] })),
];

/**
 * Everything secret that docker-compose.yml names, made where it is missing; certificates are renewed in time.
 * Resolves to the names of the files that are new. Without an owner the files belong to the user who makes them.
 */
export async function ensureSecrets(folder: string, owner?: number): Promise<string[]> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made: string[] = [];
  if (await ensureAuthority(folder)) made.push('ca.crt', 'ca.key');
  for (const named of CERTIFICATES) {
    if (await ensureCertificate(folder, named)) made.push(`${named.file}.crt`, `${named.file}.key`);
  }
  made.push(
    ...write(folder, singleStore()),
    ...write(folder, cluster()),
    ...write(folder, await passport()),
    ...write(folder, pseudonymKey()),
    ...write(folder, kafkaCredentials()),
    ...ROOTS.flatMap((name) => write(folder, vaultRoot(name))),
    ...(await ensureVaultKeys(folder)).map((file) => basename(file)),
  );
  for (const file of readdirSync(folder)) protect(join(folder, file), ROOT_ONLY.includes(file), owner);
  return made;
}

/** Files that belong together, each with its text. */
type Files = Readonly<Record<string, string>>;

/** Writes nothing when all of them exist: a password and its hash belong together. */
function write(folder: string, files: Files): string[] {
  const names = Object.keys(files);
  if (names.every((name) => existsSync(join(folder, name)))) return [];
  for (const name of names) writeFileSync(join(folder, name), files[name]!, { mode: 0o600 });
  return names;
}

const newPassword = () => randomBytes(PASSWORD_BYTES).toString('base64url');
const url = (user: string, password: string, hosts: readonly string[]) =>
  `esdb://${user}:${password}@${hosts.map((host) => `${host}:${STORE_PORT}`).join(',')}` +
  `?tls=true&tlsCAFile=${AUTHORITY}\n`;

function singleStore(): Files {
  const { passwords, users } = newStoreUsers();
  const urls = [...passwords].map(([login, password]) => [
    `store-url.single.${login}`,
    url(login, password, ['store']),
  ]);
  return { 'store-users.json': `${JSON.stringify({ users })}\n`, ...Object.fromEntries(urls) };
}

/** `cluster.env` is for `docker-compose --env-file`: KurrentDB takes its first passwords from the environment only. */
function cluster(): Files {
  const password = newPassword();
  const brokers = NODES.map((node) => `kafka-${node}:9092`);
  const voters = NODES.map((node) => `${node}@kafka-${node}:9093`);
  const stores = NODES.map((node) => `kurrentdb-${node}`);
  const settings = {
    STORE: 'cluster',
    KURRENTDB_DEFAULT_ADMIN_PASSWORD: password,
    KURRENTDB_DEFAULT_OPS_PASSWORD: newPassword(),
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_VOTERS: voters.join(','),
    KAFKA_REPLICAS: '3',
    KAFKA_IN_SYNC: '2',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  // KurrentDB's users are created with its own tools, once it runs; until then every process is its administrator.
  const urls = [...newStoreUsers().passwords.keys()].map((login) => [
    `store-url.cluster.${login}`,
    url('admin', password, stores),
  ]);
  return { 'cluster.env': lines.join(''), ...Object.fromEntries(urls) };
}

/** The brokers accept nobody without it, and recognise each other by it. */
function kafkaCredentials(): Files {
  return { 'kafka.credentials': `${KAFKA_USER}:${newPassword()}\n` };
}

/** It belongs to the log: if it is lost, persons whose access is revoked can no longer be found. */
function pseudonymKey(): Files {
  return { 'pseudonym.key': `${newPassword()}\n` };
}

/**
 * Each on its own, so that a lost one is not made anew with the others. What depends on a lost one can never be
 * opened again.
 */
function vaultRoot(name: (typeof ROOTS)[number]): Files {
  return { [`vault-root.${name}.key`]: newRootText() };
}

async function passport(): Promise<Files> {
  const { privateKey, jwks } = await generatePassportKeys();
  return {
    'passport.private.json': `${JSON.stringify(privateKey)}\n`,
    'passport.public.json': `${JSON.stringify(jwks)}\n`,
  };
}

/** Readable by the group of the containers' processes, or by root alone. */
function protect(file: string, rootOnly: boolean, owner: number | undefined): void {
  chmodSync(file, rootOnly ? 0o600 : 0o640);
  if (owner !== undefined) chownSync(file, 0, rootOnly ? 0 : owner);
}
