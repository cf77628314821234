import type { IncomingHttpHeaders } from 'node:http';
import { purposeFor, purposesOf } from '@proximidad/policy';
import { codedError } from '../errors.ts';
import type { Caller, Denied } from './caller.ts';
import { type TokenHolder, TokenRejected } from './access-token.ts';
import { ProviderUnavailable } from './json-web-keys.ts';
import type { Passports } from './passports.ts';

export interface AuthenticateParts {
  readonly verify: (token: string) => Promise<TokenHolder>;
  readonly passports: Passports;
  /** Whether this subject's access was revoked; asked before every request, so before every passport. */
  readonly isRevoked: (subject: string) => boolean;
}

const BEARER = /^Bearer ([\w\-.~+/]+=*)$/i;

/** Who asks, and what for: a bearer token of the issuer, and the header `x-purpose` within what the role may declare. */
export function authenticator({ verify, passports, isRevoked }: AuthenticateParts) {
  return async (headers: IncomingHttpHeaders): Promise<Caller | Denied> => {
    const token = BEARER.exec(headers.authorization ?? '')?.[1];
    if (token === undefined) return unauthenticated('Send an access token: Authorization: Bearer <token>.');
    let holder: TokenHolder;
    try {
      holder = await verify(token);
    } catch (error) {
      if (error instanceof TokenRejected) return unauthenticated('The access token is not valid.');
      if (error instanceof ProviderUnavailable) return noProvider();
      throw error;
    }
    const { id, role } = holder.subject;
    if (isRevoked(id)) return { status: 403, error: codedError('FORBIDDEN', 'This access was revoked.') };
    const asked = headers['x-purpose'];
    const purpose = purposeFor(role, typeof asked === 'string' ? asked : undefined);
    if (purpose === undefined) {
      const allowed = purposesOf(role).join(', ');
      const text = `This role declares one of these purposes in x-purpose: ${allowed}.`;
      return { status: 403, error: codedError('FORBIDDEN', text) };
    }
    return {
      subject: { ...holder.subject, purpose },
      exp: holder.exp,
      passport: (audience) => passports.passportFor(holder, purpose, audience),
    };
  };
}

function unauthenticated(message: string): Denied {
  return { status: 401, error: codedError('UNAUTHENTICATED', message) };
}

function noProvider(): Denied {
  const text = 'The identity provider does not answer.';
  return { status: 503, error: codedError('SERVICE_UNAVAILABLE', text, { service: 'identity' }) };
}
