import { errors, Provider, type Adapter, type Configuration } from 'oidc-provider';
import { SIGNING_ALGORITHM, type Keys } from './keys.ts';
import { developmentUsers } from './users.ts';

/** The resource that access tokens are for. */
export const GATEWAY_AUDIENCE = 'urn:proximidad:gateway';
export const TOKEN_LIFETIME_S = 3_600;

/** For what is switched off: the library warns about every lifetime that is not set. */
const UNUSED_LIFETIME_S = 60;

const LIFETIMES: Configuration['ttl'] = {
  AccessToken: TOKEN_LIFETIME_S,
  ClientCredentials: TOKEN_LIFETIME_S,
  AuthorizationCode: UNUSED_LIFETIME_S,
  BackchannelAuthenticationRequest: UNUSED_LIFETIME_S,
  DeviceCode: UNUSED_LIFETIME_S,
  Grant: UNUSED_LIFETIME_S,
  IdToken: UNUSED_LIFETIME_S,
  Interaction: UNUSED_LIFETIME_S,
  RefreshToken: UNUSED_LIFETIME_S,
  Session: UNUSED_LIFETIME_S,
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

/**
 * An OpenID provider that knows the development users alone, each a confidential client with the client-credentials
 * grant. Its access tokens are JWTs (RFC 9068) that carry role and territory, so nothing it issues is stored.
 */
export function developmentProvider(issuer: string, keys: Keys): Provider {
  const configuration: Configuration = {
    adapter: () => keepsNothing,
    clients: developmentUsers.map(({ name }) => ({
      client_id: name,
      client_secret: keys.secrets[name]!,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      id_token_signed_response_alg: SIGNING_ALGORITHM,
    })),
    clientAuthMethods: ['client_secret_basic'],
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    enabledJWA: { idTokenSigningAlgValues: [SIGNING_ALGORITHM] },
    jwks: keys.signing,
    cookies: { keys: [...keys.cookies] },
    renderError: (ctx, out) => {
      ctx.type = 'json';
      ctx.body = out;
    },
    responseTypes: [],
    scopes: [],
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: gatewayAlone,
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
    extraTokenClaims: (_, token) => {
      const { name: _name, ...claims } = byName.get(token.clientId!)!;
      return { ...claims };
    },
    formats: {
      customizers: {
        jwt: (_, token, jwt) => {
          jwt.payload['sub'] = subjectIdOf(token.clientId!);
        },
      },
    },
    ttl: LIFETIMES,
  };
  return new Provider(issuer, configuration);
}

/** The pseudonym under which a development user stands in tokens, events and the access log. */
export function subjectIdOf(user: string): string {
  return `dev:${user}`;
}

const nothing = () => Promise.resolve(undefined);
const keepsNothing: Adapter = {
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  destroy: nothing,
  consume: nothing,
  revokeByGrantId: nothing,
  upsert: () => Promise.reject(new Error('the development provider keeps nothing')),
};
