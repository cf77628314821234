import { entities } from '@proximidad/catalogues';
import { purposeFor, Subject } from '@proximidad/policy';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { developmentToken, tokenSource } from './development-token.ts';
import { secretOf, secretsFile } from './keys.ts';
import { startIdentity, type Identity } from './server.ts';
import { developmentUsers } from './users.ts';

let data: string;
let identity: Identity;
const failures: Error[] = [];
const configFor = (changes: Partial<Config> = {}): Config => ({
  data,
  host: '127.0.0.1',
  port: 0,
  console: 'http://127.0.0.1:4000/',
  isProduction: false,
  sharesNamespace: false,
  ...changes,
});
const start = (changes: Partial<Config> = {}) =>
  startIdentity(configFor(changes), (error) => failures.push(error));
const where = () => ({ data, issuer: identity.issuer });

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'identity-'));
  identity = await start();
});
afterAll(async () => {
  await identity.close();
  await rm(data, { recursive: true });
  expect(failures).toEqual([]);
});

function claimsOf(token: string) {
  return jwtVerify(token, createRemoteJWKSet(new URL(`${identity.issuer}/jwks`)), {
    algorithms: ['ES256'],
    issuer: identity.issuer,
    audience: 'urn:proximidad:gateway',
    typ: 'at+jwt',
  }).then(({ payload }) => payload);
}

async function ask(user: string, secret: string, form: Record<string, string>) {
  const response = await fetch(`${identity.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}` },
    body: new URLSearchParams(form),
  });
  return {
    status: response.status,
    ...((await response.json()) as { error?: string; access_token?: string }),
  };
}

describe('development users', () => {
  test('are those of the interface: the nation and a second analyst, nine for each state, the towns of the demo, the sandbox', () => {
    const names = developmentUsers.map(({ name }) => name);
    expect(names).toHaveLength(5 + 9 * 32 + 21 + 1);
    expect(new Set(names).size).toBe(names.length);
    for (const { code } of entities)
      for (const form of ['commander', 'operator', 'officer', 'liaison', 'machine', 'wall'])
        expect(names).toContain(`${form}-${code}`);
    for (const { code } of entities)
      for (const form of ['commander', 'operator', 'liaison']) expect(names).toContain(`${form}-${code}-2`);
    expect(names).toEqual(
      expect.arrayContaining(['analyst', 'auditor', 'academy', 'machine-99', 'operator-09015']),
    );
    expect(names).not.toContain('commander-99');
  });

  test('each get a token that the platform takes for exactly who they are', async () => {
    for (const { name, role, family_name, ...place } of developmentUsers) {
      const token = await claimsOf(await developmentToken(name, where()));
      const { sub: id, auth_time, family_name: told, ...claims } = token;
      expect(told).toBe(family_name);
      const subject = Subject.parse({ ...claims, id, purpose: purposeFor(role) });
      expect(Date.now() / 1_000 - Number(auth_time)).toBeLessThan(60);
      expect(subject).toEqual({ id: `dev:${name}`, role, ...place, purpose: purposeFor(role) });
    }
  });
});

