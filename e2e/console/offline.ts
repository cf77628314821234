import { type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** Who goes on working while the network comes and goes. */
export function offlineStories(stage: () => Stage): void {
  test(
    'a room and a past moment that the network kept away say so, and come by themselves with it',
    async () => {
      const { enter } = stage();
      const page = await enter('commander-09', 'sala/09');
      await page.locator('.panel-incidents').waitFor();
      await page.context().setOffline(true);
      await page.getByRole('link', { name: 'Supervisión' }).click();
      await page.getByText('Esta sala no se pudo cargar. Se intenta de nuevo').waitFor();
      await page.context().setOffline(false);
      await page.locator('.panel-beats').waitFor();
      await page.getByRole('link', { name: 'Repetición' }).click();
      await page.locator('.replay-bar').waitFor();
      await page.context().setOffline(true);
      const moment = `/sala/09/repeticion?pos=${encodeURIComponent(await positionAfterOne(stage()))}`;
      await page.evaluate((path) => history.pushState(null, '', path), moment);
      await page
        .getByRole('alert')
        .filter({ hasText: /No se pudo mostrar$/ })
        .waitFor();
      await page.context().setOffline(false);
      await page.locator('[data-state-hash]').waitFor();
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** Where the record stood when somebody had just reported an incident. */
async function positionAfterOne({ platform, report }: Stage): Promise<string> {
  await report('30421');
  const asked = await platform.ask<{ operationsPicture: { position: string } }>(
    'operator-09',
    '{ operationsPicture(entity: "09") { position } }',
  );
  return asked.data!.operationsPicture.position;
}
