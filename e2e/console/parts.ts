import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { broken } from './engines.ts';
import { PHONE } from './officer.ts';
import { brokenInAll, rowOf, shortOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** The vehicles of an incident and who was there, from the first word over the radio to what was a mistake. */
export function partsStories(stage: Play): void {
  stage.atLength(
    'a vehicle told over the radio is recorded by keys alone, corrected where it is opened, found by plate, and taken back',
    async () => {
      const { enter, report } = stage();
      const room = await enter('operator-09', 'sala/09');
      await rowOf(room, await report('30421')).click();
      const detail = room.locator('.panel-detail');
      await byKeysAlone(room, detail);
      const first = line(detail, '1: Motocicleta');
      await first.getByText('ABC123D').waitFor();
      await summary(first, 'Decir qué vehículo era').click();
      const form = first.getByRole('form', { name: 'Decir qué vehículo era, 1: Motocicleta' });
      expect(await form.getByLabel(/^Placa/).inputValue()).toBe('ABC123D');
      await form.getByLabel(/^Placa/).fill('ABC124D');
      await form.getByRole('button').first().click();
      await first.getByText('ABC124D').waitFor();
      await found(room);
      await detail.getByText('Vehículos').waitFor();
      await summary(first, 'Retirar un vehículo').click();
      await first.getByRole('button', { name: 'Retirar un vehículo, 1: Motocicleta' }).click();
      await first.waitFor({ state: 'detached' });
      await room.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'a caller is found by number and a victim by the whole name, by those who may, and neither stands in an address',
    () => foundByPerson(stage()),
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'a vehicle and a witness told on the telephone are beside what the room told, and taken back there',
    async () => {
      const { platform, scene, enter, report } = stage();
      const phone = await enter('officer-09', 'cuadrante', PHONE);
      const id = await report('30421');
      const unit = { incidentId: id, unitId: scene.near };
      const seen = { incidentId: id, kind: 'CAR', part: 'SEEN', plate: 'ROOM123' };
      await platform.execute('operator-09', 'tellVehicle', { commandId: randomUUID(), ...seen });
      await platform.execute('operator-09', 'dispatchPatrol', {
        ...{ commandId: randomUUID(), ...unit, overrideReason: 'LOCAL_KNOWLEDGE' },
      });
      const task = phone.locator(`.panel-tasks [data-row="${id}"]`);
      await task.getByText('Va usted').waitFor();
      await toldOnIt(task);
      await phone.getByText('Todo enviado').waitFor();
      await summary(task, 'Vehículos').click();
      await line(task, '1: Coche').getByText('ROOM123').waitFor();
      const second = line(task, '2: Camión o remolque');
      await second.getByText('XYZ987').waitFor();
      await summary(task, 'Víctimas y testigos').click();
      await line(task, '1: Testigo').waitFor();
      expect(await brokenInAll(phone, ['es light'], () => task.waitFor())).toEqual([]);
      await phone.reload();
      await summary(task, 'Vehículos').click();
      await summary(second, 'Retirar un vehículo').click();
      await second.getByRole('button', { name: /^Retirar un vehículo, 2: Camión/ }).click();
      await second.waitFor({ state: 'detached' });
      await line(task, '1: Coche').waitFor();
      await platform.execute('operator-09', 'cancelDispatch', {
        ...{ commandId: randomUUID(), ...unit, reason: 'NOT_NEEDED' },
      });
      await phone.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

const summary = (within: Locator, text: string) => within.locator('summary', { hasText: text }).first();
const line = (within: Locator, text: string) => within.getByRole('listitem').filter({ hasText: text });

/** The operator records a vehicle without a mouse; nobody types a number or an id. */
async function byKeysAlone(room: Page, detail: Locator): Promise<void> {
  await summary(detail, 'Decir qué vehículo era').focus();
  for (const key of ['Enter', 'Tab', 'm', 'Tab', 'e', 'Tab']) await room.keyboard.press(key);
  await room.keyboard.type('abc-123-d');
  await room.keyboard.press('Enter');
  await detail.getByRole('form', { name: 'Decir qué vehículo era' }).getByText('✓').waitFor();
  await summary(detail, 'Vehículos').focus();
  await room.keyboard.press('Enter');
}

/** The incident is found by the plate that stands, and by no other. */
async function found(room: Page): Promise<void> {
  const dialog = await searching(room);
  const finds = dialog.getByRole('button', { name: 'Buscar' });
  await dialog.getByLabel(/^Placa/).fill('ABC123D');
  await finds.click();
  await dialog.getByText('Ningún incidente tiene un vehículo con esa placa.').waitFor();
  await dialog.getByLabel(/^Placa/).fill('abc-124-d');
  await finds.click();
  await dialog.getByRole('listitem').getByRole('button').click();
  await dialog.waitFor({ state: 'detached' });
}

async function searching(room: Page): Promise<Locator> {
  await room.getByRole('button', { name: 'Buscar' }).click();
  return room.getByRole('dialog');
}

const NUMBER = '+525550001234';
const NAME = 'Itzel Canario Reservada';

/** A caller who calls again is found by number, a victim by the whole name by whoever is trained for it; neither stands in an address. */
async function foundByPerson({ platform, enter, report }: Stage): Promise<void> {
  const incidentId = await report('30421');
  const commandId = () => randomUUID();
  await platform.execute('operator-09', 'receiveCall', {
    ...{ commandId: commandId(), channel: 'C911', entity: '09' },
    caller: { number: NUMBER, safeToCallBack: 'SAFE' },
  });
  await platform.execute('operator-09', 'tellInvolved', {
    ...{ commandId: commandId(), incidentId, part: 'VICTIM', ageBand: 'ADULT', adult: { name: NAME } },
  });
  const room = await enter('operator-09-2', 'sala/09');
  const addresses: string[] = [];
  room.on('request', (request) => addresses.push(request.url()));
  const dialog = await searching(room);
  const finds = dialog.getByRole('button', { name: 'Buscar' });
  await dialog.getByLabel('Por').selectOption('Teléfono de quien llamó');
  await dialog.getByText('Se busca para: Despacho').waitFor();
  const number = dialog.getByLabel('Teléfono completo');
  await number.fill('55 5000 4321');
  await finds.click();
  await dialog.getByText('Ninguna llamada vino de ese teléfono.').waitFor();
  await number.fill('55 5000 1234');
  await number.press('Enter');
  await dialog.getByRole('listitem').getByText('Sin clasificar').waitFor();
  expect(await broken(room)).toEqual([]);
  await dialog.getByRole('button', { name: /^Seguir con ella/ }).click();
  await room.getByRole('dialog', { name: 'Seguir con la llamada' }).waitFor();
  await room.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await searching(room);
  await dialog.getByLabel('Por').selectOption('Nombre de una víctima o testigo');
  await dialog.getByLabel(/^Nombre completo/).fill('itzel  canario reservada');
  await finds.click();
  await dialog.getByRole('listitem').getByRole('button').click();
  await room.locator('.panel-detail .facts').getByText(shortOf(incidentId)).waitFor();
  expect([...addresses, room.url()].filter((each) => /5550001234|canario/i.test(each))).toEqual([]);
  await room.context().close();
  const untrained = await enter('operator-09', 'sala/09');
  await untrained.evaluate(() => localStorage.setItem('proximidad.ajustes', '{"language":"en"}'));
  await untrained.reload();
  await untrained.getByRole('button', { name: 'Find' }).click();
  const asked = untrained.getByRole('dialog');
  await asked.getByLabel('By').selectOption('Name of a victim or witness');
  await asked.getByLabel(/^Whole name/).fill(NAME);
  await asked.getByRole('button', { name: 'Find' }).click();
  await asked.getByRole('alert').waitFor();
  expect(await asked.getByRole('alert').allInnerTexts()).toEqual([expect.stringContaining('train')]);
  expect(await broken(untrained)).toEqual([]);
  await untrained.context().close();
}

async function toldOnIt(task: Locator): Promise<void> {
  await summary(task, 'Decir qué vehículo era').click();
  const vehicle = task.getByRole('form', { name: /^Decir qué vehículo era/ });
  await vehicle.getByLabel('¿Qué vehículo?').selectOption('Camión o remolque');
  await vehicle.getByLabel(/^Placa/).fill('xyz 987');
  await vehicle.getByRole('button').click();
  await vehicle.waitFor({ state: 'hidden' });
  await summary(task, 'Decir quién está involucrado').click();
  const person = task.getByRole('form', { name: /^Decir quién está involucrado/ });
  await person.getByLabel('¿Quién es?').selectOption('Testigo');
  await person.getByLabel(/^Quien le cuida/).waitFor();
  await person.getByLabel('Edad').selectOption('18 años o más');
  await person.getByLabel('Nombre').fill('Alba Canario');
  await person.getByRole('button').click();
  await person.waitFor({ state: 'hidden' });
}
