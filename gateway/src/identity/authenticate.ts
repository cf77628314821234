import type { IncomingHttpHeaders } from 'node:http';
import { purposeFor, purposesOf } from '@proximidad/policy';
import { languageOf, type Said, say } from '@proximidad/refusals';
import { codedError } from '../errors.ts';
import type { Caller, Denied } from './caller.ts';
import { type AccessTokens, type TokenHolder, TokenRejected } from './access-token.ts';
import { ProviderUnavailable } from './json-web-keys.ts';
import type { Passports } from './passports.ts';
import type { Strangers } from './strangers.ts';

export interface AuthenticateDeps {
  readonly tokens: AccessTokens;
  readonly passports: Passports;
  /** Whether this subject's access was revoked; asked before every request, and so before every passport. */
  readonly isRevoked: (subject: TokenHolder['subject']) => boolean;
  /** How many unknown tokens are verified per address; any number when left out. */
  readonly strangers?: Strangers;
}

/** From the headers alone, before anything else of a request is read; the address is asked only for strangers. */
export type Authenticate = (headers: IncomingHttpHeaders, address: () => string) => Promise<Caller | Denied>;

const BEARER = /^Bearer ([\w\-.~+/]+=*)$/i;

/**
 * Who asks, and what for: a bearer token of the issuer, the header `x-purpose` within what the role may declare, and
 * `accept-language`.
 */
export function authenticator({ tokens, passports, isRevoked, strangers }: AuthenticateDeps): Authenticate {
  return async (headers, address) => {
    const token = BEARER.exec(headers.authorization ?? '')?.[1];
    const known = token === undefined ? undefined : tokens.known(token);
    const isStranger = token === undefined || !tokens.wasKnown(token);
    if (isStranger && strangers?.admits(address()) === false) return TOO_MANY_STRANGERS;
    if (token === undefined) return NO_TOKEN;
    const holder = known ?? (await holderOf(token, tokens));
    if ('status' in holder) return holder;
    const { role } = holder.subject;
    if (isRevoked(holder.subject)) return REVOKED;
    const asked = headers['x-purpose'];
    const purpose = purposeFor(role, typeof asked === 'string' ? asked : undefined);
    if (purpose === undefined) {
      const allowed = purposesOf(role).join(', ');
      const text = say('This role declares one of these purposes in x-purpose: {allowed}.', { allowed });
      return { status: 403, error: codedError('FORBIDDEN', text, { reason: 'PURPOSE' }) };
    }
    return {
      subject: { ...holder.subject, purpose },
      language: languageOf(headers['accept-language']),
      exp: holder.exp,
      passport: (audience) => passports.passportFor(holder, purpose, audience),
    };
  };
}

async function holderOf(token: string, tokens: AccessTokens): Promise<TokenHolder | Denied> {
  try {
    return await tokens.verify(token);
  } catch (error) {
    if (error instanceof TokenRejected) return notValid(error);
    if (error instanceof ProviderUnavailable) return noProvider();
    throw error;
  }
}

function unauthenticated(message: Said, extensions: { readonly claim?: string } = {}): Denied {
  return { status: 401, error: codedError('UNAUTHENTICATED', message, extensions) };
}

/* Made once: thousands of callers a second may get it, and an error with its stack takes longer than all the rest. */
const NO_TOKEN = unauthenticated('Send an access token: Authorization: Bearer <token>.');
const REVOKED: Denied = {
  status: 403,
  error: codedError('FORBIDDEN', 'This access was revoked.', { reason: 'REVOKED' }),
};
const NOT_VALID = unauthenticated('The access token is not valid.');
const OVER = unauthenticated('The access token is over: get a new one.');
const OF_CLAIMS = new Map<string, Denied>();
export const TOO_MANY_STRANGERS: Denied = {
  status: 429,
  error: codedError('LIMIT_EXCEEDED', 'Too many unknown callers from this address: try again in a moment.', {
    limit: 'strangersPerAddress',
  }),
};

/** What is wrong is told of tokens that the provider signed; of any other, nothing. */
function notValid({ claim, isOver }: TokenRejected): Denied {
  if (isOver) return OVER;
  if (claim === undefined) return NOT_VALID;
  const known = OF_CLAIMS.get(claim);
  if (known) return known;
  const text = say('The access token is not valid: its {claim} is missing, or not as expected here.', {
    claim,
  });
  const denied = unauthenticated(text, { claim });
  OF_CLAIMS.set(claim, denied);
  return denied;
}

function noProvider(): Denied {
  const text = 'The identity provider does not answer.';
  return { status: 503, error: codedError('SERVICE_UNAVAILABLE', text, { service: 'identity' }) };
}
