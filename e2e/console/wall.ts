import type { Page } from 'playwright-core';
import { eventually } from '../platform.ts';
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
function shows(wall: Page, id: string): Promise<true> {
  const row = wall.locator(`.wall-page [data-row="${id}"]`);
  return eventually(`the wall shows ${id} on a page`, async () => {
    if ((await row.count()) > 0) return true;
    await wall.keyboard.press('ArrowRight');
    return undefined;
  });
}
