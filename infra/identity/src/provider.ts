import { errors, interactionPolicy, Provider, type ClientMetadata, type Configuration } from 'oidc-provider';
import { INTERACTION_PATH, signOutPage } from './sign-in.ts';
import { SIGNING_ALGORITHM, type Keys } from './keys.ts';
import { openMemory } from './memory.ts';
import { developmentUsers, subjectIdOf } from './users.ts';

/** The resource that access tokens are for. */
export const GATEWAY_AUDIENCE = 'urn:proximidad:gateway';
export const TOKEN_LIFETIME_S = 3_600;

/** How long a token may be renewed without anyone at the keyboard: a working day. */
const SESSION_LIFETIME_S = 12 * 3_600;
/** From the page of users to the tokens. */
const SIGNING_IN_LIFETIME_S = 600;
/** For features that are switched off: the library warns about every lifetime that is not set. */
const UNUSED_LIFETIME_S = 60;

const LIFETIMES: Configuration['ttl'] = {
  AccessToken: TOKEN_LIFETIME_S,
  ClientCredentials: TOKEN_LIFETIME_S,
  AuthorizationCode: SIGNING_IN_LIFETIME_S,
  BackchannelAuthenticationRequest: UNUSED_LIFETIME_S,
  DeviceCode: UNUSED_LIFETIME_S,
  Grant: SESSION_LIFETIME_S,
  IdToken: TOKEN_LIFETIME_S,
  Interaction: SIGNING_IN_LIFETIME_S,
  RefreshToken: SESSION_LIFETIME_S,
  Session: SESSION_LIFETIME_S,
};

/** Tokens are for the gateway, and the request need not say so. */
const gatewayAlone: NonNullable<Configuration['features']>['resourceIndicators'] = {
  enabled: true,
  defaultResource: () => GATEWAY_AUDIENCE,
  getResourceServerInfo: (_, resource) => {
    if (resource !== GATEWAY_AUDIENCE) throw new errors.InvalidTarget();
    return {
      scope: '',
      audience: GATEWAY_AUDIENCE,
      accessTokenFormat: 'jwt',
      accessTokenTTL: TOKEN_LIFETIME_S,
      jwt: { sign: { alg: SIGNING_ALGORITHM } },
    };
  },
  useGrantedResource: () => true,
};

const byName = new Map(developmentUsers.map((user) => [user.name, user]));
const bySubject = new Map(developmentUsers.map((user) => [subjectIdOf(user.name), user]));

/** The web console: a public client, on whatever port of this machine the gateway listens. */
const CONSOLE: ClientMetadata = {
  client_id: 'console',
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/entrar', 'http://localhost/entrar'],
  post_logout_redirect_uris: ['http://127.0.0.1/entrar', 'http://localhost/entrar'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
  id_token_signed_response_alg: SIGNING_ALGORITHM,
};
const LOOPBACK_ORIGIN = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * An OpenID provider that knows the development users alone: each is a confidential client with the
 * client-credentials grant, and can also sign in to the console by code and PKCE. Its access tokens are JWTs (RFC
 * 9068) that carry role and territory; sign-ins are forgotten when it stops.
 */
export function developmentProvider(issuer: string, keys: Keys): Provider {
  const configuration: Configuration = {
    adapter: openMemory(),
    clients: [...developmentUsers.map(({ name }) => machineClient(name, keys.secrets[name]!)), CONSOLE],
    clientAuthMethods: ['client_secret_basic', 'none'],
    clientBasedCORS: (_, origin) => LOOPBACK_ORIGIN.test(origin),
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    enabledJWA: { idTokenSigningAlgValues: [SIGNING_ALGORITHM] },
    jwks: keys.signing,
    cookies: { keys: [...keys.cookies] },
    pkce: { required: () => true },
    interactions: {
      policy: onceForAll(),
      url: (_, { uid }) => `${INTERACTION_PATH}${uid}`,
    },
    findAccount: (_, accountId) =>
      bySubject.has(accountId) ? { accountId, claims: () => ({ sub: accountId }) } : undefined,
    // Choosing a user is consent enough: the console and the provider belong together.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session } = oidc;
      const grant = new oidc.provider.Grant({ clientId: client!.clientId, accountId: session!.accountId! });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    renderError: (ctx, out) => {
      ctx.type = 'json';
      ctx.body = out;
    },
    responseTypes: ['code'],
    scopes: ['openid'],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: gatewayAlone,
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          const { headers, body } = signOutPage(form);
          ctx.set(headers);
          ctx.body = body;
        },
      },
      userinfo: { enabled: false },
    },
    extraTokenClaims: ({ oidc: { entities } }, token) => {
      const account = 'accountId' in token ? bySubject.get(token.accountId) : undefined;
      const { name: _name, ...claims } = (account ?? byName.get(token.clientId!))!;
      // A client shows its credentials anew for each token, and a session begins where somebody chose a user.
      const signedIn = entities.AuthorizationCode ?? entities.RefreshToken;
      return { ...claims, auth_time: signedIn?.authTime ?? Math.floor(Date.now() / 1_000) };
    },
    formats: {
      customizers: {
        jwt: (_, token, jwt) => {
          jwt.payload['sub'] = 'accountId' in token ? token.accountId : subjectIdOf(token.clientId!);
        },
      },
    },
    ttl: LIFETIMES,
  };
  return new Provider(issuer, configuration);
}

/** A user who is signed in returns to the console without a prompt, so a reloaded page continues. */
function onceForAll(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy.get('consent')!.checks.remove('native_client_prompt');
  return policy;
}

function machineClient(name: string, secret: string): ClientMetadata {
  return {
    client_id: name,
    client_secret: secret,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: SIGNING_ALGORITHM,
  };
}
