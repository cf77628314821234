import type { Subject } from '@proximidad/policy';
import { base64url, SignJWT, type JWTHeaderParameters } from 'jose';
import { generatePassportKeys } from './keys.ts';
import { mintPassport, PASSPORT_LENGTH_MAX, PassportRejected, passportVerifier } from './passport.ts';

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const NOW_S = NOW_MS / 1000;
const now = () => NOW_MS;
const { privateKey, jwks } = await generatePassportKeys();
const other = await generatePassportKeys();

const commander: Subject = {
  id: 'dev:commander-14',
  role: 'commander',
  entity: '14',
  authority: 'policia-14',
  purpose: 'SUPERVISION',
};
const genuine = () => mintPassport(privateKey, commander, 'incidents', { now });
const verify = (token: string, at = NOW_MS) => passportVerifier(jwks, 'incidents', { now: () => at })(token);
const faultOf = (token: string, at = NOW_MS) =>
  verify(token, at).then(
    () => 'accepted',
    (error: unknown) => (error instanceof PassportRejected ? error.code : error),
  );

const claims = {
  sub: commander.id,
  role: 'commander',
  entity: '14',
  purpose: 'SUPERVISION',
  iss: 'proximidad-gateway',
  aud: 'incidents',
  iat: NOW_S,
  exp: NOW_S + 60,
};
const header: JWTHeaderParameters = { alg: 'EdDSA', typ: 'passport+jwt', kid: privateKey.kid };
const signed = (changes: object, headers: object = {}, key: Parameters<SignJWT['sign']>[0] = privateKey) =>
  new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...header, ...headers }).sign(key);
const part = (value: object) => base64url.encode(JSON.stringify(value));

test('a passport tells the service who asks and what for', async () => {
  expect(await verify(await genuine())).toEqual(commander);
});

test('a passport forged by hand like a genuine one is accepted, so the attacks below fail for their own reason', async () => {
  expect(await faultOf(await signed({}))).toBe('accepted');
});

describe('a passport is refused', () => {
  test('without a signature', async () => {
    expect(await faultOf(`${part({ ...header, alg: 'none' })}.${part(claims)}.`)).toBe('AlgorithmNotAllowed');
  });

  test('when the public key was used as a shared secret', async () => {
    for (const secret of [
      base64url.decode(privateKey.x),
      new TextEncoder().encode(JSON.stringify(jwks.keys[0])),
    ])
      expect(await faultOf(await signed({}, { alg: 'HS256' }, secret))).toBe('AlgorithmNotAllowed');
  });

  test('when another key signed it, under its own name or ours', async () => {
    const { kid } = other.privateKey;
    expect(await faultOf(await signed({}, { kid }, other.privateKey))).toBe('KeyUnknown');
    expect(await faultOf(await signed({}, {}, other.privateKey))).toBe('SignatureInvalid');
  });

  test('when it brings its own key', async () => {
    const jwk = other.jwks.keys[0]!;
    expect(await faultOf(await signed({}, { jwk }, other.privateKey))).toBe('SignatureInvalid');
  });

  test('when a word of it was changed', async () => {
    const [head, , signature] = (await genuine()).split('.');
    expect(await faultOf(`${head}.${part({ ...claims, entity: '09' })}.${signature}`)).toBe(
      'SignatureInvalid',
    );
  });

  test('when it is for another service, or for several', async () => {
    expect(await faultOf(await signed({ aud: 'contacts' }))).toBe('ClaimsInvalid');
    expect(await faultOf(await signed({ aud: ['contacts', 'incidents'] }))).toBe('ClaimsInvalid');
  });

  test('when somebody else issued it', async () => {
    expect(await faultOf(await signed({ iss: 'http://127.0.0.1:4002' }))).toBe('ClaimsInvalid');
  });

  test('when it is an access token', async () => {
    expect(await faultOf(await signed({}, { typ: 'at+jwt' }))).toBe('ClaimsInvalid');
  });

  test('when it is past its end', async () => {
    expect(await faultOf(await genuine(), NOW_MS + 66_000)).toBe('Expired');
  });

  test('when it lives longer than a passport does, or without end', async () => {
    expect(await faultOf(await signed({ exp: NOW_S + 3_600 }))).toBe('ClaimsInvalid');
    expect(await faultOf(await signed({ exp: undefined }))).toBe('ClaimsInvalid');
  });

  test('when it comes from the future', async () => {
    expect(await faultOf(await signed({ iat: NOW_S + 30 }))).toBe('ClaimsInvalid');
  });

  test.each([
    ['a role nobody defined', { role: 'admin' }],
    ['a purpose outside the list', { purpose: 'CURIOSITY' }],
    ['an entity that does not exist', { entity: '33' }],
    ['a municipality of another entity', { municipality: '09015' }],
    ['no subject', { sub: undefined }],
    ['the id of somebody else beside the subject', { sub: undefined, id: 'dev:analyst' }],
  ])('when it names %s', async (_, changes) => {
    expect(await faultOf(await signed(changes))).toBe('ClaimsInvalid');
  });

  test.each(['', 'x', 'a.b.c', `${'a'.repeat(PASSPORT_LENGTH_MAX)}.b.c`, '{}'])(
    'when it is no token: %#',
    async (token) => {
      expect(await faultOf(token)).toBe('Malformed');
    },
  );

  test('and the refusal repeats nothing of it', async () => {
    const refusal: unknown = await verify(await signed({ role: 'admin' })).catch((error: unknown) => error);
    expect(String(refusal)).toBe('PassportRejected: passport rejected: ClaimsInvalid');
  });
});

