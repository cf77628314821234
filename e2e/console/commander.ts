import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { brokenInAll, isHeaded, type Play, press, shortOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** What waits for the decision of who answers for an entity. */
export function commanderStories(stage: Play): void {
  stage.atLength(
    'whoever commands sees at once who was stopped at what is sealed, and what was opened in an emergency, as the room was told',
    () => looksIntoOpenings(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'a liaison asks to see an incident, is answered in the room of who commands, reads it, and loses it there again',
    () => answersLiaison(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'a request about personal data is recorded, answered with its ground, taken back and done in the office of records',
    () => answersPerson(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.daily(
    'BR-B21: a problem is opened, worked on, closed once a partner confirms, and reopened on the screen',
    () => worksOnProblem(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'a commitment is given a later term, or the right one, and recorded as broken beside it, and what was ended leads to its life',
    () => endsCommitment(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'a unit is registered with its home, and retired for good where it is listed',
    () => keepsUnits(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'BR-C12: a contact that was recorded by mistake is annulled by who commands where its life is read',
    () => annulsContact(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'the tables of who commands and who trains need no scrolling sideways, on a telephone neither, where each cell says what it is',
    async () => {
      for (const [user, path, panel, head] of ON_TELEPHONE) {
        const page = await stage().enter(user, path, { viewport: { width: 390, height: 844 } });
        await page.locator(`${panel} tbody tr`).first().waitFor();
        const body = page.locator(`${panel} .panel-body`);
        const beyond = await body.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
        const told = await page
          .locator(`${panel} td`)
          .first()
          .evaluate((cell) => getComputedStyle(cell, '::before').content);
        expect([path, beyond, told]).toEqual([path, 0, `"${head}"`]);
        expect(await broken(page)).toEqual([]);
        await page.setViewportSize({ width: 1280, height: 800 });
        expect(await body.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
        await page.context().close();
      }
    },
    TEST_TIMEOUT_MS,
  );
}

const ON_TELEPHONE = [
  ['commander-09', 'supervision/09', '.panel-beats', 'Unidades ahora'],
  ['academy', 'academia/09', '.panel-officers', 'Grado'],
] as const;

async function answersLiaison(stage: Stage): Promise<void> {
  const { report, address } = stage;
  const incidentId = await report('30421');
  const seeker = await stage.enter('liaison-10', 'panorama');
  await seeker.getByRole('link', { name: 'Enlace' }).click();
  await isHeaded(seeker, 'Enlace');
  await asksToSee(seeker, `${address}auditoria/incidente/${incidentId}?paso=1`, 'req-71/2026');
  const page = await stage.enter('commander-09', 'sala/09');
  await page.getByRole('link', { name: 'Mando' }).click();
  await isHeaded(page, 'Mando · Ciudad de México');
  const needs = page.locator('.panel-needs');
  const line = needs.getByRole('listitem').filter({ hasText: 'REQ-71/2026' });
  await line.getByText('Sigue en otra entidad').waitFor();
  await needs.getByText('Ningún incidente está abierto a un enlace').waitFor();
  expect(await brokenInAll(page, ['en light'], () => line.waitFor())).toEqual([]);
  await page.reload();
  const grant = await unfold(line, 'Conceder el acceso por necesidad');
  await grant.getByText('por 8 horas').waitFor();
  await give(grant, 'Conceder el acceso por necesidad');
  const open = needs.getByRole('region', { name: 'Abiertos ahora' }).getByRole('listitem');
  await open.getByText('abierto hasta').waitFor();
  await needs.getByText('Nadie espera respuesta').waitFor();
  await seesWhatIsOpen(seeker, incidentId);
  const end = await unfold(open, 'Retirar el acceso por necesidad');
  await give(end, 'Retirar el acceso por necesidad');
  await open.waitFor({ state: 'detached' });
  await needs.locator('summary', { hasText: 'Ya contestadas' }).press('Enter');
  await needs.getByText('se abrió y se retiró antes').waitFor();
  // What was open is gone from the screen on which it was read.
  await seeker.getByText('Este incidente no está abierto para usted').waitFor();
  expect(await seeker.locator('.panel-detail, .panel-sealed').count()).toBe(0);
  const mine = seeker.locator('.panel-asked');
  await mine.locator('summary', { hasText: 'Ya contestadas' }).press('Enter');
  await mine.getByText('se abrió y se retiró antes').waitFor();
  const anew = await unfold(mine, 'Pedir acceso por necesidad');
  await anew.getByLabel(/^Número del requerimiento/).fill('REQ-72/2026');
  await give(anew, 'Pedir acceso por necesidad');
  const again = needs.getByRole('listitem').filter({ hasText: 'REQ-72/2026' });
  const refusal = await unfold(again, 'Negar el acceso por necesidad');
  await refusal.getByLabel('Por qué').selectOption('Sin derecho');
  await give(refusal, 'Negar el acceso por necesidad');
  await again.waitFor({ state: 'hidden' });
  await needs.locator('summary', { hasText: 'Ya contestadas' }).press('Enter');
  await needs.getByText('se negó: sin derecho').waitFor();
  expect(await broken(page)).toEqual([]);
  await again.getByRole('link', { name: `Ver el incidente, REQ-72/2026, ${shortOf(incidentId)}` }).click();
  await page.locator('.panel-life').waitFor();
  await page.context().close();
  await mine.locator('summary', { hasText: 'Ya contestadas' }).waitFor();
  await mine.getByText('se negó: sin derecho').waitFor({ state: 'attached' });
  expect(await brokenInAll(seeker, ['es dark', 'en light'], () => mine.waitFor())).toEqual([]);
  await seeker.context().close();
}

/** By its address, as somebody sent it; something else is said to be none. */
async function asksToSee(page: Page, incident: string, folio: string): Promise<void> {
  const ask = await unfold(page.locator('.panel-ask'), 'Pedir acceso por necesidad');
  await ask.getByText('por 8 horas').waitFor();
  const which = ask.getByLabel(/^Identificador del incidente/);
  await which.fill('el de ayer');
  await ask.getByLabel(/^Número del requerimiento/).fill(folio);
  await give(ask, 'Pedir acceso por necesidad');
  expect(await which.evaluate((input: HTMLInputElement) => input.validationMessage)).toContain(
    'no hay un identificador',
  );
  await which.fill(incident);
  await give(ask, 'Pedir acceso por necesidad');
  const waiting = page.getByRole('region', { name: 'Esperan respuesta' }).getByRole('listitem');
  await waiting.getByText('Sigue en otra entidad').waitFor();
}

/** It is read for the purpose that the liaison declares by a press. */
async function seesWhatIsOpen(page: Page, incidentId: string): Promise<void> {
  const open = page.getByRole('region', { name: 'Abiertos para usted' }).getByRole('listitem');
  await open.getByText('abierto hasta').waitFor();
  await open.getByRole('link', { name: /^Ver el incidente/ }).click();
  await page.getByRole('button', { name: 'Verlo para: Apoyo a la investigación' }).click();
  await page.locator('.panel-detail .facts').getByText(shortOf(incidentId)).waitFor();
  const sealed = page.locator('.panel-sealed');
  await sealed.locator('summary', { hasText: 'Relato' }).press('Enter');
  await sealed.getByText('Nadie lo ha dicho todavía.').waitFor();
  await sealed.locator('summary', { hasText: 'Domicilio y quién llamó' }).press('Enter');
  await sealed.getByText('Nadie lo ha dicho todavía.').nth(1).waitFor();
  expect(await sealed.getByRole('alert').count()).toBe(0);
  expect(await broken(page)).toEqual([]);
}

async function answersPerson(stage: Stage): Promise<void> {
  const page = await stage.enter('commander-09', 'datos/09');
  const panel = page.locator('.panel-data-requests');
  const receive = await unfold(panel, 'Recibir una solicitud ARCO');
  await receive.getByText('20 días hábiles').waitFor();
  await receive.getByLabel('Qué se pide').selectOption('Cancelación: borrarlo');
  await receive.getByLabel('Folio de la solicitud').fill('arco-2026-71');
  const persons = receive.getByLabel('Identificadores de la persona');
  await persons.fill('María López');
  await give(receive, 'Recibir una solicitud ARCO');
  expect(await persons.evaluate((input: HTMLInputElement) => input.validationMessage)).toContain(
    'nunca nombres',
  );
  await persons.fill('');
  await give(receive, 'Recibir una solicitud ARCO');
  const line = panel.getByRole('listitem').filter({ hasText: 'ARCO-2026-71' });
  await line.getByText('por contestar').waitFor();
  await give(await unfold(line, 'Ampliar el plazo'), 'Ampliar el plazo');
  await line.getByText('con plazo ampliado').waitFor();
  const answer = await unfold(line, 'Resolver la solicitud ARCO');
  await answer.getByLabel('Otros identificadores').waitFor();
  expect(await answer.getByLabel('Otros identificadores').getAttribute('required')).toBe('');
  await answer.getByLabel('Respuesta').selectOption('Se niega');
  await answer.getByLabel('Por qué').selectOption('Nada se conserva');
  expect(await broken(page)).toEqual([]);
  await give(answer, 'Resolver la solicitud ARCO');
  await line.waitFor({ state: 'hidden' });
  await panel.locator('summary', { hasText: 'Ya negadas o cumplidas' }).press('Enter');
  await line.getByText('negada · Nada se conserva').waitFor();
  const reopen = await unfold(line, 'Retirar el último paso');
  await reopen.getByLabel('Por qué').selectOption('Se registró por error');
  await give(reopen, 'Retirar el último paso');
  await line.getByText('por contestar').waitFor();
  const again = await unfold(line, 'Resolver la solicitud ARCO');
  await again.getByLabel('Otros identificadores').fill(`09-${randomUUID()}`);
  await give(again, 'Resolver la solicitud ARCO');
  await line.getByText('concedida, por cumplir').waitFor();
  const done = await unfold(line, 'Cumplir la solicitud ARCO');
  await give(done, 'Cumplir la solicitud ARCO');
  await done.getByRole('alert').waitFor();
  await page.context().close();
}

async function worksOnProblem(stage: Stage): Promise<void> {
  const page = await stage.enter('commander-09', 'mando/09');
  const panel = page.locator('.panel-problems');
  const open = await unfold(panel, 'Abrir un problema');
  await open.getByLabel('De qué se trata').fill('30421');
  await open.getByRole('combobox', { name: 'Municipio' }).selectOption({ label: 'Iztapalapa' });
  await open.getByRole('combobox', { name: 'Cuadrante' }).selectOption('IZP-6.1.4');
  await give(open, 'Abrir un problema');
  const line = panel.getByRole('listitem').filter({ hasText: 'IZP-6.1.4' });
  await line.getByText('Exploración').waitFor();
  await press(line.getByRole('button', { name: 'Trabajar en él' }));
  const work = page.getByRole('dialog');
  const close = await unfold(work, 'Cerrar el problema');
  await close.getByText('primero súmelo al problema').waitFor();
  expect(await close.getByRole('button').isDisabled()).toBe(true);
  const join = await unfold(work, 'Sumar al problema');
  await join.getByLabel('Quién').selectOption('Vecinas y vecinos');
  await give(join, 'Sumar al problema');
  await work.locator('dd', { hasText: 'Vecinas y vecinos' }).waitFor();
  const agree = await unfold(work, 'Acordar una acción');
  await agree.getByLabel('Quién la hace').selectOption('Vecinas y vecinos');
  await give(agree, 'Acordar una acción');
  const action = work.getByRole('listitem');
  await action.getByText('para el').waitFor();
  const settle = await unfold(action, 'Resolver la acción');
  expect(await broken(page)).toEqual([]);
  await press(settle.getByRole('button'));
  await action.locator('.quiet', { hasText: 'Se hizo' }).waitFor();
  const enter = await unfold(work, 'Pasar el problema de etapa');
  await press(enter.getByRole('button'));
  await work.locator('dd', { hasText: 'Análisis' }).waitFor();
  await close.getByLabel('Quién confirma').selectOption('Vecinas y vecinos');
  await press(close.getByRole('button'));
  await work.waitFor({ state: 'detached' });
  await panel.locator('summary', { hasText: 'Ya cerrados' }).press('Enter');
  await panel.getByText('Resuelto · lo confirmó: vecinas y vecinos').waitFor();
  await give(await unfold(panel, 'Reabrir el problema'), 'Reabrir el problema');
  await line.getByText('Análisis').waitFor();
  await page.context().close();
}

async function endsCommitment({ platform, scene, enter }: Stage): Promise<void> {
  const dueAt = new Date(Date.now() + 86_400_000).toISOString();
  const promised = { kind: 'MEETING', beatId: scene.beatId, officerId: scene.officerId, dueAt };
  const made = await platform.execute(
    'commander-09',
    'makeCommitment',
    { commandId: randomUUID(), ...promised },
    '... on CommitmentAccepted { commitment { id } }',
  );
  const { id } = made['commitment'] as { id: string };
  const page = await enter('commander-09', 'supervision/09');
  const panel = page.locator('.panel-commitments');
  const line = panel.getByRole('listitem').filter({ has: page.locator(`a[href$="${id}"]`) });
  const moving = 'Mover la fecha del compromiso';
  const move = await unfold(line, moving);
  await give(move, moving);
  await line.getByText('aplazado una vez').waitFor();
  await give(move, moving);
  await line.getByText('aplazado 2 veces').waitFor();
  await move.getByText('Una fecha anotada por error se corrige a una anterior').waitFor();
  await move.getByLabel('Por qué').selectOption('Se registró por error');
  await move.getByLabel('¿Cuánto antes?').selectOption('Una semana antes');
  await give(move, moving);
  await line.getByText('aplazado una vez').waitFor();
  const end = await unfold(line, 'Dar por incumplido el compromiso');
  await end.getByLabel('Por qué').selectOption('Nunca se dio');
  await give(end, 'Dar por incumplido el compromiso');
  await line.waitFor({ state: 'detached' });
  await panel.getByText('Ya no se debe: Reunirse').waitFor();
  await panel.getByRole('link', { name: 'Ver su vida, donde se reabre' }).click();
  await unfold(page.locator('.panel-life'), 'Reabrir el compromiso');
  await page.context().close();
}

async function keepsUnits(stage: Stage): Promise<void> {
  const page = await stage.enter('commander-09', 'mando/09');
  const panel = page.locator('.panel-fleet');
  const register = await unfold(panel, 'Registrar la unidad');
  // The first by its code, so that it is on the first page.
  await register.getByLabel('Cómo se le llama por radio').fill('0-71');
  await register.getByLabel('Tipo de unidad').selectOption('Motopatrulla');
  await register.getByRole('combobox', { name: 'Municipio' }).selectOption({ label: 'Iztapalapa' });
  await register.getByRole('combobox', { name: 'Cuadrante' }).selectOption('IZP-6.1.4');
  expect(await broken(page)).toEqual([]);
  await give(register, 'Registrar la unidad');
  const line = panel.getByRole('listitem').filter({ hasText: '0-71' });
  await line.getByText('Iztapalapa · IZP-6.1.4').waitFor();
  const retire = await unfold(line, 'Dar de baja la unidad');
  await retire.getByText('para siempre').waitFor();
  await retire.getByLabel('Por qué').selectOption('Se registró por error');
  await give(retire, 'Dar de baja la unidad');
  await line.getByText('dada de baja').waitFor();
  expect(await line.locator('details.act').count()).toBe(0);
  await line.getByRole('link', { name: 'Ver su vida' }).click();
  await page.locator('.panel-life').getByText('Se registró por error').first().waitFor();
  expect(await page.locator('.panel-life details.act').count()).toBe(0);
  await page.context().close();
}

async function looksIntoOpenings(stage: Stage): Promise<void> {
  const { platform, report } = stage;
  const page = await stage.enter('commander-09', 'mando/09');
  const panel = page.locator('.panel-openings');
  await page.locator('.freshness-live').waitFor();
  const incidentId = await report('30421');
  await platform.execute('operator-09', 'breakGlass', {
    ...{ commandId: randomUUID(), incidentId, reason: 'NOBODY_TRAINED' },
  });
  const emergencies = panel.getByRole('region', { name: 'Abiertos por urgencia' });
  const opened = emergencies.getByRole('listitem').filter({ hasText: shortOf(incidentId) });
  await opened.getByText('Nadie capacitado disponible').waitFor();
  // A surname of the searcher's own.
  const query = '{ incidentsOfPerson(name: "Zarzamora Prueba") { id } }';
  await platform.ask('operator-09-2', query, {}, { 'x-purpose': 'DISPATCH' });
  // Whoever looks at the ground is told, too.
  await page.getByRole('link', { name: 'Supervisión' }).click();
  await page.getByRole('link', { name: /Espera su decisión: .*1 interrupción/ }).click();
  const line = panel.getByRole('listitem').filter({ hasText: 'Buscó un apellido propio' });
  const seen = await unfold(line, 'Darse por enterado');
  await seen.getByText('la interrupción sigue su plazo').waitFor();
  expect(await broken(page)).toEqual([]);
  await give(seen, 'Darse por enterado');
  await line.waitFor({ state: 'hidden' });
  await panel.locator('summary', { hasText: 'Interrupciones ya vistas' }).press('Enter');
  await line.getByText('la vio: mando').waitFor();
  await opened.getByRole('link', { name: `Ver el incidente, ${shortOf(incidentId)}` }).click();
  await page.locator('.panel-life').waitFor();
  await page.context().close();
}

async function annulsContact({ platform, scene, enter }: Stage): Promise<void> {
  const told = { beatId: scene.beatId, kind: 'CALLE', outcome: 'ATENDIDO', officerIds: [scene.officerId] };
  const how = { durationSeconds: 300, people: { adults: 1, minors: 0 } };
  const made = await platform.execute(
    'commander-09',
    'recordContact',
    { commandId: randomUUID(), ...told, ...how },
    '... on ContactAccepted { contact { id } }',
  );
  const { id } = made['contact'] as { id: string };
  const page = await enter('commander-09', `auditoria/contacto/${id}`);
  const life = page.locator('.panel-life');
  const order = await unfold(life, 'Anular un contacto');
  await order.getByText('nadie abre con quién fue').waitFor();
  await order.getByLabel('Por qué').selectOption('Nunca ocurrió');
  expect(await broken(page)).toEqual([]);
  await give(order, 'Anular un contacto');
  await life.locator('tr', { hasText: 'Nunca ocurrió' }).waitFor();
  await order.waitFor({ state: 'detached' });
  await page.context().close();
}
