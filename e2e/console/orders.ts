import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { broken } from './engines.ts';
import { type Play, press, shortOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';
import { owedVisit } from './visits.ts';

/** What those decide who answer for a place: each order says what it will do, and its way back is at hand. */
export function orderStories(stage: Play): void {
  stage.atLength(
    'a follow-up that is owed no longer is waived beside it, and owed again from there',
    () => waivesAndReopens(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'what was closed wrongly, and a commitment recorded as kept by mistake, are corrected where their life is read',
    () => corrects(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'a duty that runs too long is ended and resumed, and a shift is opened, filled and cancelled in its beat',
    () => fills(stage()),
    TEST_TIMEOUT_MS,
  );
}

/** Unfolds an order, as the keyboard does, and leaves it to be filled in. */
export async function unfold(where: Locator | Page, name: string): Promise<Locator> {
  const summary = where.locator('details.act > summary', { hasText: name }).first();
  await summary.press('Enter');
  return summary.locator('..');
}

export async function give(order: Locator, name: string): Promise<void> {
  await press(order.getByRole('button', { name }));
}

async function waivesAndReopens(stage: Stage): Promise<void> {
  const followUpId = await owedVisit(stage);
  const page = await stage.enter('commander-09', 'supervision/09');
  const owed = page.locator('.panel-owed');
  const line = owed.getByRole('listitem').filter({ has: page.locator(`a[href$="${followUpId}"]`) });
  const order = await unfold(line, 'Dispensar el seguimiento');
  await order.getByText('Nadie buscará más a la víctima').waitFor();
  await order.getByLabel('Por qué').selectOption('La víctima lo pidió');
  expect(await broken(page)).toEqual([]);
  await give(order, 'Dispensar el seguimiento');
  await line.waitFor({ state: 'detached' });
  await owed.getByText('Se dispensó: Robo con violencia').waitFor();
  await owed.getByRole('link', { name: 'Ver su vida, donde se reabre' }).click();
  const life = page.locator('.panel-life');
  await give(await unfold(life, 'Reabrir el seguimiento'), 'Reabrir el seguimiento');
  await unfold(life, 'Dispensar el seguimiento');
  await page.context().close();
}

async function corrects(stage: Stage): Promise<void> {
  const { platform, report, scene, address } = stage;
  const since = new Date(Date.now() - 1_000).toISOString();
  const id = await report('30421');
  const closing = { incidentId: id, outcome: 'RESOLVED', finalCode: '30421', victims: 1 };
  await platform.execute('operator-09', 'closeIncident', { commandId: randomUUID(), ...closing });
  const page = await stage.enter('commander-09', `auditoria/incidente/${id}`);
  const life = page.locator('.panel-life');
  const code = await unfold(life, 'Corregir el código');
  const send = code.getByRole('button', { name: 'Corregir el código' });
  expect(await send.isDisabled()).toBe(true);
  await code.getByLabel('Código final').fill('30101');
  await code.getByLabel('Por qué').selectOption('Error de codificación');
  await press(send);
  await life.locator('tr', { hasText: 'Error de codificación' }).waitFor();
  const closed = await unfold(life, 'Corregir el cierre');
  await closed.getByRole('spinbutton').fill('2');
  await closed.getByLabel('Por qué').selectOption('Se hallaron víctimas');
  expect(await broken(page)).toEqual([]);
  await give(closed, 'Corregir el cierre');
  await life.locator('tr', { hasText: 'Se hallaron víctimas' }).waitFor();
  const place = await unfold(life, 'Corregir el lugar');
  expect(await place.getByRole('button', { name: 'Corregir el lugar' }).isDisabled()).toBe(true);
  await place.getByLabel('Municipio').selectOption('Tlalpan');
  await give(place, 'Corregir el lugar');
  await life.locator('tr', { hasText: 'Error de ubicación' }).waitFor();
  const promised = { kind: 'VISIT', beatId: scene.beatId, officerId: scene.officerId };
  const dueAt = new Date(Date.now() + 86_400_000).toISOString();
  const made = await platform.execute(
    'commander-09',
    'makeCommitment',
    { commandId: randomUUID(), ...promised, dueAt },
    '... on CommitmentAccepted { commitment { id } }',
  );
  const commitmentId = (made['commitment'] as { id: string }).id;
  await platform.execute('commander-09', 'keepCommitment', { commandId: randomUUID(), commitmentId });
  await page.goto(`${address}auditoria/cambios/09?desde=${since}`);
  await page.locator(`.panel-compromiso a[href$="${commitmentId}"]`).click();
  const order = await unfold(life, 'Reabrir el compromiso');
  await order.getByLabel('Por qué').selectOption('Resultó que no se cumplió');
  await give(order, 'Reabrir el compromiso');
  await life.locator('tr', { hasText: 'Resultó que no se cumplió' }).waitFor();
  expect(await life.locator('details.act').count()).toBe(0);
  await page.context().close();
}

async function fills(stage: Stage): Promise<void> {
  const { platform, scene } = stage;
  const officer = { officerId: `09-${randomUUID()}`, entity: '09', municipality: '09007', rank: 'POLICIA' };
  await platform.execute('academy', 'registerOfficer', { commandId: randomUUID(), ...officer });
  const { officerId } = officer;
  await platform.execute('commander-09', 'startDuty', {
    ...{ commandId: randomUUID(), officerId, method: 'ROLLCALL' },
  });
  const page = await stage.enter('commander-09', 'supervision/09');
  const duty = page.locator('.panel-duty');
  const line = duty.getByRole('listitem').filter({ hasText: shortOf(officerId) });
  await give(await unfold(line, 'Terminar el servicio'), 'Terminar el servicio');
  await line.waitFor({ state: 'detached' });
  await give(await unfold(duty, 'Reanudar el servicio'), 'Reanudar el servicio');
  await line.first().waitFor();
  await press(page.getByRole('button', { name: 'Planear, IZP-6.1.4' }));
  const plan = page.getByRole('dialog');
  const open = await unfold(plan, 'Abrir turno');
  await open.getByLabel('Tipo de turno').selectOption('Nocturno');
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 'YYYY-MM-DD'.length);
  await open.getByLabel('Empieza').fill(`${tomorrow}T20:00`);
  await open.getByLabel('Termina').fill(`${tomorrow}T23:00`);
  await give(open, 'Abrir turno');
  const shift = plan.getByRole('region', { name: 'Nocturno' });
  const refused = await unfold(shift, 'Asignar policía');
  await refused.getByRole('combobox', { name: 'Policía (identificador)' }).fill(officerId);
  await give(refused, 'Asignar policía');
  await refused.getByRole('alert').filter({ hasText: 'BR-T3' }).waitFor();
  await refused.getByRole('combobox', { name: 'Policía (identificador)' }).fill(scene.officerId);
  await give(refused, 'Asignar policía');
  const row = shift.getByRole('listitem').filter({ hasText: shortOf(scene.officerId) });
  await row.waitFor();
  expect(await shift.locator('summary', { hasText: 'Cancelar un turno' }).count()).toBe(0);
  await give(await unfold(row, 'Retirar la asignación'), 'Retirar la asignación');
  await row.waitFor({ state: 'detached' });
  const exception = await unfold(shift, 'Asignar por excepción');
  await exception.getByRole('combobox', { name: 'Policía (identificador)' }).fill(officerId);
  await exception.getByLabel('Por qué').selectOption('La renovación está en trámite');
  await give(exception, 'Asignar por excepción');
  const excepted = shift.getByRole('listitem').filter({ hasText: shortOf(officerId) });
  await excepted.getByText('por excepción: La renovación está en trámite').waitFor();
  expect(await broken(page)).toEqual([]);
  await give(await unfold(excepted, 'Retirar la asignación'), 'Retirar la asignación');
  await excepted.waitFor({ state: 'detached' });
  await give(await unfold(shift, 'Cancelar un turno'), 'Cancelar un turno');
  await shift.waitFor({ state: 'detached' });
  const ended = { commandId: randomUUID(), officerId, reason: 'NORMAL' };
  await platform.execute('commander-09', 'endDuty', ended);
  await page.context().close();
}
