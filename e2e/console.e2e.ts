import { randomUUID } from 'node:crypto';
import axe from 'axe-core';
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { needing } from '@proximidad/testing';
import { type Platform, startPlatform } from './platform.ts';
import { type Scene, setScene } from './scene.ts';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = PLACES.find(existsSync);
const START_TIMEOUT_MS = 120_000;
const TEST_TIMEOUT_MS = 60_000;
/** A room must see within this that what it looks at has stopped. */
const FROZEN_WITHIN_MS = 5_000;

const PICTURE = '{ operationsPicture(entity: "09") { stateHash position } }';

interface Pictured {
  readonly operationsPicture: { readonly stateHash: string; readonly position: string };
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

needing(executablePath ? undefined : 'Chromium is not installed').describe('the console in a browser', () => {
  let [platform, scene, browser] = [] as unknown as [Platform, Scene, Browser];
  let [context, page] = [] as unknown as [BrowserContext, Page];
  const stack = new AsyncDisposableStack();
  const complaints: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    platform = await startPlatform();
    stack.defer(() => platform.clear());
    scene = await setScene(platform);
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] });
    stack.defer(() => browser.close());
    context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    const own = [platform.port, platform.port + 2].map((port) => `http://127.0.0.1:${port}/`);
    page.on('request', (request) => {
      const url = request.url();
      if (!own.some((origin) => url.startsWith(origin)) && !url.startsWith('data:')) foreign.push(url);
    });
  }, START_TIMEOUT_MS);
  afterAll(() => stack.disposeAsync(), START_TIMEOUT_MS);

  const address = () => `http://127.0.0.1:${platform.port}/`;
  const report = async (code: string) => {
    const input = { commandId: randomUUID(), code, point: scene.point };
    const executed = await platform.execute(
      'operator-09',
      'reportIncident',
      input,
      '... on IncidentAccepted { incident { id } }',
    );
    return (executed['incident'] as { id: string }).id;
  };
  const row = (id: string) => page.locator(`.panel-incidents [data-row="${id}"]`);
  const signIn = async (user: string) => {
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.locator(`button[value="${user}"]`).first().click();
  };

  test(
    'whoever opens the printed address signs in, sees the room live, and dispatches with two keys',
    async () => {
      await page.goto(address());
      await signIn('operator-09');
      await page.waitForURL(/\/sala\/09$/);
      await page.getByText('En vivo').waitFor();
      const id = await report('30421');
      await row(id).waitFor();
      await row(id).focus();
      await page.keyboard.press('d');
      const first = page.getByRole('button', { name: /^Despachar U-101/ });
      await first.waitFor();
      await page.waitForFunction(() => document.activeElement?.classList.contains('candidate'));
      await page.keyboard.press('Enter');
      await row(id).getByText('Despachado').waitFor();
      await row(id).getByText('U-101').waitFor();
      const found = await platform.ask<{ incident: { dispatches: { unit: { code: string } }[] } }>(
        'operator-09',
        'query ($id: ID!) { incident(id: $id) { dispatches { unit { code } } } }',
        { id },
      );
      expect(found.data?.incident.dispatches).toEqual([{ unit: { code: 'U-101' } }]);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a refusal shows its sentence and its rule beside the order',
    async () => {
      const id = await report('30421');
      await row(id).click();
      await page.keyboard.press('/');
      const bar = page.getByRole('textbox', { name: 'Línea de órdenes' });
      await bar.fill('d u-101');
      await bar.press('Enter');
      await page.locator('.command-bar output.refused', { hasText: 'Regla BR-I4' }).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'no token is left in what the browser keeps, and a reload comes back without a question',
    async () => {
      const kept = await page.evaluate(() =>
        [localStorage, sessionStorage].map((store) => JSON.stringify(Object.entries(store))).join(),
      );
      expect(kept).not.toMatch(/eyJ|refresh|access/);
      const cookies = await context.cookies(address());
      expect(cookies.map(({ value }) => value).join()).not.toContain('eyJ');
      await page.reload();
      await page.waitForURL(/\/sala\/09$/);
      await page.getByText('En vivo').waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a feed that stands still looks so within five seconds, and goes on by itself',
    async () => {
      platform.signal('gateway', 'SIGSTOP');
      const stoppedAt = performance.now();
      try {
        await page.getByText('SIN CONEXIÓN').waitFor();
        expect(performance.now() - stoppedAt).toBeLessThan(FROZEN_WITHIN_MS);
        await page.locator('.room.frozen').waitFor();
      } finally {
        platform.signal('gateway', 'SIGCONT');
      }
      await page.getByText('En vivo').waitFor();
      const id = await report('30422');
      await row(id).waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'axe finds nothing, in both languages and both appearances',
    async () => {
      const found: unknown[] = [];
      for (const language of ['es', 'en'])
        for (const theme of ['dark', 'light']) {
          const settings = JSON.stringify({ language, theme });
          await page.evaluate((text) => localStorage.setItem('proximidad.ajustes', text), settings);
          await page.reload();
          await page.locator('.panel-incidents tbody tr').first().click();
          await page.locator('.candidates, .sent').first().waitFor();
          found.push(...(await broken(page)).map((rule) => `${language} ${theme} ${rule}`));
        }
      expect(found).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'the room of a past moment is the one that was, says that it is past, and lets nobody act',
    async () => {
      const id = await report('30421');
      await row(id).waitFor();
      const asked = await platform.ask<Pictured>('operator-09', PICTURE);
      const { position, stateHash } = asked.data!.operationsPicture;
      await platform.execute('operator-09', 'closeIncident', {
        ...{ commandId: randomUUID(), incidentId: id, outcome: 'RESOLVED', finalCode: '30421' },
      });
      await page.goto(`${address()}sala/09/repeticion?pos=${encodeURIComponent(position)}`);
      await row(id).waitFor();
      const hash = page.locator('[data-state-hash]');
      expect(await hash.getAttribute('data-state-hash')).toBe(stateHash);
      await page
        .getByText(/REPETICIÓN|REPLAY/)
        .first()
        .waitFor();
      await row(id).click();
      await page.locator('.timeline').waitFor();
      expect(await page.locator('.candidate, .command-bar').count()).toBe(0);
      expect(await broken(page)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'the nation is there for who serves it, and axe finds nothing in it',
    async () => {
      await page.goto(`${address()}panorama`);
      await page.locator('.tile').first().waitFor();
      expect(await broken(page)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'whose access is revoked is told so, and sees nothing any more',
    async () => {
      const subject = 'dev:operator-09';
      const asked = { commandId: randomUUID(), subject, reason: 'LEFT_SERVICE' };
      await platform.execute('analyst', 'revokeAccess', asked);
      await platform.execute('analyst-2', 'confirmRevocation', { commandId: randomUUID(), subject });
      await page
        .getByRole('alert')
        .filter({ hasText: /revoked|retirado/ })
        .waitFor();
      expect(await page.locator('.panel').count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  test('the page threw nothing and asked nobody but the platform', () => {
    expect(complaints).toEqual([]);
    expect(foreign).toEqual([]);
  });
});

/** What axe finds against WCAG 2.2 AA. It is handed to the page by the browser, not loaded by it. */
async function broken(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const findings = await page.evaluate(async () => {
    const { axe: here } = globalThis as unknown as {
      axe: { run: (root: Document, options: object) => Promise<{ violations: readonly Finding[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    return (await here.run(document, { runOnly: tags })).violations;
  });
  return findings.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
