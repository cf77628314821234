import type { Page } from 'playwright-core';
import { brokenInAll, rowOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** 1280 px at 400 %. */
const MAGNIFIED = { width: 320, height: 256 } as const;
const TABS_MAX = 200;

/** Whoever has no mouse, sees colours otherwise, or needs it large. */
export function everybodyStories(stage: () => Stage): void {
  test(
    'with the keyboard alone a call is taken, a unit is sent, the incident is closed, and yesterday 21:00 is found',
    async () => {
      const { page, address } = stage();
      await page.goto(`${address}sala/09`);
      await page.getByText('En vivo').waitFor();
      await tabTo(page, /^Tomar llamada$/);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await tabTo(page, /Código CNIE/);
      await page.keyboard.type('30421');
      await tabTo(page, /^Cuadrante$/);
      await page.keyboard.press('I');
      await tabTo(page, /^Reportar incidente nuevo$/);
      await page.keyboard.press('Enter');
      const row = page.locator('.panel-incidents tr.selected');
      await row.waitFor();
      const id = (await row.getAttribute('data-row'))!;
      await focusRow(page, id);
      await page.keyboard.press('x');
      await page.getByRole('dialog').waitFor();
      await tabTo(page, /^Cerrar incidente/);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await rowOf(page, id).waitFor({ state: 'detached' });
      await tabTo(page, /^Repetición$/);
      await page.keyboard.press('Enter');
      await page.getByText('REPETICIÓN').first().waitFor();
      await tabTo(page, /^Momento exacto/);
      const date = new Date(Date.now() - 86_400_000).toLocaleDateString('en-CA', {
        timeZone: 'America/Mexico_City',
      });
      const exact = page.getByLabel('Momento exacto');
      await exact.evaluate((field) => (field as HTMLInputElement).focus());
      await exact.fill(`${date}T21:00`);
      await page.waitForURL((url) => new Date(url.searchParams.get('pos') ?? '').getUTCHours() === 3);
      await page.getByText('REPETICIÓN 21:00:00').waitFor();
    },
    TEST_TIMEOUT_MS,
  );
  looksStories(stage);
}

function looksStories(stage: () => Stage): void {
  test(
    'at 400 % everything but the map reflows; with forced colours and reduced motion nothing is lost',
    async () => {
      const { page, address } = stage();
      await page.setViewportSize(MAGNIFIED);
      try {
        for (const path of ['sala/09', 'panorama', 'diseno', 'pared/09']) {
          await page.goto(address + path);
          await page.locator('.panel, .wall-page').first().waitFor();
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(`${path} ${wide > MAGNIFIED.width ? wide : 'fits'}`).toBe(`${path} fits`);
        }
      } finally {
        await page.setViewportSize({ width: 1600, height: 900 });
      }
      await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      try {
        await page.goto(`${address}diseno`);
        await page.locator('.sign-ALTA').first().waitFor();
        const [sign, text] = await page.evaluate(() => [
          getComputedStyle(document.querySelector('.sign-ALTA')!).fill,
          getComputedStyle(document.body).color,
        ]);
        expect(sign).toBe(text);
        const chosen = page.locator('tr.selected').first();
        expect(await chosen.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
      } finally {
        await page.emulateMedia({ forcedColors: null, reducedMotion: null });
      }
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'the page of parts shows each of them in every state, and neither engine finds anything',
    async () => {
      const { page, address } = stage();
      await page.goto(`${address}diseno`);
      const ready = () => page.locator('.design').waitFor();
      expect(await brokenInAll(page, ready)).toEqual([]);
      expect(await page.locator('.nothing').count()).toBe(4);
    },
    TEST_TIMEOUT_MS,
  );
}

/** Goes on with Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let count = 0; count < TABS_MAX; count++) {
    await page.keyboard.press('Tab');
    const called = await page.evaluate(() => {
      const at = document.activeElement;
      const label = at?.closest('label')?.querySelector('span')?.textContent;
      return (label ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '').trim();
    });
    if (name.test(called)) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** The list is one stop of Tab; arrows walk it. */
async function focusRow(page: Page, id: string): Promise<void> {
  for (let count = 0; count < TABS_MAX; count++) {
    const at = await page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? undefined);
    if (at === id) return;
    await page.keyboard.press(at === undefined ? 'Tab' : 'ArrowDown');
  }
  throw new Error('the row cannot be reached');
}
