import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { contact, PHONE } from './officer.ts';
import { cutOff, oneWindow, type Play, TEST_TIMEOUT_MS } from './stage.ts';
import { owedVisit } from './visits.ts';

/** As in the console: until then a second press counts as the tremor of a hand. */
const AGAIN_MS = 1_000;

/** What an officer tells from where the need for it is seen. */
export function telephoneStories(stage: Play): void {
  const phone = oneWindow(stage, 'officer-09', 'cuadrante', PHONE);
  channelStory(stage, phone);
  dutyStory(stage, phone);
  personStory(stage, phone);
  stuckStory(stage, phone);
}

/** Somebody learns at a door how a victim may be reached. */
function channelStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'how a victim may be reached is told beside the visit, in a dead zone too, and nothing of it can be read on the telephone',
    async () => {
      const page = await phone();
      const folio = `C5-${randomUUID().slice(0, 8).toUpperCase()}`;
      await owedVisit(stage(), { folio });
      await owedVisit(stage());
      const visit = page.locator('.panel-owed').getByRole('listitem').filter({ hasText: folio });
      await visit.getByText('No está anotado cómo encontrarle').waitFor();
      await visit.getByText('Anotar cómo encontrarle').first().tap();
      await visit.getByLabel('¿Cómo es seguro buscarle?').selectOption('Por teléfono');
      await visit.getByLabel('Desde qué hora').selectOption('10:00');
      await visit.getByLabel('Hasta qué hora').selectOption('14:00');
      await visit.getByLabel('Edad de la víctima').selectOption('18 años o más');
      await visit.getByLabel('Nombre', { exact: true }).fill('Zarzamora');
      await visit.getByLabel('Número o lugar donde encontrarle').fill('55 1234 5678');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      // A list that is away for a moment takes nothing of it, and the telephone keeps nothing either.
      await page.getByRole('link', { name: 'Panorama' }).tap();
      await page.waitForURL('**/panorama');
      await page.getByRole('link', { name: 'Mi cuadrante' }).tap();
      await visit.getByRole('textbox', { name: 'Nombre', exact: true }).waitFor();
      expect(await visit.getByLabel('Nombre', { exact: true }).inputValue()).toBe('Zarzamora');
      await cutOff(page);
      await visit.getByRole('button', { name: 'Guardar cómo encontrarle' }).tap();
      await page.getByText(/^1 por enviar/).waitFor();
      // Nothing of it is left where it was written either.
      await visit.getByText('Anotar cómo encontrarle').first().tap();
      expect(await visit.getByLabel('Nombre', { exact: true }).count()).toBe(0);
      await page.context().setOffline(false);
      await visit.getByText('Por teléfono · de 10 a 14 h').waitFor();
      await openedOnPress(visit);
      await consentedAndWithdrew(visit);
      await page.getByText('Todo enviado').waitFor();
      expect(await page.getByText('No se aceptó').count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
}

/** To whom it may be opened, it is; to others it is said why not. */
async function openedOnPress(visit: Locator): Promise<void> {
  await visit.getByText('A quién se busca y dónde').tap();
  await visit.getByText('Queda constancia de que usted lo abrió').waitFor();
  await visit.getByText('Zarzamora').or(visit.getByRole('alert')).first().waitFor();
}

/** A victim agrees to be known, and later does not: nobody is offered to open who it was. */
async function consentedAndWithdrew(visit: Locator): Promise<void> {
  await visit.getByLabel('¿Cómo es seguro buscarle?').selectOption('Por teléfono');
  await visit.getByLabel('Edad de la víctima').selectOption('18 años o más');
  await visit.getByLabel('¿Por qué se guarda quién es?').selectOption('La persona aceptó');
  await visit.getByLabel('Nombre', { exact: true }).fill('Zarzamora');
  await visit.getByRole('button', { name: 'Guardar cómo encontrarle' }).tap();
  await visit.getByText('Ya no quiere que se guarde').first().tap();
  await visit.getByRole('button', { name: 'Ya no quiere que se guarde' }).tap();
  await visit.getByText('Retiró su consentimiento').waitFor();
  expect(await visit.getByText('A quién se busca y dónde').count()).toBe(0);
}

/** Somebody agrees to be known, and later does not. */
function personStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'with whom an officer spoke is told beside the contact, by consent, and the consent is taken back there',
    async () => {
      const page = await phone();
      await contact(page, 'En el módulo');
      const latest = page.locator('.panel-recent').getByRole('listitem').first();
      await latest.filter({ hasText: 'En el módulo' }).waitFor();
      await latest.getByText('Anotar con quién hablé').first().tap();
      await latest.getByLabel('Número o lugar para encontrarle').fill('La tortillería');
      const save = latest.getByRole('button', { name: 'Guardar con quién hablé' });
      await latest.getByLabel('Versión del aviso de privacidad que vio').fill('3');
      await save.tap();
      await latest.getByText('Se guarda quién es, para decirle en qué quedó').waitFor();
      // Five later contacts take it out of the latest ones.
      for (let later = 0; later < 5; later++) await contact(page, 'En la calle');
      await page.getByText('Todo enviado').waitFor();
      const recent = page.locator('.panel-recent');
      await recent.locator('ul').first().filter({ hasNotText: 'En el módulo' }).waitFor();
      await recent.getByText('Contactos anteriores').first().tap();
      const earlier = recent.getByRole('listitem').filter({ hasText: 'Se guarda quién es, para' }).first();
      await earlier.getByText('Ya no quiere que se guarde').first().tap();
      await earlier.getByRole('button', { name: 'Ya no quiere que se guarde' }).tap();
      await recent.getByText('Retiró su consentimiento').first().waitFor();
      await page.getByText('Todo enviado').waitFor();
      expect(await page.getByText('No se aceptó').count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
}

/** The day of an officer begins and ends. */
function dutyStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'an officer goes on duty and off it, and takes back an end that was a mistake',
    async () => {
      const duty = (await phone()).locator('.panel-duty');
      const begin = duty.getByRole('button', { name: 'Entrar en servicio con U-101' });
      const isOn = duty.getByText(/^En servicio desde .* · U-101$/);
      await begin.or(isOn).waitFor();
      if (await begin.isVisible()) await begin.tap();
      await isOn.waitFor();
      await duty.getByText('Terminar mi servicio').first().tap();
      await duty.getByLabel('Por qué').selectOption('Me relevaron');
      await duty.getByRole('button', { name: 'Terminar mi servicio' }).tap();
      await duty.getByText(/^Fuera de servicio · terminó/).waitFor();
      await duty.getByRole('button', { name: 'No terminó: fue un error' }).tap();
      await isOn.waitFor();
      expect(await (await phone()).getByText('No se aceptó').count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
}

/** A service stands still while somebody is needed elsewhere. */
function stuckStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'whoever told of a contact that nobody takes yet sets out and arrives for all others',
    async () => {
      const { platform, scene, report } = stage();
      const page = await phone();
      await page.getByText('Todo enviado').waitFor();
      const incidentId = await report('30421');
      const sent = { commandId: randomUUID(), incidentId, unitId: scene.near };
      await platform.execute('operator-09', 'dispatchPatrol', { ...sent, overrideReason: 'LOCAL_KNOWLEDGE' });
      const task = page.locator(`[data-row="${incidentId}"]`);
      await task.getByRole('button', { name: 'Enterado' }).waitFor();
      platform.signal('contacts', 'SIGSTOP');
      try {
        await contact(page, 'En la calle');
        for (const name of ['Voy en camino', 'Llegué'])
          await task.getByRole('button', { name }).first().tap();
        await eventually('the unit is there', async () => {
          const query = 'query ($id: ID!) { incident(id: $id) { dispatches { status } } }';
          const { data } = await platform.ask<Sent>('operator-09', query, { id: incidentId });
          return data?.incident.dispatches.at(-1)?.status === 'ARRIVED' ? true : undefined;
        });
        await page.getByText(/^1 por enviar/).waitFor();
      } finally {
        platform.signal('contacts', 'SIGCONT');
      }
      await page.getByText('Todo enviado').waitFor();
      await foundThere(task);
      await task.getByRole('button', { name: 'Terminé' }).tap();
      await task.getByRole('button', { name: 'Terminé' }).waitFor({ state: 'detached' });
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** What is found is told in numbers, and told again corrects it. */
async function foundThere(task: Locator): Promise<void> {
  const tell = task.getByText('Qué se encontró').first();
  const save = task.getByRole('button', { name: 'Informar lo que se encontró' });
  await tell.tap();
  await task.getByRole('button', { name: 'Personas heridas +' }).tap();
  await task.getByRole('spinbutton', { name: 'Testigos menores' }).fill('2');
  await save.tap();
  await task.getByText(/Se informó .*: Personas heridas: 1 · Testigos menores: 2/).waitFor();
  await tell.tap();
  await task.getByRole('button', { name: 'Personas heridas −' }).tap();
  await sleep(AGAIN_MS);
  await save.tap();
  await task.getByText(/Se informó .*: Testigos menores: 2/).waitFor();
}

interface Sent {
  readonly incident: { readonly dispatches: readonly { readonly status: string }[] };
}
