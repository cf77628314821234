import { hashPassword } from '@proximidad/embedded-eventstore';
import { OPERATOR, storeUrlFile } from '@proximidad/program';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loopbackCertificate } from './loopback-certificate.ts';
import { OWNED } from './owned.gen.ts';
import { writeOwnerOnly } from './owner-only.ts';

const PASSWORD_BYTES = 24;
/**
 * Nobody guesses this many random bytes, however little a guess costs; each start hashes and verifies eight
 * passwords.
 */
const PASSWORD_HASH_COST = 2;
const OWNER_ONLY_FOLDER = 0o700;

/** Certificate and users of the store of one machine. */
export interface StoreFiles {
  readonly cert: string;
  readonly key: string;
  readonly users: string;
}

export const storeFiles = (data: string): StoreFiles => ({
  cert: beside(data, 'store.crt'),
  key: beside(data, 'store.key'),
  users: beside(data, 'users.json'),
});
const beside = (data: string, file: string) => join(dirname(storeUrlFile(data, OPERATOR)), file);

/**
 * What the store and its clients need so that nobody else on this machine can reach the record: a certificate, and for
 * each service a user who may append to its own streams only. All of it is made anew at each start, so that leaked
 * secrets become worthless.
 */
export async function renewStoreAccess(data: string, port: number): Promise<void> {
  const { cert, key } = await loopbackCertificate();
  const files = storeFiles(data);
  mkdirSync(dirname(files.users), { recursive: true, mode: OWNER_ONLY_FOLDER });
  chmodSync(dirname(files.users), OWNER_ONLY_FOLDER);
  const { passwords, users } = newStoreUsers();
  writeOwnerOnly(files.cert, cert);
  writeOwnerOnly(files.key, key);
  writeOwnerOnly(files.users, `${JSON.stringify({ users })}\n`);
  for (const [login, password] of passwords) {
    const ca = encodeURIComponent(files.cert);
    writeOwnerOnly(
      storeUrlFile(data, login),
      `esdb://${login}:${password}@localhost:${port}?tls=true&tlsCAFile=${ca}\n`,
    );
  }
}

/**
 * A user for each service, who may append to its own streams only, and one for the operator of the platform; with new
 * passwords.
 */
export function newStoreUsers() {
  const passwords = new Map(
    [...Object.keys(OWNED), OPERATOR].map((login) => [
      login,
      randomBytes(PASSWORD_BYTES).toString('base64url'),
    ]),
  );
  const users = [...passwords].map(([login, password]) => ({
    login,
    passwordHash: hashPassword(password, PASSWORD_HASH_COST),
    ...(login === OPERATOR ? OPERATED : confinedTo(login, OWNED[login]!)),
  }));
  return { passwords, users };
}

/** The operator who started the platform steers its relays and quarantines; the record itself belongs to the services. */
const OPERATED = { appends: ['ops_00-*'], limits: ['ops_00-*'] };

/** A service's own streams; the first service to start also records that the log was opened. */
function confinedTo(service: string, categories: readonly string[]) {
  const told = [`public_*-${service}`, `restricted_*-${service}`, `ops_00-${service}.*`];
  return { appends: [...categories.map((category) => `${category}_*`), ...told, 'ops_00-log'], limits: told };
}
