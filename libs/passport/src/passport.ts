import { Subject } from '@proximidad/policy';
import { createLocalJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { PassportJwks, type PassportPrivateKey } from './keys.ts';

export const PASSPORT_ISSUER = 'proximidad-gateway';
export const PASSPORT_LIFETIME_S = 60;
const TYPE = 'passport+jwt';
const ALGORITHM = 'EdDSA';
/** Characters of a passport: as many as an access token may have, and room for what the gateway adds to its claims. */
export const PASSPORT_LENGTH_MAX = 9_216;
const CLOCK_TOLERANCE_S = 5;
/** Passports that are remembered as verified. */
const VERIFIED_MAX = 5_000;

/** For one service, with a life no longer than the gateway gives; times in Unix seconds. */
const Bounds = z
  .object({ aud: z.string(), iat: z.number(), exp: z.number() })
  .refine(({ iat, exp }) => exp - iat <= PASSPORT_LIFETIME_S, { error: 'lives too long' });

export type PassportFault =
  | 'Malformed'
  | 'SignatureInvalid'
  | 'AlgorithmNotAllowed'
  | 'KeyUnknown'
  | 'Expired'
  | 'ClaimsInvalid';

/** A passport that a service does not accept. The message reveals nothing about the token except how far off its time is. */
export class PassportRejected extends Error {
  override readonly name = 'PassportRejected';
  readonly code: PassportFault;
  /** For a correctly signed passport whose time does not fit the clock here: its age in seconds, negative when it lies in the future. */
  readonly ageS: number | undefined;

  constructor(code: PassportFault, { ageS, ...options }: ErrorOptions & { readonly ageS?: number } = {}) {
    super(
      `passport rejected: ${code}${ageS === undefined ? '' : `, ${ageS} s old by the clock here`}`,
      options,
    );
    this.code = code;
    this.ageS = ageS;
  }
}

/**
 * A statement to one service (`audience`), signed by the gateway, about who asks and what for. It lives PASSPORT_LIFETIME_S,
 * and never longer than `exp`, the end of the access token in Unix seconds.
 */
export async function mintPassport(
  key: PassportPrivateKey,
  subject: Subject,
  audience: string,
  { exp, now = Date.now }: { exp?: number; now?: () => number } = {},
): Promise<string> {
  const issuedAt = Math.floor(now() / 1000);
  const { id, ...claims } = subject;
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.kid })
    .setSubject(id)
    .setIssuer(PASSPORT_ISSUER)
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(Math.min(issuedAt + PASSPORT_LIFETIME_S, exp ?? Infinity))
    .sign(key);
}

/**
 * Verifies passports for one service. A passport is verified once and remembered until it expires, because verifying it
 * costs more than many calls do; at most VERIFIED_MAX are remembered.
 *
 * @throws {z.ZodError} when `jwks` contains anything but public Ed25519 keys.
 */
export function passportVerifier(
  jwks: PassportJwks,
  audience: string,
  { now = Date.now }: { now?: () => number } = {},
): (token: string) => Promise<Subject> {
  const keys = createLocalJWKSet(PassportJwks.parse(jwks));
  const verified = new LRUCache<string, { subject: Subject; exp: number }>({ max: VERIFIED_MAX });
  const underWay = new Map<string, Promise<Subject>>();

  async function verify(token: string): Promise<Subject> {
    const payload = await payloadOf(token, keys, audience, now());
    const bounds = Bounds.safeParse(payload);
    if (!bounds.success) throw new PassportRejected('ClaimsInvalid', { cause: bounds.error });
    const { sub: id, ...described } = payload;
    const subject = Subject.safeParse({ ...described, id });
    if (!subject.success) throw new PassportRejected('ClaimsInvalid', { cause: subject.error });
    verified.set(token, { subject: subject.data, exp: bounds.data.exp });
    return subject.data;
  }

  /** @throws {PassportRejected} for anything but a live passport from the gateway for this service. */
  return async (token) => {
    if (typeof token !== 'string' || token.length > PASSPORT_LENGTH_MAX)
      throw new PassportRejected('Malformed');
    const known = verified.get(token);
    if (known) {
      if (now() / 1000 < known.exp + CLOCK_TOLERANCE_S) return known.subject;
      verified.delete(token);
      throw new PassportRejected('Expired');
    }
    const pending = underWay.get(token) ?? verify(token).finally(() => underWay.delete(token));
    underWay.set(token, pending);
    return pending;
  };
}

async function payloadOf(
  token: string,
  keys: ReturnType<typeof createLocalJWKSet>,
  audience: string,
  now: number,
) {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer: PASSPORT_ISSUER,
      audience,
      requiredClaims: ['sub', 'iat', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_S,
      maxTokenAge: PASSPORT_LIFETIME_S,
      currentDate: new Date(now),
    });
    return payload;
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    const ageS = ageOf(cause, now);
    throw new PassportRejected(faultOf(cause), { cause, ...(ageS !== undefined && { ageS }) });
  }
}

/** Whole seconds; the signature was right, and only the time is wrong. */
function ageOf(error: errors.JOSEError, now: number): number | undefined {
  const isOfAnotherTime =
    error instanceof errors.JWTExpired ||
    (error instanceof errors.JWTClaimValidationFailed &&
      error.claim === 'iat' &&
      error.reason === 'check_failed');
  if (!isOfAnotherTime || typeof error.payload.iat !== 'number') return undefined;
  return Math.round(now / 1000 - error.payload.iat);
}

function faultOf(error: errors.JOSEError): PassportFault {
  if (error instanceof errors.JWTExpired) return 'Expired';
  if (error instanceof errors.JWTClaimValidationFailed) return 'ClaimsInvalid';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'SignatureInvalid';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'AlgorithmNotAllowed';
  if (error instanceof errors.JWKSNoMatchingKey) return 'KeyUnknown';
  return 'Malformed';
}
