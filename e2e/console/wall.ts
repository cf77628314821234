import type { Page } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokenInAll, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** A wall that nobody touches. */
export function wallStories(stage: () => Stage): void {
  test(
    'a wall turns its pages, stops when asked, and takes no order',
    async () => {
      const { enter, report } = stage();
      const id = await report('30421');
      const wall = await enter('wall-09', '');
      await wall.waitForURL(/\/pared\/09$/);
      await wall.locator('.wall-page').waitFor();
      await shows(wall, id);
      await wall.keyboard.press('Space');
      await wall.getByText('EN PAUSA').waitFor();
      const stands = await wall.locator('.wall-page').getAttribute('data-page');
      await wall.getByRole('button', { name: 'Siguiente' }).click();
      expect(await wall.locator('.wall-page').getAttribute('data-page')).not.toBe(stands);
      expect(await wall.locator('.command-bar, .candidate, .bar, a').count()).toBe(0);
      expect(await brokenInAll(wall, () => wall.locator('.wall-page').waitFor())).toEqual([]);
      await wall.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  test(
    'a wall goes on after its gateway was killed',
    async () => {
      const { enter, report, platform } = stage();
      const wall = await enter('wall-09', 'pared/09');
      await wall.getByText('En vivo').waitFor();
      platform.signal('gateway', 'SIGKILL');
      await wall.getByText('SIN CONEXIÓN').waitFor();
      await wall.getByText('En vivo').waitFor();
      await platform.ready();
      await shows(wall, await report('30422'));
      await wall.context().close();
    },
    2 * TEST_TIMEOUT_MS,
  );
}

/** On one of its pages. */
async function shows(wall: Page, id: string): Promise<void> {
  const row = wall.locator(`.wall-page [data-row="${id}"]`);
  for (let turned = 0; turned < 20 && (await row.count()) === 0; turned++) {
    await wall.keyboard.press('ArrowRight');
    await sleep(200);
  }
  await row.waitFor();
}
