import { readFileSync, statSync } from 'node:fs';
import { isStreamPattern, type StreamPattern } from './stream-pattern.ts';
import { type Confinement, hashPassword, isPasswordHash, type User, UsersRefused } from './users.ts';

const READABLE_BY_OTHERS = 0o004;
const USERS_MAX = 1_000;
const PATTERNS_MAX = 1_000;
const NAME = /^[^$:\s\0][^:\s\0]{0,127}$/;
const GROUP = /^\$?[^$:\s\0][^:\s\0]{0,127}$/;

/**
 * Users of a JSON file: `{ "users": [{ "login", "passwordHash" or "password", "groups"?, "appends"?, "limits"? }] }`.
 *
 * @throws {UsersRefused} naming the file and the entry, never a password.
 */
export function readUsersFile(path: string): User[] {
  const { text, mode } = read(path);
  const entries = usersIn(path, text);
  return entries.map((entry, index) => userOf(entry, `${path}: user ${index + 1}`, mode));
}

function read(path: string): { text: string; mode: number } {
  try {
    return { text: readFileSync(path, 'utf8'), mode: statSync(path).mode };
  } catch (error) {
    throw new UsersRefused(`${path}: the users file cannot be read`, { cause: error });
  }
}

function usersIn(path: string, text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and with it a password.
    throw new UsersRefused(`${path}: the users file is not JSON`);
  }
  const users = isRecord(value) ? value['users'] : undefined;
  if (!Array.isArray(users)) throw new UsersRefused(`${path}: there is no list "users" in the users file`);
  if (users.length > USERS_MAX) throw new UsersRefused(`${path}: more than ${USERS_MAX} users`);
  return users;
}

function userOf(entry: unknown, where: string, mode: number): User {
  if (!isRecord(entry)) throw new UsersRefused(`${where} is not an object`);
  const { login, password, passwordHash, groups = [], appends, limits, ...others } = entry;
  const strange = Object.keys(others)[0];
  if (strange !== undefined)
    throw new UsersRefused(`${where} has an unknown field ${JSON.stringify(strange)}`);
  if (typeof login !== 'string' || !NAME.test(login)) {
    throw new UsersRefused(`${where}: "login" is 1 to 128 characters without colon, blank or a first $`);
  }
  if (
    !Array.isArray(groups) ||
    !groups.every((name): name is string => typeof name === 'string' && GROUP.test(name))
  ) {
    throw new UsersRefused(`${where}: "groups" is a list of names such as "$admins"`);
  }
  const principal = { login, groups, ...confinement(appends, limits, where) };
  if (typeof passwordHash === 'string' && password === undefined) {
    if (!isPasswordHash(passwordHash))
      throw new UsersRefused(`${where}: "passwordHash" is not what "store hash-password" prints`);
    return { ...principal, passwordHash };
  }
  if (typeof password !== 'string' || password === '' || passwordHash !== undefined)
    throw new UsersRefused(`${where} has neither a "passwordHash" nor a "password", or both`);
  if (mode & READABLE_BY_OTHERS)
    throw new UsersRefused(
      `${where} has a plain "password" and the file is readable by everybody: chmod o-r it, or use "passwordHash"`,
    );
  return { ...principal, passwordHash: hashPassword(password) };
}

function confinement(appends: unknown, limits: unknown, where: string): { confined?: Confinement } {
  if (appends === undefined && limits === undefined) return {};
  return { confined: { appends: patterns(appends, 'appends'), limits: patterns(limits, 'limits') } };

  function patterns(value: unknown, field: string): readonly StreamPattern[] {
    if (value === undefined) return [];
    if (Array.isArray(value) && value.length <= PATTERNS_MAX && value.every(isStreamPattern)) return value;
    throw new UsersRefused(
      `${where}: "${field}" is a list of streams such as "incident_*", each with one star at most`,
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
