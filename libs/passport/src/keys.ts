import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const curve = {
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().min(1),
  x: z.string().min(1),
};
/** Keys that sign passports, the old ones and the new. */
const KEYS_MAX = 8;

/** The gateway's private key, a JSON Web Key. */
export const PassportPrivateKey = z.object({ ...curve, d: z.string().min(1) });
export type PassportPrivateKey = z.infer<typeof PassportPrivateKey>;

/** The keys that services verify with. Strict, so that a file that contains a private part is refused. */
export const PassportJwks = z.object({ keys: z.array(z.strictObject(curve)).min(1).max(KEYS_MAX) });
export type PassportJwks = z.infer<typeof PassportJwks>;

/** A new Ed25519 pair; `kid` is the RFC 7638 thumbprint. */
export async function generatePassportKeys(): Promise<{
  privateKey: PassportPrivateKey;
  jwks: PassportJwks;
}> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const privateKey = PassportPrivateKey.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
  const { kty, crv, kid, x } = privateKey;
  return { privateKey, jwks: { keys: [{ kty, crv, kid, x }] } };
}
