import type { Locator, Page } from 'playwright-core';
import { brokenInAll, leave, rowOf, type Play, TEST_TIMEOUT_MS } from './stage.ts';

/** 1280 px at 400 %. */
const MAGNIFIED = { width: 320, height: 256 } as const;

/** People without a mouse, with another perception of colours, or who need large text. */
export function everybodyStories(stage: Play): void {
  stage.atLength(
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
          // Whoever reads large letters on a telephone.
          await page.setViewportSize({ width: 360, height: 740 });
          await page.evaluate(() => (document.documentElement.style.fontSize = '175%'));
          const large = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(`${path} ${large > 360 ? large : 'fits'}`).toBe(`${path} fits`);
          await page.setViewportSize(MAGNIFIED);
        }
      } finally {
        await page.setViewportSize({ width: 1600, height: 900 });
      }
      await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
      try {
        await toldByLines(page, address);
      } finally {
        await page.emulateMedia({ forcedColors: null, reducedMotion: null });
      }
    },
    TEST_TIMEOUT_MS,
  );

  paperStory(stage);

  stage.atLength(
    'whoever turns single letters off presses none by accident, and does the same with other keys',
    async () => {
      const { page, address } = stage();
      await page.goto(`${address}sala/09`);
      await page.getByRole('button', { name: 'Ajustes' }).click();
      await page.getByLabel('Teclas de una letra').selectOption('off');
      await page.keyboard.press('Escape');
      const row = page.locator('.panel-incidents tbody tr').first();
      await row.focus();
      for (const key of ['d', 'x', '/', '?']) await page.keyboard.press(key);
      expect(await page.locator('dialog[open], .panel-incidents tr.selected').count()).toBe(0);
      const at = () => page.evaluate(() => document.activeElement?.tagName);
      expect(await at()).toBe('TR');
      await page.keyboard.press('Enter');
      await page.locator('.panel-incidents tr.selected').waitFor();
      await page.evaluate(() => localStorage.removeItem('proximidad.ajustes'));
      await page.reload();
      await row.waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  partsStory(stage);
}

function partsStory(stage: Play): void {
  stage.atLength(
    'the page of parts shows each of them in every state, and neither engine finds anything',
    async () => {
      const { page, address } = stage();
      await page.goto(`${address}diseno`);
      const ready = () => page.locator('.design').waitFor();
      // It shows every part: of the other pages it is enough to look at each in one of four looks on an ordinary day.
      expect(await brokenInAll(page, ['es dark', 'en light'], ready)).toEqual([]);
      expect(await page.locator('.nothing').count()).toBe(4);
      expect(await page.locator('.freshness').count()).toBe(5);
      const alarms = await page.locator('.alarm').evaluateAll((all) => all.map((each) => each.className));
      expect(alarms.map((name) => /alarm-(\w+)/.exec(name)?.[1])).toEqual([
        ...['new', 'new', 'new', 'acknowledged', 'shelved'],
      ]);
      await leave(page);
    },
    TEST_TIMEOUT_MS,
  );
}

function paperStory(stage: Play): void {
  stage.atLength(
    'on paper it is dark on light, without what is there to be pressed',
    async () => {
      const { page, address } = stage();
      await page.goto(`${address}sala/09`);
      await page.locator('.panel-incidents').waitFor();
      const themeAfter = (event: string) =>
        page.evaluate((name) => {
          dispatchEvent(new Event(name));
          return document.documentElement.dataset['theme'];
        }, event);
      expect(await themeAfter('beforeprint')).toBe('light');
      await page.emulateMedia({ media: 'print' });
      const pressed = page.locator('.bar, .command-bar, button:not(.candidate, .link), details:not([open])');
      expect(await pressed.filter({ visible: true }).count()).toBe(0);
      await page.emulateMedia({ media: null });
      expect(await themeAfter('afterprint')).toBe('dark');
    },
    TEST_TIMEOUT_MS,
  );
}

/**
 * Without the background colours, lines show what is chosen, what can be pressed and what has the focus. Nothing
 * moves by itself.
 */
async function toldByLines(page: Page, address: string): Promise<void> {
  await page.goto(`${address}diseno`);
  await page.locator('.sign-ALTA').first().waitFor();
  const [sign, text] = await page.evaluate(() => [
    getComputedStyle(document.querySelector('.sign-ALTA')!).fill,
    getComputedStyle(document.body).color,
  ]);
  expect(sign).toBe(text);
  const ring = page.locator('.sign-BUSY .sign-ring').first();
  expect(await ring.evaluate((each) => getComputedStyle(each).fill)).toBe('none');
  const chosen = page.locator('tr.selected').first();
  expect(await chosen.evaluate((row) => getComputedStyle(row).outlineStyle)).toBe('solid');
  const button = page.locator('button.primary').first();
  await page.keyboard.press('Tab');
  await button.focus();
  expect(await button.evaluate((each) => getComputedStyle(each).borderTopStyle)).toBe('solid');
  expect(await button.evaluate((each) => getComputedStyle(each).outlineStyle)).toBe('solid');
  await page.goto(`${address}sala/09`);
  const [here, other] = ['Sala', 'Panorama'].map((name) => page.getByRole('link', { name }));
  const groundOf = (link: Locator) => link.evaluate((each) => getComputedStyle(each).backgroundColor);
  expect(await groundOf(here!)).not.toBe(await groundOf(other!));
  const first = page.locator('.panel-incidents [data-row]').first();
  // Another may be due sooner meanwhile, and come before it.
  const row = rowOf(page, (await first.getAttribute('data-row'))!);
  await row.click();
  await page.locator('.panel-detail .timeline').waitFor();
  expect(await row.evaluate((each) => getComputedStyle(each).outlineStyle)).toBe('solid');
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
}
