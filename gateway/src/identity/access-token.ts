import { ownSurnames, Subject, SUBJECT_CLAIMS, TokenSubject } from '@proximidad/policy';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { ProviderKeys } from './json-web-keys.ts';
import type { Pseudonyms } from './pseudonyms.ts';

export const AUDIENCE = 'urn:proximidad:gateway';
/** Asymmetric only: a shared secret could be guessed from the public keys ("HS256 with the public key"). */
const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256'];
const TYPE = 'at+jwt';
const CLOCK_TOLERANCE_S = 30;
/** Characters of an access token. */
const TOKEN_LENGTH_MAX = 8_192;
/** Characters of a family name. */
const FAMILY_NAME_LENGTH_MAX = 255;
/**
 * Longest age of a token since it was issued, whatever its own end: someone who lost a role is out after one shift,
 * whatever the provider allows.
 */
const TOKEN_AGE_MAX_S = 12 * 3_600;
/** A verified token is not verified again for this long, and never beyond its own end. */
const VERIFIED_MAX = 20_000;
const VERIFIED_MS = 60_000;

const Claims = z.object({
  ...{ sub: TokenSubject, exp: z.number(), authority: z.string().optional() },
  /** As named by OpenID Connect; only digests of it are passed on (ADR 357). */
  family_name: z.string().max(FAMILY_NAME_LENGTH_MAX).optional(),
  /** Unix seconds. */
  auth_time: z.number().optional(),
});
/** The claims of a token that become part of a subject; who it is becomes a pseudonym. */
const CLAIMS_TAKEN = [...SUBJECT_CLAIMS, 'auth_time'] as const;

/** Who holds a valid access token; the purpose comes with each request. */
export interface TokenHolder {
  readonly token: string;
  readonly subject: Omit<Subject, 'purpose'>;
  /** Unix seconds. */
  readonly exp: number;
}

/**
 * Not one of our tokens, or no longer valid. The message contains nothing of it; `claim` is the name of what is wrong in a
 * token that the provider did sign, `isOver` that its time has passed.
 */
export class TokenRejected extends Error {
  override readonly name = 'TokenRejected';
  readonly claim: string | undefined;
  readonly isOver: boolean;
  constructor(message: string, { claim, isOver = false, cause }: Rejection = {}) {
    super(message, { cause });
    this.claim = claim;
    this.isOver = isOver;
  }
}

interface Rejection {
  readonly claim?: string | undefined;
  readonly isOver?: boolean;
  readonly cause?: unknown;
}

/** Access tokens of one issuer. */
export interface AccessTokens {
  /**
   * @throws {TokenRejected} for anything but a live access token for this gateway.
   * @throws {ProviderUnavailable} when there are no keys to verify with.
   */
  verify(token: string): Promise<TokenHolder>;
  /** Its holder, if the token was verified a moment ago and is still valid, so that looking at it again costs nothing. */
  known(token: string): TokenHolder | undefined;
  /** Whether it was verified before and is still valid: its holder is not a stranger, even where it has to be verified again. */
  wasKnown(token: string): boolean;
}

export interface AccessTokenDeps {
  readonly issuer: string;
  readonly provider: ProviderKeys;
  readonly pseudonyms: Pseudonyms;
  readonly now?: () => number;
}

export function accessTokens(deps: AccessTokenDeps): AccessTokens {
  const { now = Date.now } = deps;
  const verified = new LRUCache<string, { readonly holder: TokenHolder; readonly at: number }>({
    max: VERIFIED_MAX,
  });
  const living = (token: string) => {
    const kept = verified.get(token);
    return kept && now() / 1000 < kept.holder.exp ? kept : undefined;
  };
  const known = (token: string) => {
    const kept = living(token);
    return kept && now() - kept.at < VERIFIED_MS ? kept.holder : undefined;
  };
  return {
    known,
    wasKnown: (token) => living(token) !== undefined,
    async verify(token) {
      if (token.length > TOKEN_LENGTH_MAX) throw new TokenRejected('too long');
      const before = known(token);
      if (before) return before;
      try {
        const holder = await verify(token, deps, now());
        verified.set(token, { holder, at: now() });
        return holder;
      } catch (error) {
        if (error instanceof TokenRejected) verified.delete(token);
        throw error;
      }
    },
  };
}

async function verify(
  token: string,
  { issuer, provider, pseudonyms }: AccessTokenDeps,
  now: number,
): Promise<TokenHolder> {
  try {
    const { payload } = await jwtVerify(token, provider.keys, {
      algorithms: ALGORITHMS,
      typ: TYPE,
      issuer,
      audience: AUDIENCE,
      requiredClaims: ['sub', 'exp', 'iat'],
      clockTolerance: CLOCK_TOLERANCE_S,
      maxTokenAge: TOKEN_AGE_MAX_S,
      currentDate: new Date(now),
    });
    const { sub, exp: end, authority, family_name: familyName, auth_time: signedIn } = Claims.parse(payload);
    const person = pseudonyms.personOf(sub);
    const claims = Object.fromEntries(
      CLAIMS_TAKEN.flatMap((name) => (Object.hasOwn(payload, name) ? [[name, payload[name]]] : [])),
    );
    // Such a time is not in seconds, and no shift would ever end by it.
    if (signedIn !== undefined && signedIn > now / 1000 + CLOCK_TOLERANCE_S)
      throw new TokenRejected('auth_time lies in the future', { claim: 'auth_time' });
    const exp = Math.min(end, payload.iat! + TOKEN_AGE_MAX_S);
    // The tolerance is for a provider whose clock is ahead. An expired token gets no passport, so it is refused here.
    if (exp <= now / 1000)
      throw new TokenRejected('the access token is over', { claim: 'exp', isOver: true });
    // Checked against the whole shape of a subject, with a purpose that stands in for the one to come.
    const { purpose: _purpose, ...subject } = Subject.parse({
      ...{ ...claims, purpose: 'AUDIT', id: pseudonyms.actorOf(sub, authority) },
      ...{ person, formerly: sub },
      ...(familyName !== undefined && { surnames: ownSurnames(person, familyName) }),
    });
    return { token, subject, exp };
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof z.ZodError)
      throw new TokenRejected('the access token is not valid', { ...rejectionBy(cause), cause });
    throw cause;
  }
}

/** The signature has been verified before a claim is looked at, so that what is wrong may be told. */
function rejectionBy(cause: errors.JOSEError | z.ZodError): Pick<TokenRejected, 'claim' | 'isOver'> {
  if (cause instanceof errors.JWTExpired) return { claim: cause.claim, isOver: true };
  if (cause instanceof errors.JWTClaimValidationFailed) return { claim: cause.claim, isOver: false };
  const [name] = cause instanceof z.ZodError ? (cause.issues[0]?.path ?? []) : [];
  return { claim: typeof name === 'string' ? name : undefined, isOver: false };
}
