import { generatePassportKeys, PassportPrivateKey } from '@proximidad/passport';
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

const AUDIENCE = 'vault';
const TYPE = 'vault+jwt';
const ALGORITHM = 'EdDSA';
const LIFETIME_S = 60;
const REUSED_S = 30;
const CLOCK_TOLERANCE_S = 5;
/** Characters of a service's credential. */
export const CREDENTIAL_LENGTH_MAX = 1_024;
/** Credentials that are remembered as verified. */
const VERIFIED_MAX = 256;
/** Services that may call. */
const CALLERS_MAX = 32;
/** Kinds of records of one service. */
const CATEGORIES_MAX = 64;

/** What a service may ask of the vault; anything not named is refused. */
export const Grant = z.enum(['seal', 'open', 'find', 'erase']);
export type Grant = z.infer<typeof Grant>;

const curve = {
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string().min(1),
};

/** Who may use the vault: each service with its public key, the categories of its streams, and what it may do. */
export const VaultCallers = z.object({
  callers: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(64),
        key: z.strictObject(curve),
        categories: z.array(z.string()).max(CATEGORIES_MAX).readonly(),
        grants: z.array(Grant).readonly(),
      }),
    )
    .max(CALLERS_MAX)
    .readonly(),
});
export type VaultCallers = z.infer<typeof VaultCallers>;
export type VaultCaller = VaultCallers['callers'][number];

/** The private key with which a service signs its requests to the vault, a JSON Web Key. */
export const VaultCredential = PassportPrivateKey.extend({ service: z.string().min(1).max(64) });
export type VaultCredential = z.infer<typeof VaultCredential>;

/** A new pair for a service: the part that it keeps, and the part that the vault gets. */
export async function newCredential(service: string): Promise<{
  readonly credential: VaultCredential;
  readonly key: VaultCallers['callers'][number]['key'];
}> {
  const { privateKey, jwks } = await generatePassportKeys();
  return { credential: { ...privateKey, service }, key: jwks.keys[0]! };
}

/** The vault does not know the caller. The message contains nothing of the token. */
export class CallerUnknown extends Error {
  override readonly name = 'CallerUnknown';
}

/** Signs that this service is asking; the same token is used for REUSED_S. */
export function credentialOf(
  { service, ...key }: VaultCredential,
  now: () => number = Date.now,
): () => Promise<string> {
  let current:
    | { readonly token: Promise<string>; readonly issuedAt: number; readonly until: number }
    | undefined;
  return () => {
    const issuedAt = Math.floor(now() / 1_000);
    // Also where the clock was set back: the vault refuses a token of the future.
    if (current === undefined || issuedAt < current.issuedAt || issuedAt >= current.until) {
      const token = new SignJWT({})
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.kid })
        .setIssuer(service)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + LIFETIME_S)
        .sign(key);
      current = { token, issuedAt, until: issuedAt + REUSED_S };
    }
    return current.token;
  };
}

/** Finds the service that a token belongs to; each token is verified once. @throws {CallerUnknown} */
export function callerVerifier(
  { callers }: VaultCallers,
  now: () => number = Date.now,
): (token: string) => Promise<VaultCaller> {
  const keys = createLocalJWKSet({ keys: callers.map(({ key }) => key) });
  const verified = new LRUCache<string, { readonly caller: VaultCaller; readonly exp: number }>({
    max: VERIFIED_MAX,
  });
  return async (token) => {
    if (token.length > CREDENTIAL_LENGTH_MAX) throw new CallerUnknown('no token of a service');
    const known = verified.get(token);
    if (known && now() / 1_000 < known.exp + CLOCK_TOLERANCE_S) return known.caller;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        ...{ algorithms: [ALGORITHM], typ: TYPE, audience: AUDIENCE, requiredClaims: ['iss', 'iat', 'exp'] },
        ...{ clockTolerance: CLOCK_TOLERANCE_S, maxTokenAge: LIFETIME_S, currentDate: new Date(now()) },
      });
      // A service signs for itself: its own name, with its own key.
      const caller = callers.find(({ name, key }) => name === payload.iss && key.kid === protectedHeader.kid);
      if (!caller) throw new CallerUnknown('no service of that name and key');
      verified.set(token, { caller, exp: payload.exp! });
      return caller;
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError)) throw cause;
      throw new CallerUnknown(
        isOfAnotherTime(cause)
          ? 'a token of another time: the clocks of vault and service differ'
          : 'no valid token of a service',
        { cause },
      );
    }
  };
}

/** Expired, or not yet valid, by the clock here: a service makes a new one long before the last expires. */
function isOfAnotherTime(cause: errors.JOSEError): boolean {
  if (cause instanceof errors.JWTExpired) return true;
  return cause instanceof errors.JWTClaimValidationFailed && cause.claim === 'iat';
}
