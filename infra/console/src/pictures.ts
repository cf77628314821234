import { Fault } from '@proximidad/program';
import { portOf } from '@proximidad/topology';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ROOT } from './build.ts';

/** Debian's, or another that is installed: none is downloaded. */
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FOLDER = join(ROOT, 'docs/console');
const ROOM = { width: 1440, height: 810 } as const;
const PHONE = { width: 360, height: 740 } as const;
const QUALITY = 70;
/** Until moving things have come to rest: the map is drawn, the first frames are there. */
const SETTLED_MS = 2_500;

interface Picture {
  readonly name: string;
  /** Left out where the page asks for no user. */
  readonly user?: string;
  readonly path: string;
  readonly query?: () => URLSearchParams;
  /** Present once there is something to see. */
  readonly shows: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly before?: (page: Page) => Promise<unknown>;
}

/** How far back the changes that are shown begin. */
const CHANGES_MS = 600_000;
const since = () => new URLSearchParams({ desde: new Date(Date.now() - CHANGES_MS).toISOString() });
const firstRow = (page: Page) => page.locator('.panel-incidents tbody tr').first();

const PICTURES: readonly Picture[] = [
  { name: 'entrada', path: '', shows: '.door' },
  {
    ...{ name: 'sala', user: 'operator-09', path: 'sala/09', shows: '.panel-incidents' },
    before: async (page) => ((await firstRow(page).count()) > 0 ? firstRow(page).click() : undefined),
  },
  {
    ...{ name: 'llamada', user: 'operator-09', path: 'sala/09', shows: '.panel-incidents' },
    before: async (page) => {
      await page.getByRole('button', { name: 'Tomar llamada' }).click();
      await page.getByLabel('Código CNIE').fill('30421');
      await page.getByRole('dialog').getByLabel('Cuadrante').selectOption({ index: 1 });
    },
  },
  { name: 'repeticion', user: 'operator-09', path: 'sala/09/repeticion', shows: '.panel-incidents' },
  { name: 'pared', user: 'wall-09', path: 'pared/09', shows: '.wall-page' },
  { name: 'panorama', user: 'analyst', path: 'panorama', shows: '.tile' },
  {
    ...{ name: 'cuadrantes', user: 'commander-09', path: 'panorama/09' },
    shows: '.panel-places tbody tr',
    before: (page) => page.locator('.panel-places tbody a').first().click(),
  },
  { name: 'supervision', user: 'commander-09', path: 'supervision/09', shows: '.panel-beats tbody tr' },
  { name: 'mando', user: 'commander-09', path: 'mando/09', shows: '.panel-fleet li' },
  { name: 'datos', user: 'commander-09', path: 'datos/09', shows: '.panel-persons h3' },
  { name: 'auditoria', user: 'auditor', path: 'auditoria', shows: '.panel-find' },
  {
    ...{ name: 'registro', user: 'commander-09', path: 'sala/09', shows: '.panel-incidents tbody tr' },
    before: async (page) => {
      await firstRow(page).click();
      await page.getByText('Bitácora de actividad').click();
      await page.getByRole('link', { name: 'Vida completa del registro' }).click();
      await page.locator('[data-step="1"] button').click();
    },
  },
  {
    ...{ name: 'cambios', user: 'auditor', path: 'auditoria/cambios/09', query: since },
    shows: 'main',
    before: async (page) => {
      const changes = page.locator('.panel-incidente li').first();
      // A log that was opened later than that is shown whole.
      const all = page.getByRole('link', { name: 'Desde que se abrió la bitácora' });
      await changes.or(all).waitFor();
      if (await all.isVisible()) await all.click();
      await changes.waitFor();
    },
  },
  { name: 'alarmas', user: 'auditor', path: 'auditoria/alarmas/09', shows: '.panel-journal table' },
  { name: 'cuadrante', user: 'officer-09', path: 'cuadrante', shows: '.phone', size: PHONE },
  { name: 'diseno', user: 'operator-09', path: 'diseno', shows: '.design' },
  { name: 'explorador', path: 'graphql', shows: '.example' },
];

/** One picture of each route, from the running platform. @throws {Fault} */
export async function takePictures(platformPort: number, say: (line: string) => void): Promise<void> {
  const executablePath = BROWSERS.find(existsSync);
  if (executablePath === undefined) throw new Fault(`Chromium is not installed: ${BROWSERS.join(', ')}`);
  mkdirSync(FOLDER, { recursive: true });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    for (const picture of PICTURES) {
      await take(browser, portOf('gateway', platformPort), picture);
      say(`docs/console/${picture.name}.jpg`);
    }
  } finally {
    await browser.close();
  }
}

async function take(browser: Browser, port: number, picture: Picture): Promise<void> {
  const context = await browser.newContext({ viewport: picture.size ?? ROOM });
  const page = await context.newPage();
  const query = picture.query ? `?${picture.query().toString()}` : '';
  await page.goto(`http://127.0.0.1:${port}/${picture.path}${query}`);
  if (picture.user !== undefined) {
    await page.getByRole('button', { name: 'Entrar' }).click();
    await page.locator(`button[value="${picture.user}"]`).first().dispatchEvent('click');
  }
  await page.locator(picture.shows).first().waitFor();
  await picture.before?.(page);
  await page.waitForTimeout(SETTLED_MS);
  await page.screenshot({ path: join(FOLDER, `${picture.name}.jpg`), type: 'jpeg', quality: QUALITY });
  await context.close();
}
