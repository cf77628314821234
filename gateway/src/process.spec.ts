import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatePassportKeys } from '@proximidad/passport';
import { bareEnvironment, temporaryStore } from '@proximidad/testing';
import { readConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { analyst, TRIAL_PSEUDONYM_KEY, trialIssuer } from './testing/issuer.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** As long as a start may take on a busy machine. */
const START_MAX_MS = 300_000;

const data = await mkdtemp(join(tmpdir(), 'gateway-process-'));
const store = await temporaryStore();
const issuer = await trialIssuer();
const { privateKey, jwks } = await generatePassportKeys();
await mkdir(join(data, 'keys'));
await writeFile(join(data, 'keys/passport.private.json'), JSON.stringify(privateKey));
await writeFile(join(data, 'keys/passport.public.json'), JSON.stringify(jwks));
await writeFile(join(data, 'keys/pseudonym.key'), TRIAL_PSEUDONYM_KEY);
const settings = {
  PROXIMIDAD_PORT: '0',
  PROXIMIDAD_DATA: data,
  ESDB_URL: store.url,
  OIDC_ISSUER: issuer.issuer,
  // Nobody listens there: the gateway starts and answers all the same.
  ...Object.fromEntries(
    ['BEATS', 'INCIDENTS', 'CONTACTS', 'TRAINING'].map((name) => [`${name}_URL`, 'http://127.0.0.1:9']),
  ),
};

afterAll(async () => {
  await Promise.all([store.close(), issuer.close()]);
  await rm(data, { recursive: true, force: true });
});

/** The gateway's own process with what it wrote, ended when the test ends. */
function start(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { ...bareEnvironment(), ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let written = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk: Buffer) => (written += String(chunk)));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { child, exit, written: () => written };
}

