import type { webcrypto } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { AUDIENCE } from '../identity/access-token.ts';

/** A real OpenID provider as far as a gateway sees one: discovery, keys, and tokens signed with them. */
export interface TrialIssuer {
  readonly issuer: string;
  /** The public key as it is served, for attacks that misuse it. */
  readonly jwk: Readonly<Record<string, unknown>>;
  readonly privateKey: webcrypto.CryptoKey;
  /** How often the keys were fetched. */
  readonly fetched: () => number;
  token(claims: JWTPayload, change?: (token: SignJWT) => SignJWT, header?: object): Promise<string>;
  /** Signs with a new key from now on, under a new key id. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** Signed in with a second factor, just now. */
const STRONG = { amr: ['pwd', 'mfa'], auth_time: Math.floor(Date.now() / 1_000) };
export const analyst = { sub: 'dev:analyst', role: 'analyst', ...STRONG };
/** The second person, for what takes two. */
export const otherAnalyst = { ...analyst, sub: 'auth0|analyst.two@sspc.example' };
export const TRIAL_PSEUDONYM_KEY = 'only for trials, and long enough to be taken';
export const commanderOfJalisco = { sub: 'dev:commander-14', role: 'commander', entity: '14' };

async function newKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
}

export async function trialIssuer(): Promise<TrialIssuer> {
  let key = await newKey('k1');
  let fetched = 0;
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/jwks') {
      fetched++;
      response.end(JSON.stringify({ keys: [key.jwk] }));
    } else {
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks` }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    get jwk() {
      return key.jwk;
    },
    get privateKey() {
      return key.privateKey;
    },
    fetched: () => fetched,
    token(claims, change = (token) => token, header = {}) {
      const token = new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid, ...header })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1h');
      return change(token).sign(key.privateKey);
    },
    async rotate() {
      key = await newKey(`k${fetched + 2}`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
