import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { oneWindow, type Play, press, rowOf, shortOf, TEST_TIMEOUT_MS } from './stage.ts';

/** Far from the other stories, so that only these incidents are alike. */
const PLACE = { lat: 19.2501, lon: -99.1502 } as const;

/** A call learns of its incident a moment after the board does. */
const SOON_MS = 5_000;

/** What an operator decides besides sending units, and takes back. */
export function operatorStories(stage: Play): void {
  const room = oneWindow(stage, 'operator-09', 'sala/09');
  const panel = async () => (await room()).locator('.panel-detail');
  const open = async (id: string) => {
    await rowOf(await room(), id).click();
    await (await panel()).locator('.facts').getByText(shortOf(id)).waitFor();
  };

  stage.atLength(
    'two records of one event become one, with what that will do said before, and two again',
    async () => {
      const { report } = stage();
      const [first, second] = [
        await report('30421', { point: PLACE }),
        await report('30421', { point: PLACE }),
      ];
      const [page, detail] = [await room(), await panel()];
      await open(second);
      const alike = detail.getByRole('listitem').filter({ hasText: shortOf(first) });
      await alike.getByText('Es el mismo hecho').press('Enter');
      expect(await alike.getByLabel('Cuál queda abierto').inputValue()).toBe(first);
      await alike.getByText(/se cierra como duplicado/).waitFor();
      expect(await broken(page)).toEqual([]);
      await press(alike.getByRole('button', { name: /^Unir/ }));
      // What was given up is gone from the board, and what stays is shown with the way back.
      await rowOf(page, second).waitFor({ state: 'detached' });
      const joined = detail.getByRole('listitem').filter({ hasText: 'Se le unió' });
      await press(joined.getByRole('button', { name: shortOf(second) }).first());
      await detail.getByText('Se unió a').waitFor();
      expect(await detail.getByText('Reabrir incidente', { exact: true }).count()).toBe(0);
      await detail.getByText('Deshacer la unión').first().press('Enter');
      await press(detail.getByRole('button', { name: /^Deshacer la unión/ }));
      await rowOf(page, second).waitFor();
      await related(page, [first, second], open);
    },
    TEST_TIMEOUT_MS,
  );

  closedStory(stage, room);
  drillStory(stage, room, open);
  keyStory(stage, room, open);
  callStory(stage, room);
  glassStory(stage, room);
  radioStory(stage, room, open);
  helpStory(stage, room);
}

/** The board shows it no more. */
function closedStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'an incident that was closed by mistake and left is found among those closed of late, and open again',
    async () => {
      const { platform, report } = stage();
      const page = await room();
      const detail = page.locator('.panel-detail');
      const id = await report('30421', { point: PLACE });
      await rowOf(page, id).waitFor();
      const closing = { incidentId: id, outcome: 'RESOLVED', finalCode: '30421', victims: 0 };
      await platform.execute('operator-09', 'closeIncident', { commandId: randomUUID(), ...closing });
      await rowOf(page, id).waitFor({ state: 'detached' });
      await press(page.getByRole('button', { name: 'Cerrados', exact: true }));
      const list = page.getByRole('dialog');
      const line = list.locator(`[data-line="${id}"]`);
      await line.getByText('Resuelto').waitFor();
      expect(await broken(page)).toEqual([]);
      await press(line.getByRole('button'));
      await list.waitFor({ state: 'detached' });
      await detail.locator('.facts').getByText(shortOf(id)).waitFor();
      await give(await unfold(detail, 'Reabrir incidente'), 'Reabrir incidente');
      await rowOf(page, id).waitFor();
    },
    TEST_TIMEOUT_MS,
  );
}

