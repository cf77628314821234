import { hash, randomBytes } from 'node:crypto';
import { BoundedMap } from '../store/bounded-map.ts';
import { costOf, hashPassword, isPassword, type Principal, type User } from './users.ts';

const PROVEN_MAX = 1_000;
/** Passwords being verified at once, and callers waiting for that: each costs 16 MiB and one thread for 40 ms. */
const PROOFS_AT_ONCE_MAX = 2;
const PROOFS_WAITING_MAX = 16;
const CREDENTIALS_LENGTH_MAX = 1_024;

export type Authentication =
  | { readonly kind: 'known'; readonly user: Principal }
  /** There are no users: nobody is asked to authenticate. */
  | { readonly kind: 'unasked' }
  /** No credentials were given. */
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'wrong' }
  /** Too many passwords are being verified. */
  | { readonly kind: 'busy' };

/** Identifies the caller by the header `authorization`; at once where these credentials were verified before. */
export type Authenticate = (header: string | undefined) => Authentication | Promise<Authentication>;

const ANONYMOUS: Authentication = { kind: 'anonymous' };
const WRONG: Authentication = { kind: 'wrong' };
const BUSY: Authentication = { kind: 'busy' };

const UNASKED: Authentication = { kind: 'unasked' };
/** For a store without users. */
export const authenticateNobody: Authenticate = () => UNASKED;

export function authenticatorOf(users: readonly User[]): Authenticate {
  const byLogin = new Map(users.map((user) => [user.login, user]));
  // Verified against when there is no such user, so that the time reveals nothing: as costly as the costliest of the users' hashes.
  const costs = users.map(({ passwordHash }) => costOf(passwordHash));
  const nobody = hashPassword(
    randomBytes(16).toString('hex'),
    costs.length > 0 ? Math.max(...costs) : undefined,
  );
  // A keyed hash that never leaves this process: creating an HMAC object at each call would cost more than the hash itself.
  const secret = randomBytes(32).toString('base64');
  const proven = new BoundedMap<string, Authentication>(PROVEN_MAX);
  // Calls that arrive together with the same credentials share one verification.
  const beingProven = new Map<string, Promise<Authentication>>();
  const turns = turnstile(PROOFS_AT_ONCE_MAX, PROOFS_WAITING_MAX);

  return (header) => {
    if (header === undefined) return ANONYMOUS;
    const credentials = basicCredentials(header);
    if (!credentials) return WRONG;
    const fingerprint = hash('sha256', secret + header, 'base64');
    const before = proven.get(fingerprint);
    if (before) return before;
    const under = beingProven.get(fingerprint);
    if (under) return under;
    const prove = async (): Promise<Authentication> => {
      const user = byLogin.get(credentials.login);
      const right = await isPassword(credentials.password, user?.passwordHash ?? nobody);
      if (!user || !right) return WRONG;
      const known: Authentication = {
        kind: 'known',
        user: {
          login: user.login,
          groups: user.groups,
          ...(user.confined && { confined: user.confined }),
        },
      };
      proven.set(fingerprint, known);
      return known;
    };
    const proof = turns(prove)?.finally(() => beingProven.delete(fingerprint));
    if (!proof) return BUSY;
    beingProven.set(fingerprint, proof);
    return proof;
  };
}

function basicCredentials(header: string): { login: string; password: string } | undefined {
  if (header.length > CREDENTIALS_LENGTH_MAX) return undefined;
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { login: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Lets a number of tasks run at once and a number wait; undefined for those beyond. */
function turnstile(atOnceMax: number, waitingMax: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return <Result>(work: () => Promise<Result>): Promise<Result> | undefined => {
    if (running >= atOnceMax && waiting.length >= waitingMax) return undefined;
    const turn = new Promise<void>((resolve) => {
      if (running < atOnceMax) resolve();
      else waiting.push(resolve);
    });
    if (running < atOnceMax) running++;
    return turn.then(work).finally(() => {
      const next = waiting.shift();
      if (next) next();
      else running--;
    });
  };
}