describe('a token', () => {
  test('lives an hour, is signed with ES256 and names its type', async () => {
    const token = await developmentToken('analyst', where());
    const { iat, exp } = await claimsOf(token);
    expect(exp! - iat!).toBe(3_600);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });

  test('is still good after a restart of the provider', async () => {
    const token = await developmentToken('commander-14', where());
    const { port } = identity;
    await identity.close();
    identity = await start({ port });
    expect(await claimsOf(token)).toMatchObject({ entity: '14' });
    expect(await developmentToken('commander-14', where())).not.toBe(token);
  });

  test('is given for the own secret alone', async () => {
    const commander = (await secretOf('commander-14', data))!;
    const form = { grant_type: 'client_credentials' };
    expect(await ask('commander-14', commander, form)).toMatchObject({ status: 200 });
    expect(await ask('analyst', commander, form)).toMatchObject({ status: 401, error: 'invalid_client' });
    expect(await ask('analyst', '', form)).toMatchObject({ status: 400 });
    expect(await ask('root', commander, form)).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('cannot be asked for in any other way', async () => {
    const secret = (await secretOf('analyst', data))!;
    const refused = {
      ...{ password: 'unsupported_grant_type', implicit: 'unsupported_grant_type' },
      ...{ authorization_code: 'invalid_request', refresh_token: 'invalid_request' },
    };
    const given = { code: 'x', refresh_token: 'x' };
    for (const [grant, error] of Object.entries(refused))
      expect(await ask('analyst', secret, { ...given, grant_type: grant })).toMatchObject({
        status: 400,
        error,
      });
    const signIn = await fetch(`${identity.issuer}/auth?client_id=analyst&response_type=code&scope=openid`);
    expect([signIn.status, signIn.headers.get('content-type')]).toEqual([
      400,
      'application/json; charset=utf-8',
    ]);
    expect((await fetch(`${identity.issuer}/reg`, { method: 'POST' })).status).toBe(404);
  });

  test('is for the gateway and for nothing else', async () => {
    const secret = (await secretOf('analyst', data))!;
    const form = { grant_type: 'client_credentials', resource: 'urn:somebody:else' };
    expect(await ask('analyst', secret, form)).toMatchObject({ status: 400, error: 'invalid_target' });
  });

  test('does not grow with what the request asks for', async () => {
    const secret = (await secretOf('operator-09', data))!;
    const form = { grant_type: 'client_credentials', role: 'analyst', entity: '14', sub: 'dev:analyst' };
    const { access_token: token } = await ask('operator-09', secret, form);
    expect(await claimsOf(token!)).toMatchObject({ sub: 'dev:operator-09', role: 'operator', entity: '09' });
  });
});

describe('the console', () => {
  const verifier = 'a'.repeat(64);
  const asked = async (changes: Record<string, string> = {}) => {
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const query = new URLSearchParams({
      ...{ client_id: 'console', response_type: 'code', scope: 'openid', state: 's' },
      ...{ redirect_uri: 'http://127.0.0.1:4000/entrar', code_challenge: challenge },
      ...{ code_challenge_method: 'S256', ...changes },
    });
    return `${identity.issuer}/auth?${query.toString()}`;
  };
  /** Acts as a browser does: follows redirects and keeps cookies. */
  function browser() {
    const cookies = new Map<string, string>();
    const go = async (url: string, init: RequestInit = {}): Promise<Response> => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [name, value] = line.split(';')[0]!.split('=');
        cookies.set(name!, value!);
      }
      return response;
    };
    const follow = async (response: Response): Promise<Response | string> => {
      const to = response.headers.get('location');
      if (to === null) return response;
      const url = new URL(to, identity.issuer).href;
      return url.startsWith(identity.issuer) ? follow(await go(url)) : url;
    };
    return { go, follow };
  }
  const tokens = async (form: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: 'console', ...form });
    const headers = { origin: 'http://127.0.0.1:4000' };
    const response = await fetch(`${identity.issuer}/token`, { method: 'POST', headers, body });
    return { response, answer: (await response.json()) as Record<string, string> };
  };
  const signIn = async (user: string, { go, follow } = browser()) => {
    const page = (await follow(await go(await asked()))) as Response;
    const arrived = await follow(await go(page.url, { method: 'POST', body: new URLSearchParams({ user }) }));
    const code = new URL(arrived as string).searchParams.get('code')!;
    return { grant_type: 'authorization_code', code, redirect_uri: 'http://127.0.0.1:4000/entrar' };
  };

  test('shows every user as a button, and whoever is chosen comes back with a code for tokens of exactly theirs', async () => {
    const { go, follow } = browser();
    const page = (await follow(await go(await asked()))) as Response;
    const html = await page.text();
    for (const { name } of developmentUsers) expect(html).toContain(`value="${name}"`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const { response, answer } = await tokens({ ...(await signIn('operator-09')), code_verifier: verifier });
    expect(response.headers.get('access-control-allow-origin')).toBe('http://127.0.0.1:4000');
    expect(await claimsOf(answer['access_token']!)).toMatchObject({
      ...{ sub: 'dev:operator-09', role: 'operator', entity: '09' },
    });
  });

  test('renews its token, and each renewal but once', async () => {
    const { answer } = await tokens({ ...(await signIn('commander-14')), code_verifier: verifier });
    const renewal = { grant_type: 'refresh_token', refresh_token: answer['refresh_token']! };
    const renewed = await tokens(renewal);
    expect(await claimsOf(renewed.answer['access_token']!)).toMatchObject({ sub: 'dev:commander-14' });
    expect((await tokens(renewal)).answer).toMatchObject({ error: 'invalid_grant' });
  });

  test('is not asked again who it is while the provider runs', async () => {
    const tab = browser();
    await signIn('auditor', tab);
    expect(await tab.follow(await tab.go(await asked()))).toContain('/entrar?code=');
  });

  test('gets nothing without its verifier, for a user that there is not, or to come back elsewhere', async () => {
    const form = await signIn('auditor');
    expect((await tokens({ ...form, code_verifier: 'b'.repeat(64) })).answer).toMatchObject({
      error: 'invalid_grant',
    });
    const { go, follow } = browser();
    const page = (await follow(await go(await asked()))) as Response;
    const root = await go(page.url, { method: 'POST', body: new URLSearchParams({ user: 'root' }) });
    expect(root.status).toBe(400);
    const elsewhere = await fetch(await asked({ redirect_uri: 'https://elsewhere.example/entrar' }));
    expect(elsewhere.status).toBe(400);
    const bare = (await go(await asked({ code_challenge: '', code_challenge_method: '' }))).headers;
    expect(bare.get('location')).toContain('error=invalid_request');
  });

  test('an interaction that is not open is told so, with the way back to the console', async () => {
    const response = await fetch(`${identity.issuer}/interaction/nothing`);
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(text).toContain('ya no está abierto');
    expect(text).toContain('<a href="http://127.0.0.1:4000/">');
  });
});

