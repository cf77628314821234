import { AUDIENCE } from '@proximidad/gateway/measured';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const ISSUER = 'http://issuer.invalid';
const ALGORITHM = { alg: 'ES256', kid: 'bench' } as const;

/**
 * Issues tokens to the users of a gateway that is measured by itself: what the gateway has to know of it, and a token
 * for an hour.
 */
export async function benchIssuer() {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), ...ALGORITHM, use: 'sig' };
  return {
    settings: { issuer: ISSUER, audience: AUDIENCE, jwks: { keys: [jwk] } },
    token: (claims: Readonly<Record<string, string>>): Promise<string> =>
      new SignJWT(claims)
        .setProtectedHeader({ ...ALGORITHM, typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
  };
}
