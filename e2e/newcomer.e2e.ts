import { entities } from '@proximidad/catalogues';
import { needing } from '@proximidad/testing';
import { sized } from '@proximidad/testing/sizes';
import { portOf } from '@proximidad/topology';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type Locator, type Page } from 'playwright-core';
import { executablePath } from './console/stage.ts';
import {
  eventually,
  isAlive,
  platformPorts,
  type Platform,
  PROCESSES,
  root,
  runProgram,
  startPlatform,
} from './platform.ts';

/** The size of most office screens. */
const LAPTOP = { width: 1366, height: 768 } as const;
/** For one step on a busy machine. */
const PATIENCE_MS = 90_000;
/** For an answer to an order. */
const ANSWER_MS = 15_000;
const STEPS_MAX = 10;
/** From the address to a unit on its way. */
const SENT_WITHIN_MS = 120_000;
/** How long somebody takes who reads each word of a screen before the next step. */
const READING_MS = 6_000;
/** The rest is not waited for, but counts as if it were: meanwhile the demo keeps both processors busy. */
const WAITED_MS = sized(200, READING_MS);
const LAUNCHER = 'infra/launcher/src/main.ts';
const TOKEN = 'infra/identity/src/token.ts';

/** Something of each kind that a state keeps. */
const WHOLE = `query ($entity: ID!) {
  beats(entity: $entity, first: 1) { edges { node { id } } }
  units(entity: $entity, first: 1) { edges { node { id } } }
  officers(entity: $entity, first: 1) { edges { node { id } } }
  open: incidents(entity: $entity, status: [REPORTED, DISPATCHED, ON_SCENE], first: 1) { edges { node { id } } }
  closed: incidents(entity: $entity, status: [CLOSED], first: 1) { edges { node { id } } }
  contacts(entity: $entity, first: 1) { edges { node { id } } }
  followUps(entity: $entity, first: 1) { edges { node { id } } }
}`;
type Lists = Readonly<Record<string, { readonly edges: readonly unknown[] } | null>>;

const folders: string[] = [];
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'proximidad-newcomer-'));
  folders.push(made);
  return made;
};
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true })));

const lines = (text: string) => text.trim().split('\n').filter(Boolean);

describe('what keeps the platform from starting is said in one line', () => {
  test('a port in use', async () => {
    const port = await platformPorts();
    const holder = await new Promise<Server>((resolve) => {
      const server = createServer().listen(portOf('incidents', port), '127.0.0.1', () => resolve(server));
    });
    const { code, stderr } = await runProgram([LAUNCHER, '--empty'], {
      PROXIMIDAD_PORT: String(port),
      PROXIMIDAD_DATA: folder(),
    });
    holder.close();
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([
      expect.stringContaining(`Port ${portOf('incidents', port)} (incidents) is in use`),
    ]);
  });

  test('a folder that cannot be written', async () => {
    const { code, stderr } = await runProgram([LAUNCHER], { PROXIMIDAD_DATA: '/dev/null/here' });
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([
      expect.stringContaining('The data folder /dev/null/here cannot be written'),
    ]);
  });

  test.each([
    [{ PROXIMIDAD_PORT: 'four' }, 'PROXIMIDAD_PORT'],
    [{ ESDB_URL: 'http://store' }, 'ESDB_URL'],
    [{ PROXIMIDAD_MODE: 'production' }, 'OIDC_ISSUER'],
  ])('a wrong setting %j', async (environment, named) => {
    const { code, stderr } = await runProgram([LAUNCHER], { PROXIMIDAD_DATA: folder(), ...environment });
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([expect.stringContaining(named)]);
  });

  test('an option that does not exist', async () => {
    const { code, stderr } = await runProgram([LAUNCHER, '--fast'], { PROXIMIDAD_DATA: folder() });
    expect(code).toBe(1);
    expect(lines(stderr)).toEqual([expect.stringMatching(/--fast.*See npm start -- --help/)]);
  });
});

test.each([
  [LAUNCHER, 'npm start'],
  [TOKEN, 'npm run token'],
  ['infra/importer/src/main.ts', 'npm run import'],
  ['infra/simulator/src/main.ts', 'npm run simulate'],
  ['libs/embedded-eventstore/src/main.ts', 'serve'],
])('%s says what it is for', async (entry, expected) => {
  const { code, stdout } = await runProgram([entry, '--help'], {});
  expect([code, stdout]).toEqual([0, expect.stringContaining(expected)]);
});

