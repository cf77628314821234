import { randomBytes, scrypt, scryptSync, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { StreamPattern } from './stream-pattern.ts';

export const ADMIN_LOGIN = 'admin';
export const OPS_LOGIN = 'ops';
export const ADMINS = '$admins';
export const OPS = '$ops';

/** The user who makes a call. */
export interface Principal {
  readonly login: string;
  readonly groups: readonly string[];
  /** If set, the user is confined, whatever stream lists say. */
  readonly confined?: Confinement;
}

/** A user who reads every stream, deletes none, and writes to those that are named here and no others. */
export interface Confinement {
  readonly appends: readonly StreamPattern[];
  /** Streams whose metadata this user sets, such as how many events they keep. */
  readonly limits: readonly StreamPattern[];
}

/** A user with the hash of the password, as `hashPassword` makes it. */
export interface User extends Principal {
  readonly passwordHash: string;
}

/** The given users cannot be used; one clear line, without any secret. */
export class UsersRefused extends Error {
  override readonly name = 'UsersRefused';
}

/** OWASP's second smallest scrypt setting: 16 MiB and about 40 ms for each guess. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
const COST_N_MAX = 2 ** 17;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const MEMORY_BYTES_MAX = 256 * 1024 * 1024;
const HASH = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/]{22,}={0,2})\$([A-Za-z0-9+/]{43}=)$/;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/**
 * `scrypt$N$r$p$salt$hash`, to be kept instead of the password. A smaller N (a power of two) is for passwords that were generated
 * at random and are too long to be guessed.
 */
export function hashPassword(password: string, N: number = COST.N): string {
  const salt = randomBytes(SALT_BYTES);
  const hash = scryptSync(password, salt, HASH_BYTES, { ...COST, N, maxmem: MEMORY_BYTES_MAX });
  return `scrypt$${N}$${COST.r}$${COST.p}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

export function isPasswordHash(text: string): boolean {
  const cost = costOf(text);
  return cost >= 2 && cost <= COST_N_MAX && Number.isInteger(Math.log2(cost));
}

/** The N of a hash. */
export function costOf(passwordHash: string): number {
  return Number(HASH.exec(passwordHash)?.[1]);
}

export async function isPassword(password: string, passwordHash: string): Promise<boolean> {
  const [, N, r, p, salt = '', hash = ''] = HASH.exec(passwordHash) ?? [];
  const options = { N: Number(N), r: Number(r), p: Number(p), maxmem: MEMORY_BYTES_MAX };
  const derived = await derive(password, Buffer.from(salt, 'base64'), HASH_BYTES, options);
  return timingSafeEqual(derived, Buffer.from(hash, 'base64'));
}
