import { type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** Who leaves, and who comes after them to the same machine. */
export function doorStories(stage: () => Stage): void {
  test(
    'whoever comes after somebody who signed out is asked who they are, in another window, too',
    async () => {
      const { enter, address } = stage();
      const page = await enter('operator-09', 'sala/09');
      await page.getByRole('button', { name: 'Ajustes' }).click();
      await page.getByRole('button', { name: 'Salir' }).click();
      await page.getByText('Usted salió de la consola.').waitFor();
      const next = await page.context().newPage();
      for (const window of [page, next]) {
        if (window === next) await window.goto(address);
        await window.getByRole('button', { name: /^Entrar/ }).click();
        await window.locator('button[value="commander-09"]').first().waitFor({ state: 'attached' });
      }
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}