function drillStory(stage: Play, room: () => Promise<Page>, open: (id: string) => Promise<void>): void {
  stage.atLength(
    'to a drill nobody is sent: the room says so, and offers nothing that would be refused',
    async () => {
      await open(await stage().report('30421', { point: PLACE, exercise: true }));
      const detail = (await room()).locator('.panel-detail');
      await detail.getByText('A un simulacro no se envía a nadie').waitFor();
      await detail.getByRole('button', { name: /^Cerrar incidente/ }).waitFor();
      for (const order of ['Despachar unidad', 'Pedir otra propuesta', 'Pedir apoyo'])
        expect(await detail.getByText(order).count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
}

function keyStory(stage: Play, room: () => Promise<Page>, open: (id: string) => Promise<void>): void {
  stage.atLength(
    'by keys alone an order is unfolded, given and folded, and no key is lost when what was pressed is gone',
    async () => {
      const page = await room();
      await open(await stage().report('30421', { point: PLACE }));
      const detail = page.locator('.panel-detail');
      const presses = async (...keys: readonly string[]) => {
        for (const key of keys) await page.keyboard.press(key);
      };
      const ask = await unfold(detail, 'Pedir apoyo');
      await presses('Tab', 'M', 'Tab', 'Enter');
      const awaited = detail.getByRole('listitem').filter({ hasText: 'Médico · lo pidió la sala' });
      await awaited.waitFor();
      await ask.getByText('✓ Hecho').waitFor();
      await presses('Shift+Tab', 'Shift+Tab', 'Enter');
      expect(await ask.getAttribute('open')).toBe(null);
      await unfold(awaited, 'Anotar en qué quedó el apoyo');
      await presses('Tab', 'Tab', 'Enter');
      await awaited.waitFor({ state: 'detached' });
      await page.locator('.panel-detail:focus').waitFor();
    },
    TEST_TIMEOUT_MS,
  );
}

function callStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'a call that was cut off waits in the list: it is called back, gone on with, and taken off its incident',
    async () => {
      const { platform, report } = stage();
      const [id, page] = [`09-${randomUUID()}`, await room()];
      const did = (name: string, given: object) =>
        platform.execute('operator-09', name, { commandId: randomUUID(), callId: id, ...given });
      const caller = { number: '+525512345678', safeToCallBack: 'SAFE' };
      await did('receiveCall', { entity: '09', channel: 'C911', municipality: '09007', caller });
      await did('abandonCall', {});
      await page.getByRole('button', { name: 'Llamadas', exact: true }).click();
      const list = page.getByRole('dialog');
      const line = list.locator(`[data-line="${id}"]`);
      await line.getByText('Devolver la llamada').press('Enter');
      await press(line.getByRole('button', { name: /^Abrir el número/ }));
      await line.getByRole('link', { name: '+525512345678' }).waitFor();
      expect(await broken(page)).toEqual([]);
      await press(line.getByRole('button', { name: /^Contestó/ }));
      await press(line.getByRole('button', { name: /^Seguir con ella/ }));
      const going = page.getByRole('dialog', { name: 'Seguir con la llamada' });
      await going.getByLabel('Código CNIE').fill('30421');
      await going.getByLabel('Coordenadas').fill(`${PLACE.lat + 0.01}, ${PLACE.lon}`);
      await press(going.getByRole('button', { name: 'Reportar incidente nuevo' }));
      await going.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Llamadas', exact: true }).click();
      await line.getByText('De ella salió').waitFor();
      await line.getByText('Desligar la llamada').first().press('Enter');
      const goOn = line.getByRole('button', { name: /^Seguir con ella/ });
      await eventually('its own history knows of the incident, and it is taken off it', async () => {
        await line.getByRole('button', { name: /^Desligar/ }).press('Enter');
        return goOn.waitFor({ timeout: SOON_MS }).then(
          () => true,
          () => undefined,
        );
      });
      await page.keyboard.press('Escape');
      // Ended by mistake, it is open again.
      const about = await report('30421', { point: PLACE });
      await did('abandonCall', {});
      await page.getByRole('button', { name: 'Llamadas', exact: true }).click();
      await line.getByText('Reabrir').first().press('Enter');
      await press(line.getByRole('button', { name: /^Reabrir/ }));
      // Handed over to another entity it is over here, until it is handed back.
      await goOn.waitFor();
      await line.getByText('Transferir la llamada').first().press('Enter');
      const turned = line.locator('details', { hasText: 'Pase antes la llamada' });
      const send = turned.getByRole('button', { name: /^Transferir la llamada/ });
      expect(await send.isDisabled()).toBe(true);
      await turned.getByLabel('Entidad cuyo centro').selectOption('Jalisco');
      await turned.getByLabel('Municipio de ese centro').selectOption('Zapopan');
      expect(await broken(page)).toEqual([]);
      await press(send);
      await line.getByText('Transferida a otra entidad').waitFor();
      await line.getByText('Reabrir').first().press('Enter');
      await press(line.getByRole('button', { name: /^Reabrir/ }));
      // Whoever calls again about what is known says so, and the operator knows which it is.
      await press(goOn);
      await going.getByLabel('Código CNIE').fill('60205');
      expect(await going.getByRole('button', { name: 'Reportar incidente nuevo' }).count()).toBe(0);
      await going.getByText('Es otro que ya está abierto').press('Enter');
      await going.locator('details').getByRole('combobox').selectOption(about);
      await press(going.getByRole('button', { name: 'Ligar la llamada', exact: true }));
      await going.waitFor({ state: 'detached' });
      await page.locator('.panel-detail .facts').getByText(shortOf(about)).waitFor();
    },
    TEST_TIMEOUT_MS,
  );
}

/** A unit without a telephone tells everything over the radio. */
function radioStory(stage: Play, room: () => Promise<Page>, open: (id: string) => Promise<void>): void {
  stage.atLength(
    'what a unit tells over the radio is recorded step by step, what it found is seen and corrected, and who may not tell it is not asked',
    async () => {
      const { platform, scene, report, enter } = stage();
      const [page, incidentId] = [await room(), await report('30421', { point: PLACE })];
      const sending = { incidentId, unitId: scene.near, overrideReason: 'LOCAL_KNOWLEDGE' };
      await platform.execute('operator-09', 'dispatchPatrol', { commandId: randomUUID(), ...sending });
      await open(incidentId);
      const commander = await enter('commander-09', 'sala/09');
      await rowOf(commander, incidentId).click();
      const line = commander.locator('.sent li');
      await line.getByText('Cancelar el envío').first().waitFor();
      expect(await line.getByRole('button', { name: /^(Enterada|En camino|Llegó)/ }).count()).toBe(0);
      await commander.context().close();
      const detail = page.locator('.panel-detail');
      for (const step of ['Enterada', 'En camino', 'No ha salido: fue un error', 'En camino', 'Llegó']) {
        const order = detail.locator('.sent').getByRole('button', { name: `${step}, U-101`, exact: true });
        await press(order);
        await order.waitFor({ state: 'detached' });
        // The next key is not lost.
        await page.locator('.sent li:focus').waitFor();
      }
      const tell = await unfold(detail, 'Informar de la escena');
      await tell.getByLabel('Personas heridas').fill('2');
      expect(await tell.getByLabel('¿Quién lo dice?').inputValue()).toBe(scene.near);
      expect(await broken(page)).toEqual([]);
      await give(tell, 'Informar de la escena');
      await detail.getByText(/^Personas heridas: 2 · U-101/).waitFor();
      await tell.getByLabel('Personas heridas').fill('0');
      await give(tell, 'Informar de la escena');
      await detail.getByText(/^nadie que contar · U-101/).waitFor();
      const query =
        'query ($id: ID!) { incident(id: $id) { dispatches { acknowledgedAt enRouteAt arrivedAt } } }';
      const { data } = await platform.ask<{ incident: { dispatches: Record<string, string>[] } }>(
        ...(['operator-09', query, { id: incidentId }] as const),
      );
      expect(Object.values(data!.incident.dispatches[0]!)).not.toContain(null);
      const unit = { incidentId, unitId: scene.near };
      await platform.execute('operator-09', 'clearUnit', { commandId: randomUUID(), ...unit });
    },
    TEST_TIMEOUT_MS,
  );
}

function glassStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'in an emergency nobody asks for the training, which says before who sees it and what is still asked for',
    async () => {
      const { platform, report } = stage();
      const [page, incidentId] = [await room(), await report('30421', { point: PLACE })];
      const narrative = 'Pide que no se toque el timbre.';
      const told = { commandId: randomUUID(), incidentId, narrative };
      await platform.execute('operator-09', 'describeIncident', told);
      await rowOf(page, incidentId).click();
      const detail = page.locator('.panel-detail');
      await detail.locator('.facts').getByText(shortOf(incidentId)).waitFor();
      await detail.getByText('Relato', { exact: true }).press('Enter');
      await detail.getByText('Abrir por urgencia').first().press('Enter');
      await detail.getByText(/Quien supervisa y quien audita lo ven enseguida/).waitFor();
      expect(await broken(page)).toEqual([]);
      await press(detail.getByRole('button', { name: 'Abrir por urgencia' }));
      // The training is asked for no more; the second factor, which the form named before, still is.
      await detail.getByText(/pide haber entrado con un segundo factor/).waitFor();
      expect(await detail.getByText('Abrir por urgencia').count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );
}

/** Related, each shows the other, until that is taken back. */
async function related(
  page: Page,
  [first, second]: readonly [string, string],
  open: (id: string) => Promise<void>,
): Promise<void> {
  await open(first);
  const detail = page.locator('.panel-detail');
  await detail.getByText('Unir o relacionar con otro').press('Enter');
  await detail.getByLabel('Con cuál').selectOption(second);
  await detail.getByLabel('Qué son').selectOption('CONSEQUENCE');
  await press(detail.getByRole('button', { name: /^Relacionar/ }));
  const line = detail.locator(`[data-line="${second}"]`);
  await line.getByText('Uno resultó del otro').waitFor();
  await open(second);
  const other = detail.locator(`[data-line="${first}"]`);
  await other.getByText('Dejar de relacionar').first().press('Enter');
  await press(other.getByRole('button', { name: /^Dejar de relacionar/ }));
  await other.waitFor({ state: 'detached' });
}

function helpStory(stage: Play, room: () => Promise<Page>): void {
  stage.daily(
    'an officer asks for help: it is the first alarm whatever is selected, and stays until it was answered',
    async () => {
      const { platform, scene, report } = stage();
      const [page, other] = [await room(), await report('30421', { point: PLACE })];
      const id = await report('30421', { point: PLACE });
      const did = (name: string, given: object) =>
        platform.execute('operator-09', name, { commandId: randomUUID(), incidentId: id, ...given });
      await did('dispatchPatrol', { unitId: scene.near, overrideReason: 'LOCAL_KNOWLEDGE' });
      await rowOf(page, other).click();
      await platform.execute('officer-09', 'requestSupport', {
        ...{ commandId: randomUUID(), incidentId: id, kind: 'POLICE', unitId: scene.near },
      });
      const alarm = page.locator('.panel-alarms .alarm').first();
      await alarm.getByText('PIDE APOYO U-101: Policía').waitFor();
      await page.getByRole('alert').filter({ hasText: 'PIDE APOYO U-101' }).waitFor({ state: 'attached' });
      expect(await alarm.getByText('Apartar').count()).toBe(0);
      expect(await broken(page)).toEqual([]);
      await press(alarm.getByRole('button', { name: /^Enterado/ }));
      const seen = page.locator('.alarm-help.alarm-acknowledged');
      await seen.waitFor();
      await did('endSupport', { kind: 'POLICE', end: 'ANSWERED' });
      await seen.waitFor({ state: 'detached' });
      await did('clearUnit', { unitId: scene.near });
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}
