import { readFileSync } from 'node:fs';
import { usersOfEnvironment } from '../config.ts';
import type { Secure } from './secure.ts';
import { ADMIN_LOGIN, isPassword, OPS_LOGIN, type User, UsersRefused } from './users.ts';
import { readUsersFile } from './users-file.ts';

/** The default password in the real server's manual, which everybody knows. */
const PASSWORD_KNOWN_TO_ALL = 'changeit';

export interface SecureFiles {
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly usersFile: string | undefined;
}

/**
 * Certificate, key and users as the command line names them; undefined for a store without TLS.
 *
 * @throws {UsersRefused} with one line that says what to do.
 */
export async function readSecure({ cert, key, usersFile }: SecureFiles): Promise<Secure | undefined> {
  if (cert === undefined && key === undefined) {
    if (usersFile === undefined) return undefined;
    throw new UsersRefused(
      '--users-file needs --tls-cert and --tls-key: without TLS clients send no password',
    );
  }
  if (cert === undefined || key === undefined)
    throw new UsersRefused('--tls-cert and --tls-key belong together');
  const users = merged(usersFile === undefined ? [] : readUsersFile(usersFile), usersOfEnvironment());
  if (users.length === 0) {
    throw new UsersRefused(
      'a store with TLS needs users: give --users-file, or set EVENTSTORE_DEFAULT_ADMIN_PASSWORD',
    );
  }
  await refuseKnownPassword(users);
  return { certificate: { cert: pem(cert, 'certificate'), key: pem(key, 'private key') }, users };
}

function merged(ofFile: readonly User[], ofEnvironment: readonly User[]): User[] {
  const users = [...ofFile, ...ofEnvironment];
  const logins = users.map(({ login }) => login);
  const twice = logins.find((login, index) => logins.indexOf(login) !== index);
  if (twice !== undefined) throw new UsersRefused(`the user ${twice} is given twice`);
  return users;
}

async function refuseKnownPassword(users: readonly User[]): Promise<void> {
  for (const { login, passwordHash } of users) {
    if (login !== ADMIN_LOGIN && login !== OPS_LOGIN) continue;
    if (await isPassword(PASSWORD_KNOWN_TO_ALL, passwordHash))
      throw new UsersRefused(`the password of ${login} is the one of the manual; choose another`);
  }
}

function pem(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsersRefused(`${path}: the ${what} cannot be read${code}`, { cause: error });
  }
}
