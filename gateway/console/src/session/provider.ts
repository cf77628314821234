import * as oauth from 'oauth4webapi';
import { hearClock } from '../words/present.ts';

/** What the gateway publishes about signing in: who signs people in, and the console's client id. */
interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  /** By role, the usual one first. */
  readonly purposes: Readonly<Record<string, readonly string[]>>;
  /** How to sign in for what takes recent proof of who somebody is (RFC 9470). */
  readonly stepUp: { readonly acrValues: readonly string[]; readonly maxAge: number };
}

/** What signing in yields, kept only in this page's memory. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string | undefined;
  /** Tells the provider which session is ending. */
  readonly identity: string | undefined;
  /** By this page's clock: when the token is renewed, and when it expires. */
  readonly renewAtMs: number;
  readonly endsAtMs: number;
}

/** Why signing in failed; the message is the provider's own. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
}

/** A user came from the provider to a window that had not sent anybody there. */
export class NotBegun extends Error {
  override readonly name = 'NotBegun';
}

/** The provider did not answer, which is no refusal. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent';
}

export interface Provider {
  purposesOf(role: string): readonly string[];
  /**
   * Leaves for the provider, which leads back to `/entrar` and then to `returnTo`; `anew` it asks who the user is even if it knows, for a
   * `step-up` with a second factor.
   */
  leaveFor(returnTo: string, how: 'as-known' | 'anew' | 'step-up'): Promise<void>;
  /** Reads what the provider put into the address. @throws {SignInFailed | NotBegun | ProviderSilent} */
  arrived(address: URL): Promise<{ readonly tokens: Tokens; readonly returnTo: string }>;
  /** @throws {SignInFailed} when the user has to sign in again. @throws {ProviderSilent} */
  renewed(before: Tokens): Promise<Tokens>;
  /** Where the provider ends its own session and leads back to `/entrar`; undefined if it publishes no such address. */
  leaveAt(identity: string | undefined): URL | undefined;
}

/** What is kept between leaving and returning: a verifier that is of no use to anybody else, and no token. */
const PENDING = 'proximidad.entrando';
const NO_LIFETIME_S = 300;
/** Tokens are renewed this long before they expire, or at half of a shorter life, so that no command has to wait for it. */
const RENEWAL_LEAD_MS = 5 * 60_000;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;

/** OpenID Connect, authorization code with PKCE, with the provider that the gateway trusts. */
export async function openProvider(): Promise<Provider> {
  const askedMs = Date.now();
  const response = await fetch('/console.json');
  hearClock({ date: response.headers.get('date'), askedMs, arrivedMs: Date.now() });
  const settings = (await response.json()) as Settings;
  const { clientId } = settings;
  const issuer = new URL(settings.issuer);
  // The development provider is on this machine, without TLS; the gateway accepts no other one like that.
  const insecure = { [oauth.allowInsecureRequests]: issuer.protocol === 'http:' };
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  const client: oauth.Client = { client_id: clientId };
  const redirect = `${location.origin}/entrar`;

  return {
    purposesOf: (role) => settings.purposes[role] ?? [],
    async leaveFor(returnTo, how) {
      const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
      sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, returnTo }));
      const asked = new URL(server.authorization_endpoint!);
      const challenge = await oauth.calculatePKCECodeChallenge(verifier);
      for (const [name, value] of Object.entries({
        ...{ client_id: clientId, redirect_uri: redirect, response_type: 'code', scope: 'openid', state },
        ...{ code_challenge: challenge, code_challenge_method: 'S256' },
        ...(how !== 'as-known' && { prompt: 'login' }),
        ...(how === 'step-up' && { acr_values: settings.stepUp.acrValues.join(' ') }),
      }))
        asked.searchParams.set(name, value);
      // Replaces the page: the browser's back button then leads to what came before it, not back here.
      location.replace(asked);
    },
    async arrived(here) {
      const pending = sessionStorage.getItem(PENDING);
      sessionStorage.removeItem(PENDING);
      if (pending === null) throw new NotBegun();
      const { verifier, state, returnTo } = JSON.parse(pending) as Record<string, string>;
      return reported(async () => {
        const found = oauth.validateAuthResponse(server, client, here, state!);
        const answer = await oauth.authorizationCodeGrantRequest(
          ...([server, client, oauth.None(), found, redirect, verifier!, insecure] as const),
        );
        return {
          tokens: tokensIn(await oauth.processAuthorizationCodeResponse(server, client, answered(answer))),
          returnTo: returnTo!,
        };
      });
    },
    renewed: (before) =>
      reported(async () => {
        if (before.refresh === undefined) throw new SignInFailed('nothing to renew with');
        const answer = await oauth.refreshTokenGrantRequest(
          ...([server, client, oauth.None(), before.refresh, insecure] as const),
        );
        return tokensIn(await oauth.processRefreshTokenResponse(server, client, answered(answer)), before);
      }),
    leaveAt(identity) {
      if (server.end_session_endpoint === undefined) return undefined;
      const there = new URL(server.end_session_endpoint);
      const told = { client_id: clientId, post_logout_redirect_uri: redirect };
      for (const [name, value] of Object.entries({
        ...told,
        ...(identity !== undefined && { id_token_hint: identity }),
      }))
        there.searchParams.set(name, value);
      return there;
    },
  };
}

function tokensIn(answer: oauth.TokenEndpointResponse, before?: Tokens): Tokens {
  const {
    access_token: access,
    refresh_token: refresh = before?.refresh,
    id_token: identity = before?.identity,
    expires_in: seconds = NO_LIFETIME_S,
  } = answer;
  return { access, refresh, identity, ...lifeOf(seconds, Date.now()) };
}

/** When a token issued now is renewed, and when it expires. */
export function lifeOf(seconds: number, nowMs: number): Pick<Tokens, 'renewAtMs' | 'endsAtMs'> {
  const endsAtMs = nowMs + seconds * 1_000;
  return { endsAtMs, renewAtMs: endsAtMs - Math.min(RENEWAL_LEAD_MS, (seconds * 1_000) / 2) };
}

/** The provider's own answer, not that of a proxy in front of it while it is away. */
function answered(response: Response): Response {
  const { status } = response;
  if (status >= SERVER_ERROR || status === TOO_MANY_REQUESTS) throw new ProviderSilent(`answered ${status}`);
  return response;
}

async function reported<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof ProviderSilent || cause instanceof SignInFailed) throw cause;
    // A request that got no answer.
    if (cause instanceof TypeError) throw new ProviderSilent(cause.message, { cause });
    throw new SignInFailed(reasonOf(cause as Refused), { cause });
  }
}

interface Refused extends Error {
  readonly error?: string;
  readonly error_description?: string;
}

/** The provider's reason if it gives one; otherwise what is wrong with its answer. */
function reasonOf({ error, error_description: description, message }: Refused): string {
  return error === undefined ? message : [error, description].filter(Boolean).join(', ');
}
