import { randomUUID } from 'node:crypto';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { type Play, press, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** What authorities agree about the ground of an entity. */
export function agreementStories(stage: Play): void {
  stage.atLength(
    'BR-A1: an institution is registered, and an agreement is recorded with its parties, suspended, resumed and ended in the room of who commands',
    () => agrees(stage()),
    TEST_TIMEOUT_MS,
  );
}

async function agrees(stage: Stage): Promise<void> {
  const { platform, enter } = stage;
  await platform.execute('analyst', 'registerAuthority', {
    ...{ commandId: randomUUID(), entity: '00', code: 'fuerza-00-convenio', title: 'Fuerza que ayuda' },
    ...{ functions: ['PATROL', 'RESPOND'], kind: 'FEDERAL_FORCE', from: '2019-05-27T00:00:00-06:00' },
  });
  const page = await enter('commander-09', 'mando/09', { viewport: { width: 390, height: 844 } });
  const panel = page.locator('.panel-agreements');
  await panel.getByText('No hay convenios').waitFor();
  const institution = await unfold(panel, 'Registrar una institución');
  expect(await institution.getByRole('button').isDisabled()).toBe(true);
  await institution.getByLabel('Cómo se llama').fill('Policía de la ciudad');
  await institution.getByText('policia-de-la-ciudad-09').waitFor();
  await institution.getByLabel('Existe desde').fill('2019-05-27T00:00');
  await institution.getByLabel('Acudir a incidentes').check();
  expect(await broken(page)).toEqual([]);
  await give(institution, 'Registrar una institución');
  const sign = await unfold(panel, 'Firmar el convenio');
  await sign.getByText('uno registrado por error se termina').waitFor();
  const send = sign.getByRole('button', { name: 'Firmar el convenio' });
  expect(await send.isDisabled()).toBe(true);
  await sign.getByLabel('Folio del convenio').fill('conv/09/71');
  await sign.getByLabel('Policía de la ciudad').check();
  expect(await send.isDisabled()).toBe(true);
  await sign.getByLabel('Fuerza que ayuda').check();
  await sign.getByLabel('Acudir a incidentes').check();
  await sign.getByLabel('Quién manda').selectOption('Policía de la ciudad');
  await sign.getByLabel('Dónde rige').selectOption('Iztapalapa');
  expect(await broken(page)).toEqual([]);
  await press(send);
  const line = panel.getByRole('listitem').filter({ hasText: 'CONV/09/71' });
  await line.getByText('rige', { exact: true }).waitFor();
  await line.getByText('manda Policía de la ciudad · acudir a incidentes').waitFor();
  const suspend = await unfold(line, 'Suspender el convenio');
  await suspend.getByLabel('Por qué').selectOption('Las partes lo revisan');
  await give(suspend, 'Suspender el convenio');
  await line.getByText('suspendido: las partes lo revisan').waitFor();
  expect(await broken(page)).toEqual([]);
  await give(await unfold(line, 'Reanudar el convenio'), 'Reanudar el convenio');
  await line.getByText('rige', { exact: true }).waitFor();
  const end = await unfold(line, 'Terminar el convenio');
  await end.getByText('No se deshace').waitFor();
  await give(end, 'Terminar el convenio');
  await panel.locator('summary', { hasText: 'Ya terminados' }).press('Enter');
  await line.getByText('terminado: cumplido').waitFor();
  expect(await line.locator('details.act').count()).toBe(0);
  await page.context().close();
}