test('a refusal for its time tells how far that is from here, and no other does', async () => {
  const day = 86_400;
  const refusal = (token: string, at: number) =>
    verify(token, at).then(
      () => undefined,
      (error: unknown) => error as PassportRejected,
    );
  expect(await refusal(await genuine(), NOW_MS + day * 1_000)).toMatchObject({
    ...{ message: 'passport rejected: Expired, 86400 s old by the clock here', ageS: day },
  });
  expect(await refusal(await genuine(), NOW_MS - day * 1_000)).toMatchObject({
    ...{ message: 'passport rejected: ClaimsInvalid, -86400 s old by the clock here', ageS: -day },
  });
  for (const wrong of [await signed({ aud: 'contacts' }), await signed({ role: 'admin' }), 'x'])
    expect((await refusal(wrong, NOW_MS))!.ageS).toBeUndefined();
});

test('the subject is the signed one, whatever else the passport says', async () => {
  expect(await verify(await signed({ id: 'dev:analyst' }))).toMatchObject({ id: 'dev:commander-14' });
});

test('a passport does not outlive the access token it stands for', async () => {
  const token = await mintPassport(privateKey, commander, 'incidents', { exp: NOW_S + 10, now });
  expect(await faultOf(token, NOW_MS + 9_000)).toBe('accepted');
  expect(await faultOf(token, NOW_MS + 16_000)).toBe('Expired');
});

test('a passport is verified once, also when asked for at the same time, and forgotten at its end', async () => {
  let clock = NOW_MS;
  const verifier = passportVerifier(jwks, 'incidents', { now: () => clock });
  const token = await genuine();
  const [first, second] = await Promise.all([verifier(token), verifier(token)]);
  expect(second).toBe(first);
  clock += 64_000;
  expect(await verifier(token)).toBe(first);
  clock += 1_000;
  await expect(verifier(token)).rejects.toMatchObject({ code: 'Expired' });
  await expect(verifier(token)).rejects.toMatchObject({ code: 'Expired' });
});

test('a remembered subject cannot be changed by who uses it', async () => {
  expect(Object.isFrozen(await verify(await genuine()))).toBe(true);
});

test('a service refuses to hold the private key', () => {
  expect(() => passportVerifier({ keys: [privateKey] }, 'incidents')).toThrow(/unrecognized_keys/);
});

test('during a change of keys passports of both are accepted', async () => {
  const both = passportVerifier({ keys: [...jwks.keys, ...other.jwks.keys] }, 'incidents', { now });
  expect(await both(await genuine())).toEqual(commander);
  expect(await both(await mintPassport(other.privateKey, commander, 'incidents', { now }))).toEqual(
    commander,
  );
});