describe('the keys', () => {
  test('are for the owner’s eyes, and the public set holds no private part', async () => {
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
    expect(await modeOf(join(data, 'keys'))).toBe('700');
    expect(await modeOf(secretsFile(data))).toBe('600');
    expect(await modeOf(join(data, 'keys', 'identity.private.json'))).toBe('600');
    const jwks = (await (await fetch(`${identity.issuer}/jwks`)).json()) as { keys: object[] };
    expect(jwks.keys).toHaveLength(1);
    expect(jwks.keys[0]).not.toHaveProperty('d');
  });

  test('a user who is new gets a secret, the others keep theirs', async () => {
    const before = JSON.parse(await readFile(secretsFile(data), 'utf8')) as Record<string, string>;
    const { analyst: _, ...others } = before;
    await writeFile(secretsFile(data), JSON.stringify(others));
    const { port } = identity;
    await identity.close();
    identity = await start({ port });
    const after = JSON.parse(await readFile(secretsFile(data), 'utf8')) as Record<string, string>;
    expect(after).toEqual({ ...before, analyst: expect.stringMatching(/^[\w-]{43}$/) });
    expect(after['analyst']).not.toBe(before['analyst']);
  });

  test('a damaged file stops the start and is left as it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'));
    await (await start({ data: folder })).close();
    await writeFile(secretsFile(folder), '{"analyst":');
    await expect(start({ data: folder })).rejects.toThrow(/development-users.json is damaged; move it away/);
    expect(await readFile(secretsFile(folder), 'utf8')).toBe('{"analyst":');
    await rm(folder, { recursive: true });
  });
});