async function line(running: ReturnType<typeof start>, message: string): Promise<Record<string, unknown>> {
  const end = performance.now() + START_MAX_MS;
  for (;;) {
    const found = running
      .written()
      .split('\n')
      .find((text) => text.includes(`"message":"${message}"`));
    if (found) return JSON.parse(found) as Record<string, unknown>;
    if (performance.now() > end) throw new Error(`no line "${message}" in: ${running.written()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test.each(['SIGTERM', 'disconnect'] as const)(
  'the process says where it listens and ends cleanly on %s',
  async (how) => {
    const running = start(settings);
    try {
      const { url } = await line(running, 'listening');
      expect((await fetch(`${String(url)}/health/live`)).status).toBe(200);
      if (how === 'SIGTERM') running.child.kill('SIGTERM');
      else running.child.disconnect();
      // It ends itself with 1 when it has not stopped in time.
      expect(await running.exit).toBe(0);
      expect(running.written()).not.toContain(privateKey.d);
    } finally {
      running.child.kill('SIGKILL');
    }
  },
);

test('wrong settings are named all at once, in one line, and the process does not start', async () => {
  const running = start({ ...settings, PROXIMIDAD_PORT: 'many', OIDC_ISSUER: 'keycloak' });
  expect(await running.exit).toBe(1);
  expect(running.written().trim().split('\n')).toHaveLength(1);
  expect(running.written()).toMatch(
    /wrong settings: .*PROXIMIDAD_PORT.*OIDC_ISSUER: the address of the identity provider/,
  );
});

test('addresses follow from the port', () => {
  const { PROXIMIDAD_DATA } = settings;
  expect(readConfig({ PROXIMIDAD_DATA, PROXIMIDAD_PORT: '4000' })).toMatchObject({
    host: '127.0.0.1',
    esdbUrl: 'esdb://127.0.0.1:4001?tls=false',
    issuer: 'http://127.0.0.1:4002',
    subgraphs: { beats: 'http://127.0.0.1:4011', training: 'http://127.0.0.1:4014' },
    production: false,
  });
});

test('a base map is a file of tiles, or the start says what it is not', async () => {
  const BASE_MAP_FILE = join(data, 'mapa.pmtiles');
  const { PROXIMIDAD_DATA } = settings;
  expect(() => readConfig({ PROXIMIDAD_DATA, BASE_MAP_FILE })).toThrow(/BASE_MAP_FILE: .* cannot be read/);
  await writeFile(BASE_MAP_FILE, 'SQLite format 3');
  expect(() => readConfig({ PROXIMIDAD_DATA, BASE_MAP_FILE })).toThrow(/BASE_MAP_FILE: .*PMTiles, version 3/);
  await writeFile(BASE_MAP_FILE, 'PMTiles\u0003 and the rest');
  expect(readConfig({ PROXIMIDAD_DATA, BASE_MAP_FILE }).baseMap).toBe(BASE_MAP_FILE);
});

test.each([undefined, 'http://identity.example.mx'])(
  'M13: in production no keys are taken from %s',
  (OIDC_ISSUER) => {
    const { OIDC_ISSUER: _own, ...others } = settings;
    const asked = { ...others, PROXIMIDAD_MODE: 'production', ...(OIDC_ISSUER ? { OIDC_ISSUER } : {}) };
    expect(() => readConfig(asked)).toThrow(/OIDC_ISSUER: .*https/);
  },
);

test('in production there is no introspection, and transport security is asked for', async () => {
  const config = readConfig({ ...settings, PROXIMIDAD_MODE: 'production', LOG_LEVEL: 'silent' });
  const gateway = await startGateway(config);
  try {
    const authorization = `Bearer ${await issuer.token(analyst)}`;
    const ask = (query: string) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ query }),
      });
    expect(await (await ask('{ __schema { types { name } } }')).json()).toMatchObject({
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
    const answer = await ask('{ entity(code: "14") { name } }');
    expect(await answer.json()).toMatchObject({ data: { entity: { name: 'Jalisco' } } });
    expect(answer.headers.get('strict-transport-security')).toContain('max-age');
  } finally {
    await gateway.close();
  }
});

describe('in production', () => {
  const token = 'operations-'.padEnd(40, 'x');
  let plain: Awaited<ReturnType<typeof startGateway>>;
  let guarded: Awaited<ReturnType<typeof startGateway>>;
  beforeAll(async () => {
    const file = join(data, 'operations.token');
    await writeFile(file, `${token}\n`);
    const of = { ...settings, PROXIMIDAD_MODE: 'production', LOG_LEVEL: 'silent' };
    const other = { ...of, OPERATIONS_TOKEN_FILE: file, PROXIMIDAD_DATA: data };
    plain = await startGateway(readConfig(of));
    guarded = await startGateway({ ...readConfig(other), data: join(data, 'guarded') });
  }, START_MAX_MS);
  afterAll(() => Promise.all([plain.close(), guarded.close()]));

  test('L1, R23: schema and explorer are shown to those alone who show a token', async () => {
    const authorization = `Bearer ${await issuer.token(analyst)}`;
    for (const [path, accept] of [
      ['/schema.graphql', 'text/plain'],
      ['/graphql', 'text/html'],
    ] as const) {
      const stranger = await fetch(`${plain.url}${path}`, { headers: { accept } });
      expect([path, stranger.status]).toEqual([path, 401]);
      expect(await stranger.text()).not.toMatch(/incident/i);
      const known = await fetch(`${plain.url}${path}`, { headers: { accept, authorization } });
      expect([path, known.status, /incident/i.test(await known.text())]).toEqual([path, 200, true]);
    }
  });

  test('L2, R23: metrics and readiness are not for whoever comes through a proxy on the same machine', async () => {
    const status = async (url: string, headers: Record<string, string> = {}) =>
      (await fetch(url, { headers })).status;
    for (const path of ['/metrics', '/health/ready']) {
      expect([200, 503]).toContain(await status(`${plain.url}${path}`));
      for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
        expect(await status(`${plain.url}${path}`, { [name]: '203.0.113.9' })).toBe(404);
    }
  });

  test('R23: wrong tokens are counted', async () => {
    const wrong = () =>
      fetch(`${guarded.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer a.b.c' },
        body: '{"query":"{ __typename }"}',
      });
    expect((await wrong()).status).toBe(401);
    expect((await wrong()).status).toBe(401);
    const headers = { authorization: `Bearer ${token}` };
    expect(await (await fetch(`${guarded.url}/metrics`, { headers })).text()).toMatch(
      /operations_ms_count\{method="POST",outcome="UNAUTHENTICATED"\} 2/,
    );
  });

  test('L2, R23: with a token of their own they are for those alone who show it', async () => {
    const asked = async (authorization?: string) =>
      (await fetch(`${guarded.url}/metrics`, { headers: { ...(authorization && { authorization }) } }))
        .status;
    expect(await asked()).toBe(404);
    expect(await asked(`Bearer ${token}x`)).toBe(404);
    expect(await asked(`Bearer ${await issuer.token(analyst)}`)).toBe(404);
    expect(await asked(`Bearer ${token}`)).toBe(200);
  });

  test('L2: the health check of the containers asks with the token of its file, as the compose file says it', async () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const compose = await readFile(join(root, 'docker-compose.yml'), 'utf8');
    const check =
      /test: \['CMD', 'node', '\/usr\/local\/lib\/(\w+\.mjs)', 'http:\/\/127\.0\.0\.1:4000(\/\S+)'\]/.exec(
        compose,
      )!;
    const [, program, path] = check as unknown as [string, string, string];
    const exitOf = (env: Readonly<Record<string, string>>) =>
      new Promise<number>((resolve) => {
        const args = [join(root, 'infra/docker', program), guarded.url + path];
        const child = execFile(process.execPath, args, { env }, () => resolve(child.exitCode!));
      });
    await guarded.nation.caughtUp;
    expect(await exitOf({ OPERATIONS_TOKEN_FILE: join(data, 'operations.token') })).toBe(0);
    expect(await exitOf({})).toBe(1);
  });
});
