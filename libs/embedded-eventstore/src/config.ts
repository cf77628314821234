import { ADMIN_LOGIN, ADMINS, hashPassword, OPS, OPS_LOGIN, type User } from './access/users.ts';

/** The real server's names, so that a deployment's settings work with both. */
const BY_VARIABLE = [
  { variable: 'EVENTSTORE_DEFAULT_ADMIN_PASSWORD', login: ADMIN_LOGIN, groups: [ADMINS] },
  { variable: 'EVENTSTORE_DEFAULT_OPS_PASSWORD', login: OPS_LOGIN, groups: [OPS] },
] as const;

/** The users whose passwords are in the environment. */
export function usersOfEnvironment(): User[] {
  return BY_VARIABLE.flatMap(({ variable, login, groups }) => {
    const password = process.env[variable];
    return password ? [{ login, groups, passwordHash: hashPassword(password) }] : [];
  });
}
