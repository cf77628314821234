import { brokenInAll, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** 1280 px at 400 %. */
const MAGNIFIED = { width: 320, height: 256 } as const;

/** Whoever has no mouse, sees colours otherwise, or needs it large. */
export function everybodyStories(stage: () => Stage): void {
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
