import { generatePassportKeys, passportVerifier } from '@proximidad/passport';
import { isOwnSurname } from '@proximidad/policy';
import { base64url, exportSPKI, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { z } from 'zod';
import {
  analyst,
  commanderOfJalisco,
  TRIAL_PSEUDONYM_KEY,
  trialIssuer,
  type TrialIssuer,
} from '../testing/issuer.ts';
import { AUDIENCE, accessTokens, TokenRejected } from './access-token.ts';
import { authenticator } from './authenticate.ts';
import { providerKeys, ProviderUnavailable } from './json-web-keys.ts';
import { PASSPORT_REUSE_MS, passports } from './passports.ts';
import { pseudonyms } from './pseudonyms.ts';
import { openStrangers, type Strangers } from './strangers.ts';

const issuer = await trialIssuer();
const { privateKey, jwks } = await generatePassportKeys();
afterAll(() => issuer.close());

/** The authentication of a gateway, with a clock of its own and the subjects whose access was revoked. */
function admission(at: TrialIssuer = issuer, strangers?: Strangers) {
  const clock = { ms: Date.now() };
  const now = () => clock.ms;
  const revoked = new Set<string>();
  const persons = pseudonyms(TRIAL_PSEUDONYM_KEY);
  const keys = providerKeys(at.issuer, now);
  const minted = passports(privateKey, now);
  const tokens = accessTokens({ issuer: at.issuer, provider: keys, pseudonyms: persons, now });
  const isRevoked = ({ person }: { readonly person?: string | undefined }) => revoked.has(person!);
  const admit = authenticator({ tokens, passports: minted, isRevoked, ...(strangers && { strangers }) });
  const authenticate = (headers: Record<string, string>) => admit(headers, () => '127.0.0.1');
  const enter = (token: string, headers: Record<string, string> = {}) =>
    authenticate({ authorization: `Bearer ${token}`, ...headers });
  const verify = (token: string) => tokens.verify(token);
  return { clock, persons, revoked, minted, verify, authenticate, enter };
}

test("a token of the issuer becomes a passport with its claims and the role's usual purpose", async () => {
  const { enter, persons } = admission();
  const caller = await enter(await issuer.token(commanderOfJalisco));
  if ('status' in caller) throw caller.error;
  const subject = await passportVerifier(jwks, 'beats')(await caller.passport('beats'));
  const { sub } = commanderOfJalisco;
  expect(subject).toEqual({
    ...{ id: persons.actorOf(sub, undefined), person: persons.personOf(sub), formerly: sub },
    ...{ role: 'commander', entity: '14', purpose: 'SUPERVISION' },
  });
});

test('a family name goes no further than into digests, by which a search for the own surname is known', async () => {
  const { enter } = admission();
  const caller = await enter(await issuer.token({ ...commanderOfJalisco, family_name: 'Núñez de la Garza' }));
  if ('status' in caller) throw caller.error;
  const passport = await caller.passport('beats');
  expect(Buffer.from(passport.split('.')[1]!, 'base64url').toString()).not.toMatch(/n[uú][nñ]ez|garza/i);
  const subject = await passportVerifier(jwks, 'beats')(passport);
  expect(isOwnSurname(subject, ['GARZA'])).toBe(true);
  expect(isOwnSurname(subject, ['RUIZ'])).toBe(false);
});

test('H11: services know a holder by a pseudonym of the person within an institution, which takes the key to find', () => {
  const sub = 'juan.perez@seguridad.example';
  const { actorOf, personOf, keyId } = pseudonyms('k'.repeat(32));
  const told = [
    actorOf(sub, 'seguridad-14'),
    actorOf(sub, 'seguridad-09'),
    actorOf(sub, undefined),
    personOf(sub),
  ];
  expect(new Set(told).size).toBe(4);
  for (const each of told) expect(z.uuid().parse(each)).toBe(each);
  expect(actorOf(sub, 'seguridad-14')).toBe(told[0]);
  const other = pseudonyms('l'.repeat(32));
  expect([other.actorOf(sub, 'seguridad-14'), other.personOf(sub), other.keyId]).not.toContain(told[0]);
  expect(other.personOf(sub)).not.toBe(personOf(sub));
  expect(other.keyId).not.toBe(keyId);
});

test.each([
  'auth0|64f1',
  'juan.perez@seguridad.example',
  'x'.repeat(255),
  'CN=Juan Pérez,O=SSC',
  'juan\u{1F46E}',
])('H12, R14: whoever a token may be of is let in, and can be shut out: %s', async (sub) => {
  const { enter, revoked, persons } = admission();
  const token = await issuer.token({ ...analyst, sub });
  const caller = await enter(token);
  if ('status' in caller) throw caller.error;
  expect(caller.subject.id).not.toContain(sub);
  revoked.add(persons.personOf(sub));
  expect(await enter(token)).toMatchObject({ status: 403 });
});

test('whoever is let in has a passport that services take, however much the token says', async () => {
  const id = (n: number) => `14-00000000-0000-5000-8000-00000000000${n}`;
  const token = await issuer.token({
    ...{
      sub: '\u20ac'.repeat(255),
      authority: '\u20ac'.repeat(64),
      family_name: 'Uno Dos Tres De La Cruz Del Río',
    },
    ...{ role: 'officer', entity: '14', municipality: '14039', officer: id(0), unit: id(0) },
    ...{ beats: [1, 2, 3, 4, 5, 6, 7, 8].map(id), auth_time: 1_790_000_000, acr: '\u0001'.repeat(64) },
    competences: ['ATENCION_VICTIMAS', 'ADOLESCENTES', 'ASUNTOS_INTERNOS'],
    amr: Array.from({ length: 8 }, () => '\u0001'.repeat(64)),
    order: { number: 'X'.repeat(40), entities: Array.from({ length: 34 }, () => '14') },
  });
  const caller = await admission().enter(token);
  if ('status' in caller) throw caller.error;
  const passport = await caller.passport('authorities');
  expect(passport.length).toBeGreaterThan(5_000);
  expect(await passportVerifier(jwks, 'authorities')(passport)).toEqual(caller.subject);
});

test('R24: the passport for one service is none for another', async () => {
  const caller = await admission().enter(await issuer.token(analyst));
  if ('status' in caller) throw caller.error;
  const passport = await caller.passport('beats');
  await expect(passportVerifier(jwks, 'incidents')(passport)).rejects.toThrow('ClaimsInvalid');
});

const attacks: [string, (token: string) => Promise<string> | string][] = [
  ['of another issuer', () => issuer.token(analyst, (t) => t.setIssuer('http://127.0.0.1:1'))],
  ['for another audience', () => issuer.token(analyst, (t) => t.setAudience('urn:other'))],
  ['that is over', () => issuer.token(analyst, (t) => t.setExpirationTime('-5s'))],
  ['that is not yet valid', () => issuer.token(analyst, (t) => t.setNotBefore('5m'))],
  ['that is an ID token', () => issuer.token(analyst, undefined, { typ: 'JWT' })],
  ['with a role nobody has', () => issuer.token({ ...analyst, role: 'root' })],
  [
    'with a municipality of another entity',
    () => issuer.token({ ...commanderOfJalisco, municipality: '09015' }),
  ],
  ['that says when one signed in in milliseconds', () => issuer.token({ ...analyst, auth_time: Date.now() })],
  [
    'of somebody who is to sign in only later',
    () => issuer.token({ ...analyst, auth_time: Math.floor(Date.now() / 1_000) + 60 }),
  ],
  ['without a subject', () => issuer.token({ role: 'analyst' })],
  ['with half a character in its subject', () => issuer.token({ ...analyst, sub: 'juan\uD83D' })],
  ['with a separator in its subject', () => issuer.token({ ...analyst, sub: 'juan\u001Fperez' })],
  ['with a separator in its authority', () => issuer.token({ ...analyst, authority: 'ssc\u001Fjuan' })],
  ['whose payload was changed', (token) => withPayload(token, { sub: 'dev:auditor', role: 'auditor' })],
  ['whose signature was cut off', (token) => `${token.split('.').slice(0, 2).join('.')}.`],
  [
    'without algorithm',
    () =>
      new UnsecuredJWT({ ...analyst })
        .setIssuer(issuer.issuer)
        .setAudience(AUDIENCE)
        .setExpirationTime('1h')
        .encode(),
  ],
  ['signed with the public key as a shared secret', signedWithPublicKey],
  ['signed with a key of the attacker under the known name', signedWithForeignKey],
  ['that brings its own key', signedWithEmbeddedKey],
  ['that is no token at all', () => 'a.b.c'],
  ['that is endless', (token) => token + 'A'.repeat(9_000)],
];

test.each(attacks)('R24: a token %s is refused', async (_name, attack) => {
  const token = await attack(await issuer.token(analyst));
  const { verify, enter } = admission();
  await expect(verify(token)).rejects.toBeInstanceOf(TokenRejected);
  expect(await enter(token)).toMatchObject({
    status: 401,
    error: { message: expect.stringMatching(/^The access token is (not valid|over)/) },
  });
});

test('of a token that the provider signed, it is told what is wrong in it', async () => {
  const { enter } = admission();
  const told = async (token: Promise<string>) => {
    const denied = await enter(await token);
    return (
      'status' in denied && [denied.error.extensions['claim'], denied.error.said.en, denied.error.said.es]
    );
  };
  const of = (claim: string) => [
    claim,
    `The access token is not valid: its ${claim} is missing, or not as expected here.`,
    `El token de acceso no es válido: su ${claim} falta, o no es lo que aquí se espera.`,
  ];
  expect(await told(issuer.token(analyst, (t) => t.setAudience('account')))).toEqual(of('aud'));
  expect(await told(issuer.token(analyst, undefined, { typ: 'JWT' }))).toEqual(of('typ'));
  expect(await told(issuer.token({ sub: 'somebody' }))).toEqual(of('role'));
  expect(await told(issuer.token({ ...commanderOfJalisco, entity: 'Jalisco' }))).toEqual(of('entity'));
  expect(await told(issuer.token({ ...analyst, auth_time: Date.now() }))).toEqual(of('auth_time'));
  const over = [
    'The access token is over: get a new one.',
    'El token de acceso ya venció: obtenga uno nuevo.',
  ];
  for (const end of ['-1h', '-5s'])
    expect(await told(issuer.token(analyst, (t) => t.setExpirationTime(end)))).toEqual([undefined, ...over]);
});

test('of a token that somebody else signed, nothing is told', async () => {
  const foreign = await trialIssuer();
  const token = await foreign.token({ ...analyst, role: 'root' }, (t) => t.setAudience('account'));
  await foreign.close();
  const denied = await admission().enter(token);
  expect(denied).toMatchObject({ status: 401, error: { message: 'The access token is not valid.' } });
  expect('status' in denied && denied.error.extensions).not.toHaveProperty('claim');
});

test.each([{}, { authorization: '' }, { authorization: 'Basic YTpi' }, { authorization: 'Bearer ' }])(
  'no token in %j is no access',
  async (headers) => {
    expect(await admission().authenticate(headers)).toMatchObject({ status: 401 });
  },
);

test('a passport is reused for half a minute per token, audience and purpose, then minted anew', async () => {
  const { enter, clock, minted } = admission();
  const token = await issuer.token(commanderOfJalisco);
  const passport = async (audience: string, purpose = 'SUPERVISION') => {
    const caller = await enter(token, { 'x-purpose': purpose });
    if ('status' in caller) throw caller.error;
    return caller.passport(audience);
  };
  const first = await passport('beats');
  expect(await passport('beats')).toBe(first);
  await passport('incidents');
  await passport('beats', 'DISPATCH');
  expect(minted.minted()).toBe(3);
  clock.ms += PASSPORT_REUSE_MS;
  expect(await passport('beats')).not.toBe(first);
  expect(minted.minted()).toBe(4);
});

test('after the clock was set back no passport of the future is reused', async () => {
  const { enter, clock } = admission();
  const token = await issuer.token(commanderOfJalisco);
  const passport = async () => {
    const caller = await enter(token);
    if ('status' in caller) throw caller.error;
    return caller.passport('beats');
  };
  await passport();
  clock.ms -= 60_000;
  const verifier = passportVerifier(jwks, 'beats', { now: () => clock.ms });
  expect(await verifier(await passport())).toMatchObject({ role: 'commander' });
});

test('R24: a passport never outlives the access token', async () => {
  const token = await issuer.token(analyst, (t) => t.setExpirationTime('20s'));
  const caller = await admission().enter(token);
  if ('status' in caller) throw caller.error;
  const endOf = (of: string) =>
    (JSON.parse(Buffer.from(of.split('.')[1]!, 'base64url').toString()) as { exp: number }).exp;
  expect(endOf(await caller.passport('beats'))).toBeLessThanOrEqual(endOf(token));
});

test('a remembered token ends with its time, not later', async () => {
  const { enter, clock } = admission();
  const token = await issuer.token(analyst, (t) => t.setExpirationTime('20s'));
  expect(await enter(token)).toHaveProperty('passport');
  clock.ms += 21_000;
  expect(await enter(token)).toMatchObject({ status: 401 });
});

test('M13: a token lasts half a day at most, whatever end it names', async () => {
  const issued = (ago: string) =>
    issuer.token(analyst, (t) => t.setIssuedAt(`${ago} ago`).setExpirationTime('30 days'));
  const { verify, enter, clock } = admission();
  await expect(verify(await issued('13 hours'))).rejects.toBeInstanceOf(TokenRejected);
  const token = await issued('11 hours');
  expect(await enter(token)).toHaveProperty('passport');
  clock.ms += 61 * 60_000;
  expect(await enter(token)).toMatchObject({ status: 401 });
});

test('whose access is revoked is refused at the next request, with the same token', async () => {
  const { enter, revoked, persons } = admission();
  const token = await issuer.token(analyst);
  expect(await enter(token)).toHaveProperty('passport');
  revoked.add(persons.personOf(analyst.sub));
  const refused = { status: 403, error: { extensions: { code: 'FORBIDDEN', reason: 'REVOKED' } } };
  expect(await enter(token)).toMatchObject(refused);
});

test("a purpose outside the role's list is refused", async () => {
  const token = await issuer.token(analyst);
  expect(await admission().enter(token, { 'x-purpose': 'SUPERVISION' })).toHaveProperty('passport');
  expect(await admission().enter(token, { 'x-purpose': 'DISPATCH' })).toMatchObject({ status: 403 });
  expect(await admission().enter(token, { 'x-purpose': 'CURIOSITY' })).toMatchObject({
    ...{ status: 403, error: { extensions: { code: 'FORBIDDEN', reason: 'PURPOSE' } } },
  });
});

test('a new key of the provider is found, and unknown keys do not make it ask each time', async () => {
  const own = await trialIssuer();
  try {
    const { enter, clock } = admission(own);
    expect(await enter(await own.token(analyst))).toHaveProperty('passport');
    await own.rotate();
    clock.ms += 11_000;
    expect(await enter(await own.token(analyst))).toHaveProperty('passport');
    const before = own.fetched();
    await own.rotate();
    const unknown = await Promise.all(
      Array.from({ length: 10 }, (_, i) => own.token({ ...analyst, jti: `${i}` })),
    );
    for (const token of unknown) expect(await enter(token)).toMatchObject({ status: 401 });
    expect(own.fetched()).toBe(before);
  } finally {
    await own.close();
  }
});

test('a new key of the provider is found also after the clock was set back', async () => {
  const own = await trialIssuer();
  const { enter, clock } = admission(own);
  await enter(await own.token(analyst));
  await own.rotate();
  clock.ms -= 20_000;
  expect(await enter(await own.token(analyst))).toHaveProperty('passport');
  await own.close();
});

test('a provider that goes away does not lock out those whose tokens are valid', async () => {
  const own = await trialIssuer();
  const { enter, clock } = admission(own);
  const token = await own.token(analyst, (t) => t.setExpirationTime('2h'));
  expect(await enter(token)).toHaveProperty('passport');
  await own.close();
  clock.ms += 30 * 60_000;
  expect(await enter(await own.token(analyst, (t) => t.setExpirationTime('2h')))).toHaveProperty('passport');
});

test('L6: while the provider is away no key is honoured for longer than an hour, and its return is noticed', async () => {
  const own = await trialIssuer();
  const { enter, clock } = admission(own);
  const token = (n: number) => own.token({ ...analyst, jti: `${n}` }, (t) => t.setExpirationTime('3h'));
  expect(await enter(await token(1))).toHaveProperty('passport');
  // It is there, and its new key is taken for the old one.
  clock.ms += 61 * 60_000;
  expect(await enter(await token(2))).toHaveProperty('passport');
  await own.close();
  clock.ms += 59 * 60_000;
  expect(await enter(await token(3))).toHaveProperty('passport');
  clock.ms += 2 * 60_000;
  for (const n of [4, 5]) {
    expect(await enter(await token(n))).toMatchObject({
      status: 503,
      error: { extensions: { service: 'identity' } },
    });
  }
});

test('a provider whose clock is another one is noticed when its keys are fetched, and seconds are nothing', async () => {
  const told: number[] = [];
  for (const aheadMs of [0, -20_000, 20_000, 86_400_000, -86_400_000]) {
    await providerKeys(
      issuer.issuer,
      () => Date.now() + aheadMs,
      (aheadS) => told.push(aheadS),
    ).warm();
  }
  expect(told.map((aheadS) => Math.round(aheadS / 100))).toEqual([864, -864]);
});

test('a provider that was never there is said to be unavailable, not the token invalid', async () => {
  const own = await trialIssuer();
  await own.close();
  const { enter, verify } = admission(own);
  const token = await own.token(analyst);
  await expect(verify(token)).rejects.toBeInstanceOf(ProviderUnavailable);
  expect(await enter(token)).toMatchObject({ status: 503, error: { extensions: { service: 'identity' } } });
});

test('H1: whoever was known is no stranger when the token is verified again, whatever others of the address have sent', async () => {
  const { clock, enter } = admission(
    issuer,
    openStrangers(() => 0, { burst: 1, perSecond: 1 }),
  );
  const token = await issuer.token(analyst);
  expect(await enter(token)).not.toHaveProperty('status');
  expect(await enter(await issuer.token(commanderOfJalisco))).toMatchObject({ status: 429 });
  clock.ms += 5 * 60_000;
  expect(await enter(token)).not.toHaveProperty('status');
});

function withPayload(token: string, payload: object): string {
  const [header, , signature] = token.split('.');
  return [header, base64url.encode(JSON.stringify(payload)), signature].join('.');
}

async function signedWithPublicKey(): Promise<string> {
  const secret = new TextEncoder().encode(
    await exportSPKI((await importJWK({ ...issuer.jwk, kty: 'EC' }, 'ES256')) as never),
  );
  return new SignJWT({ ...analyst })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })
    .setIssuer(issuer.issuer)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(secret);
}

async function signedWithForeignKey(): Promise<string> {
  const { privateKey: foreign } = await generateKeyPair('ES256');
  return new SignJWT({ ...analyst })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
    .setIssuer(issuer.issuer)
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(foreign);
}

async function signedWithEmbeddedKey(): Promise<string> {
  const own = await trialIssuer();
  await own.close();
  const header = { kid: 'mine', jwk: own.jwk, jku: `${own.issuer}/jwks` };
  return own.token(analyst, (token) => token.setIssuer(issuer.issuer), header);
}
