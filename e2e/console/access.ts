import { subjectIdOf } from '@proximidad/identity';
import type { Locator, Page } from 'playwright-core';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { brokenInAll, isHeaded, type Play, press, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** The user of a state in which no other story signs in. */
const STOLEN = 'operator-27';
const [ASK, CONFIRM] = ['Retirar el acceso', 'Confirmar que se retira el acceso'] as const;
const [WITHDRAW, GIVE_BACK] = ['Desistir de retirar el acceso', 'Devolver el acceso'] as const;
const PHONE = { viewport: { width: 390, height: 844 } } as const;

/** What is decided for the nation: who may enter, and who represents it in each entity. */
export function accessStories(stage: Play): void {
  stage.atLength(
    'BR-S1: a stolen account is stopped on the screen by two persons, who each write whose it is, and let in again',
    () => stopsAccount(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'BR-A2: which entity has no liaison is seen, one is appointed and leaves, and the substitute acts',
    () => keepsLiaisons(stage()),
    TEST_TIMEOUT_MS,
  );
}

async function stopsAccount(stage: Stage): Promise<void> {
  const { enter } = stage;
  const subject = subjectIdOf(STOLEN);
  const stolen = await enter(STOLEN, 'sala/27');
  await stolen.locator('.panel-incidents').waitFor();
  const page = await enter('analyst', 'panorama');
  await page.getByRole('link', { name: 'Accesos y enlaces' }).click();
  await isHeaded(page, 'Accesos y enlaces');
  const panel = await looksUp(page, subject);
  await panel.getByText('revise que sea exacto').waitFor();
  const ask = await unfold(panel, ASK);
  await ask.getByText('falta que otra persona lo confirme').waitFor();
  await ask.getByLabel('Hasta cuándo').fill('2020-01-01T00:00');
  await give(ask, ASK);
  await ask.getByRole('alert').waitFor();
  await ask.getByLabel('Hasta cuándo').fill('');
  expect(await broken(page)).toEqual([]);
  await give(ask, ASK);
  await panel.getByText('Se pidió retirarlo: credenciales perdidas').waitFor();
  await give(await unfold(panel, WITHDRAW), WITHDRAW);
  await panel.getByText('Se pidió retirarlo').waitFor({ state: 'detached' });
  await give(await unfold(panel, ASK), ASK);
  await panel.getByText('Se pidió retirarlo').waitFor();
  // Nobody confirms what they asked for themselves.
  const own = await unfold(panel, CONFIRM);
  await give(own, CONFIRM);
  await own.getByRole('alert').getByText('Regla BR-S1').waitFor();

  const other = await enter('analyst-2', 'accesos', PHONE);
  const waiting = other.getByRole('region', { name: 'Esperan a otra persona' });
  const record = (
    await waiting
      .getByRole('listitem')
      .getByText(/^registro 00-/)
      .innerText()
  ).trim();
  const found = await looksUp(other, subject);
  await found.getByText(record).waitFor();
  const confirm = await unfold(found, CONFIRM);
  await confirm.getByText('Sólo quien no lo pidió').waitFor();
  expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await broken(other)).toEqual([]);
  await give(confirm, CONFIRM);
  await found.getByText(/sin acceso desde .*: credenciales perdidas/).waitFor();
  await other.context().close();
  await stolen.getByRole('alert').filter({ hasText: 'retirado' }).waitFor();
  expect(await stolen.locator('.panel').count()).toBe(0);
  await stolen.context().close();

  await auditorLooks(stage, record);
  const back = await unfold(panel, GIVE_BACK);
  await back.getByLabel('Por qué').selectOption('Credenciales repuestas');
  await give(back, GIVE_BACK);
  await panel.getByText('se devolvió').waitFor();
  await page.getByText('A nadie se le ha retirado el acceso').waitFor();
  expect(new URL(page.url()).search).toBe('');
  const ready = () => page.locator('.panel-revocations h3').first().waitFor();
  expect(await brokenInAll(page, ['en light'], ready)).toEqual([]);
  await page.context().close();
}

/** Who reads what was decided is offered nothing to decide. */
async function auditorLooks({ enter }: Stage, record: string): Promise<void> {
  const page = await enter('auditor', 'accesos');
  const ended = page.getByRole('region', { name: 'Sin acceso ahora' });
  await ended.getByRole('listitem').filter({ hasText: record }).waitFor();
  const panel = await looksUp(page, subjectIdOf(STOLEN));
  await panel.getByText(record).waitFor();
  expect(await page.locator('details.act').count()).toBe(0);
  await page.context().close();
}

async function looksUp(page: Page, subject: string): Promise<Locator> {
  const panel = page.locator('.panel-access');
  await panel.getByLabel('Nombre con que entra').fill(subject);
  await press(panel.getByRole('button', { name: 'Buscar' }));
  return panel;
}

async function keepsLiaisons(stage: Stage): Promise<void> {
  const page = await stage.enter('commander-27', 'mando/27', PHONE);
  const panel = page.locator('.panel-liaisons');
  await panel.getByText('Falta el enlace federal de Tabasco').waitFor();
  await give(await registers(page), 'Registrar una institución');
  const appoint = await unfold(panel, 'Designar enlace');
  await appoint.getByLabel('De qué institución').selectOption('Policía de Tabasco');
  await appoint.getByLabel('Quién (seudónimo').fill('enlace 27');
  const written = appoint.getByLabel('Quién (seudónimo');
  expect(await written.evaluate((input: HTMLInputElement) => input.validity.patternMismatch)).toBe(true);
  await written.fill('enlace-27');
  await appoint.getByLabel('Suplente').fill('suplente-27');
  expect(await broken(page)).toEqual([]);
  await give(appoint, 'Designar enlace');
  const line = panel.getByRole('listitem').filter({ hasText: 'Enlace federal en la entidad' });
  await line.getByText('enlace-27').waitFor();
  await panel.getByText('Falta el enlace federal').waitFor({ state: 'detached' });
  // Two do not hold one post.
  await written.fill('otro-27');
  await give(appoint, 'Designar enlace');
  await appoint.getByRole('alert').getByText('Regla BR-A2').waitFor();
  const vacate = await unfold(line, 'Dejar vacante el enlace');
  await vacate.getByLabel('Por qué').selectOption('Renunció');
  await give(vacate, 'Dejar vacante el enlace');
  await line.getByText('suplente, en funciones').waitFor();
  await vacate.getByLabel('Por qué').selectOption('Pasó a otro cargo');
  await give(vacate, 'Dejar vacante el enlace');
  await line.getByText(/^vacante desde/).waitFor();
  await give(appoint, 'Designar enlace');
  await line.getByText('otro-27').waitFor();
  expect(await broken(page)).toEqual([]);
  await page.context().close();

  const nation = await stage.enter('analyst', 'accesos');
  const all = nation.locator('.panel-liaisons');
  await all.getByText(/Faltan \d+ enlaces federales/).waitFor();
  await all
    .getByRole('listitem')
    .filter({ hasText: 'Tabasco · Enlace federal' })
    .getByText('otro-27')
    .waitFor();
  const national = await unfold(all, 'Designar enlace');
  await national.getByRole('combobox', { name: 'Entidad', exact: true }).selectOption('Yucatán');
  expect(await broken(nation)).toEqual([]);
  await nation.context().close();
}

async function registers(page: Page): Promise<Locator> {
  const institution = await unfold(page.locator('.panel-agreements'), 'Registrar una institución');
  await institution.getByLabel('Cómo se llama').fill('Policía de Tabasco');
  await institution.getByLabel('Existe desde').fill('2019-05-27T00:00');
  return institution;
}