describe('the provider refuses', () => {
  test('production mode', async () => {
    await expect(start({ isProduction: true })).rejects.toThrow(/^production mode: /);
  });

  test.each(['0.0.0.0', '::', '192.168.1.10', 'example.org', '127.0.0.1.example.org'])(
    'the host %s',
    async (host) => {
      await expect(start({ host })).rejects.toThrow(/loopback address alone$/);
    },
  );

  test('such a host too where it shares a namespace, unless it is for development and for this machine', async () => {
    const shared = { host: '0.0.0.0', sharesNamespace: true };
    const within = await start(shared);
    await within.close();
    await expect(start({ ...shared, isProduction: true })).rejects.toThrow(/^production mode: /);
    await expect(start({ ...shared, issuer: 'http://10.0.0.1:4002' })).rejects.toThrow(/provider elsewhere/);
  });

  test('to stand in for a provider elsewhere', async () => {
    await expect(start({ issuer: 'https://id.example.org' })).rejects.toThrow(/names a provider elsewhere/);
  });

  test('a port that is taken', async () => {
    await expect(start({ port: identity.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('whoever has no token is told what to do', () => {
  test('a name that there is not lists the forms', async () => {
    for (const name of ['commander-33', 'admin', '', '__proto__', 'operator-09999'])
      await expect(developmentToken(name, where())).rejects.toMatchObject({
        code: 'UnknownUser',
        message: expect.stringContaining('commander-<entity>'),
      });
  });

  test('nothing was ever started', async () => {
    await expect(developmentToken('analyst', { ...where(), data: join(data, 'none') })).rejects.toMatchObject(
      {
        code: 'NeverStarted',
        message: expect.stringContaining('npm start'),
      },
    );
  });

  test('the provider does not run', async () => {
    const stopped = await start();
    await stopped.close();
    await expect(developmentToken('analyst', { data, issuer: stopped.issuer })).rejects.toMatchObject({
      code: 'NotRunning',
      message: expect.stringContaining('npm start'),
    });
  });

  test('it is only slow, which is not said of one that does not run', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const slow = { data, issuer: `http://127.0.0.1:${port}`, timeoutMs: 200 };
    await expect(developmentToken('analyst', slow)).rejects.toMatchObject({
      ...{ code: 'NoAnswer', isLasting: false },
      message: expect.stringMatching(/has not answered within 0\.2 s: .*npm run status/),
    });
    silent.close();
  });

  test('it runs with another data folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'identity-'));
    await (await start({ data: folder })).close();
    await expect(developmentToken('analyst', { ...where(), data: folder })).rejects.toMatchObject({
      code: 'Refused',
      message: expect.stringContaining('PROXIMIDAD_DATA'),
    });
    await rm(folder, { recursive: true });
  });

  test('a secret never leaves the machine', async () => {
    await expect(
      developmentToken('analyst', { data, issuer: 'http://192.0.2.1:4002' }),
    ).rejects.toMatchObject({
      code: 'NotLoopback',
    });
  });
});

describe('a token source', () => {
  const HOUR_MS = 3_600_000;

  test('gives the same token until five minutes before its end, then a new one', async () => {
    let clock = Date.now();
    const token = tokenSource('machine-09', where(), { now: () => clock });
    const [first, atOnce] = await Promise.all([token(), token()]);
    expect(atOnce).toBe(first);
    clock += HOUR_MS - 6 * 60_000;
    expect(await token()).toBe(first);
    clock += 2 * 60_000;
    expect(await token()).not.toBe(first);
  });

  test('gives a new one after the clock was set back', async () => {
    let clock = Date.now();
    const token = tokenSource('machine-09', where(), { now: () => clock });
    const first = await token();
    clock -= 60_000;
    expect(await token()).not.toBe(first);
  });

  test('holds on to a living token while the provider is down, and no longer', async () => {
    let clock = Date.now();
    const passing = await start();
    const token = tokenSource('machine-09', { data, issuer: passing.issuer }, { now: () => clock });
    const first = await token();
    await passing.close();
    clock += HOUR_MS - 60_000;
    expect(await token()).toBe(first);
    clock += 60_000;
    await expect(token()).rejects.toMatchObject({ code: 'NotRunning' });
  });
});

test('health and figures answer like those of every process', async () => {
  const text = async (path: string) => (await fetch(`${identity.issuer}${path}`)).text();
  expect([await text('/health/live'), await text('/health/ready')]).toEqual(['ok\n', 'ok\n']);
  await developmentToken('auditor', where());
  expect(await text('/metrics')).toMatch(/^proximidad_tokens_issued_total [1-9]\d*$/m);
});