describe('a platform that was started', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await startPlatform(undefined, 'eventstore', 'npm with the demo');
  });
  afterAll(() => platform?.clear());

  needing(executablePath ? undefined : 'Chromium is not installed').test(
    'whoever never saw it opens the printed address and sends a unit within two minutes, by what the screen says alone',
    async () => {
      const [, address] = /console +(\S+)/.exec(platform.said)!;
      await using stack = new AsyncDisposableStack();
      const browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
      stack.defer(() => browser.close());
      const page = await browser.newPage({ viewport: LAPTOP });
      page.setDefaultTimeout(PATIENCE_MS);
      const begunAt = performance.now();
      await page.goto(address!);
      const steps = await sendsUnit(page);
      expect(steps).toBeLessThanOrEqual(STEPS_MAX);
      const readingLeftMs = steps * (READING_MS - WAITED_MS);
      expect(performance.now() - begunAt + readingLeftMs).toBeLessThan(SENT_WITHIN_MS);
    },
    SENT_WITHIN_MS + PATIENCE_MS,
  );

  test('each state of the demo has all that there is, as its commander sees it', async () => {
    for (const { code } of entities)
      await eventually(`state ${code} is whole`, async () => {
        const { data } = await platform.ask(`commander-${code}`, WHOLE, { entity: code });
        const missing = Object.entries(data as Lists).filter(([, list]) => !list?.edges.length);
        if (missing.length > 0) throw new Error(`it has no ${missing.map(([name]) => name).join()}`);
        return true;
      });
  });

  const QUERY = 'query ($id: ID!) { call(id: $id) { id } }';
  const callId = '09-00000000-0000-4000-8000-00000000ca11';

  // At once: the demo is still being recorded, and everything that waits beside it waits long.
  test('stops on SIGTERM with exit code 0, leaves no process, and keeps what it knew', async () => {
    const input = {
      commandId: 'c0ffee00-0000-4000-8000-00000000ca11',
      callId,
      channel: 'RADIO',
      municipality: '09007',
    };
    expect((await platform.execute('operator-09', 'receiveCall', input)).__typename).toBe('CallAccepted');
    const pids = PROCESSES.map((name) => platform.pid(name));
    expect(await platform.stop()).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
    platform = await startPlatform(platform, 'eventstore', 'npm');
    const { data } = await platform.ask('operator-09', QUERY, { id: callId });
    expect(data).toEqual({ call: { id: callId } });
  });

  test('gives a token and nothing else on stdout, through npm itself', async () => {
    const { stdout, code } = await npm(['run', 'token', '--', 'analyst'], platform.environment);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { stderr, ...nobody } = await runProgram([TOKEN, 'nobody'], platform.environment);
    expect(nobody).toMatchObject({ code: 1, stdout: '' });
    expect(stderr).toContain('There is no development user "nobody"');
  });

  test('shows the explorer in a browser and the public schema to everybody', async () => {
    const at = (path: string) =>
      fetch(`http://127.0.0.1:${platform.port}${path}`, { headers: { accept: 'text/html' } });
    const explorer = await at('/graphql');
    expect(explorer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await explorer.text()).toContain('Panorama nacional');
    expect(await (await at('/schema.graphql')).text()).toContain('nationalPicture: NationalPicture!');
  });

  test('ends on Ctrl-C, which reaches npm and everything that it started', async () => {
    const pids = PROCESSES.map((name) => platform.pid(name));
    expect(await platform.stop('Ctrl-C')).toBe(0);
    expect(pids.filter(isAlive)).toEqual([]);
  });
});

/**
 * From the door to a unit on its way; returns the number of steps. The demo is still being recorded: a unit that was
 * free a moment ago may not be now.
 */
async function sendsUnit(page: Page): Promise<number> {
  let steps = 1;
  const read = () => sleep(WAITED_MS);
  const press = async (role: 'button' | 'row', name: RegExp, place = 0) => {
    steps++;
    await read();
    const found = page.getByRole(role, { name });
    await found.first().waitFor();
    await found.nth(Math.min(place, (await found.count()) - 1)).click();
  };
  await press('button', /^Entrar$/);
  await press('button', /^Operador de sala/);
  await read();
  await page.getByLabel('Finalidad').selectOption({ label: 'Despacho' });
  steps++;
  const detail = page.getByRole('region', { name: 'Detalle' });
  for (let [row, refused] = [0, 0]; steps < STEPS_MAX;) {
    await press('row', /Robo a transeúnte con violencia, (Reportado|Despachado)/, row);
    const orders = detail.getByRole('button', { name: /^Despachar U-/ });
    if (!(await comes(orders.first()))) {
      row++;
      continue;
    }
    steps++;
    await read();
    // Of what is proposed after reading: until then a unit may have been sent by somebody else, and may be even now.
    const place = Math.min(refused, (await orders.count()) - 1);
    const [unit] = /U-\S+/.exec((await orders.allInnerTexts()).at(place) ?? '') ?? [];
    if (unit && (await isPressed(orders.filter({ hasText: unit }).first()))) {
      const sent = detail.getByRole('listitem').filter({ hasText: unit }).getByText('Despachada').first();
      if (await comes(sent)) return steps;
    }
    refused++;
  }
  throw new Error(`no unit was sent in ${steps} steps`);
}

const comes = (what: Locator): Promise<boolean> => happens(what.waitFor({ timeout: ANSWER_MS }));

const isPressed = (button: Locator): Promise<boolean> => happens(button.click({ timeout: ANSWER_MS }));

const happens = (step: Promise<void>): Promise<boolean> =>
  step.then(
    () => true,
    () => false,
  );

function npm(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ code: number | null; stdout: string }> {
  const child = spawn('npm', args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout })));
}
