import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { brokenInAll, isHeaded, shortOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** The day of those who train. */
export function academyStory(stage: Play): void {
  stage.daily(
    'an academy enrols, records a result that it is told of before, annuls it, and revokes a certificate',
    () => trains(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'an officer is registered, transferred and identified on the screen, by the academy or by whoever commands, and the latter decides of no training',
    () => enlists(stage()),
    TEST_TIMEOUT_MS,
  );
}

async function trains(stage: Stage): Promise<void> {
  const { platform } = stage;
  const officer = { officerId: `09-${randomUUID()}`, entity: '09', municipality: '09007', rank: 'POLICIA' };
  await platform.execute('academy', 'registerOfficer', { commandId: randomUUID(), ...officer });
  const page = await stage.enter('academy', '');
  await page.getByRole('link', { name: 'Ciudad de México' }).click();
  await isHeaded(page, 'Academia · Ciudad de México');
  const row = page.locator('.panel-officers tr', { hasText: shortOf(officer.officerId) });
  await row.getByText('sin certificado').waitFor();
  expect(await brokenInAll(page, ['en light'], () => row.waitFor())).toEqual([]);
  await row.getByRole('link').click();
  await page.reload();
  const issued = await unfold(page.locator('.panel-certificates'), 'Expedir el certificado');
  await give(issued, 'Expedir el certificado');
  await revokesCertificate(page);
  const courses = page.locator('.panel-enrolments');
  await give(await unfold(courses, 'Inscribir al policía'), 'Inscribir al policía');
  const line = courses.getByRole('listitem').first();
  const result = await unfold(line, 'Completar el curso');
  await result.getByLabel('Horas asistidas').fill('40');
  await result.getByLabel('Puntos de cada módulo').fill('90 60');
  await result.getByText('NO aprueba').waitFor();
  await result.getByLabel('Puntos de cada módulo').fill('90 70');
  await result.getByText('Con esto aprueba').waitFor();
  expect(await broken(page)).toEqual([]);
  await give(result, 'Completar el curso');
  await line.getByText('Aprobó').waitFor();
  const competences = page.locator('.panel-competences');
  await competences.getByText('por el curso').first().waitFor();
  await give(await unfold(line, 'Anular el resultado del curso'), 'Anular el resultado del curso');
  await line.getByText('En curso').waitFor();
  await competences.getByText('ya no vale').first().waitFor();
  await give(await unfold(line, 'Retirar la inscripción'), 'Retirar la inscripción');
  await line.getByText('Inscripción retirada').waitFor();
  await eventually('the enrolment is withdrawn', async () => {
    const query = 'query ($id: ID!) { officer(id: $id) { enrolments { edges { node { status } } } } }';
    const { data } = await platform.ask<Enrolled>('academy', query, { id: officer.officerId });
    return data?.officer.enrolments.edges.some(({ node }) => node.status === 'WITHDRAWN') || undefined;
  });
  await page.context().close();
}

interface Enrolled {
  readonly officer: {
    readonly enrolments: { readonly edges: readonly { readonly node: { readonly status: string } }[] };
  };
}

async function revokesCertificate(page: Page): Promise<void> {
  const panel = page.locator('.panel-certificates');
  const line = panel.getByRole('listitem').first();
  const order = await unfold(line, 'Revocar el certificado');
  await order.getByText('No se repone: se expide otro').waitFor();
  await order.getByLabel('Por qué').selectOption('Se emitió por error');
  await give(order, 'Revocar el certificado');
  await line.getByText('revocado el').waitFor();
}

async function enlists(stage: Stage): Promise<void> {
  const page = await stage.enter('academy', 'academia/09', { viewport: { width: 390, height: 844 } });
  const officers = page.locator('.panel-officers');
  const row = officers.locator('tbody tr').first();
  await row.waitFor();
  const before = await row.innerText();
  const register = await unfold(officers, 'Registrar policía');
  await register.getByText('Sirve desde ahora donde y como se elija').waitFor();
  await register.getByLabel('Municipio').selectOption('Iztapalapa');
  await register.getByLabel('Grado').selectOption('Policía');
  await give(register, 'Registrar policía');
  await row.filter({ hasNotText: before.split(/\s/)[0]! }).waitFor();
  await row.getByRole('link').click();
  const service = serviceIn(page);
  await service.getByText('Iztapalapa').first().waitFor();
  const dossier = new URL(page.url()).pathname.slice(1);

  const identify = await unfold(service, 'Identificar al policía');
  expect(await identify.getByRole('button').isDisabled()).toBe(true);
  const cuip = identify.getByLabel('CUIP');
  await cuip.fill('sin clave');
  await give(identify, 'Identificar al policía');
  expect(await cuip.evaluate((input: HTMLInputElement) => input.validity.patternMismatch)).toBe(true);
  await cuip.fill('gohp800101h00000001');
  await give(identify, 'Identificar al policía');
  // Written down, it is gone from the form.
  await identify.locator('input[value=""]').nth(1).waitFor();
  // The national academy records the keys, and opens none.
  expect(await service.getByText('CUIP y CURP').count()).toBe(0);
  expect(await broken(page)).toEqual([]);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0);
  await page.context().close();

  const commander = await stage.enter('commander-09', dossier);
  const transfer = await unfold(serviceIn(commander), 'Cambiar de adscripción al policía');
  const send = transfer.getByRole('button', { name: 'Cambiar de adscripción al policía' });
  expect(await send.isDisabled()).toBe(true);
  await transfer.getByLabel('Municipio').selectOption('del estado');
  await give(transfer, 'Cambiar de adscripción al policía');
  await serviceIn(commander).locator('dd', { hasText: 'del estado' }).waitFor();
  await serviceIn(commander).getByText('CUIP y CURP').click();
  await serviceIn(commander).getByText('GOHP800101H00000001').waitFor();
  const offered = await commander.locator('details.act > summary').allInnerTexts();
  expect(offered).toEqual([
    ...['Cambiar de adscripción al policía', 'Dar de baja al policía', 'Identificar al policía'],
  ]);
  await commander.context().close();
}

const serviceIn = (page: Page) => page.locator('.panel-service');
