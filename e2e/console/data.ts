import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { broken } from './engines.ts';
import { give, unfold } from './orders.ts';
import { brokenInAll, isHeaded, type Play, press, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

const PHONE = { viewport: { width: 390, height: 844 } } as const;
const HOUR_S = 3_600;

/** What the office of records decides about the data kept on persons. */
export function dataStories(stage: Play): void {
  stage.atLength(
    'what is kept on a person is blocked, held and released, and erased by two, with the certificate, on one screen',
    () => decides(stage()),
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'whoever signed in too long ago is told so beside the order, signs in again, and is back at the same person',
    () => stepsUp(stage()),
    TEST_TIMEOUT_MS,
  );
}

/** Of a caller of whom the number is kept. */
async function keptPerson({ platform }: Stage): Promise<string> {
  const caller = { number: '+525512345678', language: 'es', safeToCallBack: 'SAFE' };
  const call = { entity: '09', channel: 'C911', municipality: '09007', caller };
  const made = await platform.execute(
    'operator-09',
    'receiveCall',
    { commandId: randomUUID(), ...call },
    '... on CallAccepted { call { id caller { person } } }',
  );
  return (made['call'] as { caller: { person: string } }).caller.person;
}

async function decides(stage: Stage): Promise<void> {
  const person = await keptPerson(stage);
  const page = await stage.enter('commander-09', 'mando/09');
  await page.getByRole('link', { name: 'Datos personales' }).click();
  await isHeaded(page, 'Datos personales · Ciudad de México');
  await page.getByText('Nadie espera una segunda decisión').waitFor();
  const panel = page.locator('.panel-person');
  await panel.getByLabel('Identificador de la persona').fill('María López');
  await press(panel.getByRole('button', { name: 'Buscar' }));
  const written = panel.getByLabel('Identificador de la persona');
  expect(await written.evaluate((input: HTMLInputElement) => input.validationMessage)).toContain(
    'nunca un nombre',
  );
  await written.fill(person);
  await written.press('Enter');
  await page.waitForURL(`**/datos/09/${person}`);
  await panel.getByText('Nada se ha decidido de sus datos').waitFor();
  await ordered(panel, 'Bloquear los datos de la persona', 'fge-7/2026');
  await panel.getByText('bloqueados por FGE-7/2026').waitFor();
  const ready = () => panel.getByText(/FGE-7\/2026/).waitFor();
  expect(await brokenInAll(page, ['en light'], ready)).toEqual([]);
  await page.reload();
  await ordered(panel, 'Desbloquear los datos de la persona', 'FGE-8/2026');
  await panel.getByText('los abre quien tiene derecho').waitFor();
  const hold = await unfold(panel, 'Pedir que se conserven los datos');
  await hold.getByLabel('Clave de la autoridad').fill('fgr');
  await numbered(hold, 'Pedir que se conserven los datos', 'FGR-88/2026');
  await panel.getByText(/Se pidió conservarlos por FGR-88/).waitFor();
  // Nothing is offered that would be refused.
  expect(await panel.locator('summary', { hasText: /^Pedir que se/ }).count()).toBe(0);
  await confirmed(stage, panel, person, 'Se pidió conservarlos');
  await panel.getByText('se conservan por FGR-88/2026, para fgr').waitFor();
  expect(await panel.locator('summary', { hasText: 'Pedir que se supriman' }).count()).toBe(0);
  await ordered(panel, 'Pedir que ya no se conserven los datos', 'FGR-90/2026');
  await confirmed(stage, panel, person, 'Se pidió ya no conservarlos');
  await panel.getByText('se conservan por').waitFor({ state: 'detached' });
  await ordered(panel, 'Pedir que se supriman los datos', 'ARCO-2026-90');
  await panel.getByText(/Se pidió suprimirlos por ARCO-2026-90/).waitFor();
  // Nobody confirms what they asked for themselves.
  await give(await unfold(panel, 'Confirmar lo pedido sobre los datos'), 'Confirmar lo pedido');
  await panel.getByRole('alert').waitFor();
  await confirmed(stage, panel, person, 'Se pidió suprimirlos');
  const erased = page.getByRole('region', { name: 'Suprimidos, con su certificado' });
  const line = erased.getByRole('listitem').filter({ hasText: person });
  await line.locator('summary', { hasText: 'Certificado' }).press('Enter');
  await line.getByText(/1 llave destruida/).waitFor();
  await panel.locator('details.act').first().waitFor({ state: 'detached' });
  expect(await broken(page)).toEqual([]);
  await page.context().close();
}

async function ordered(panel: Locator, name: string, order: string): Promise<void> {
  await numbered(await unfold(panel, name), name, order);
}

async function numbered(form: Locator, name: string, order: string): Promise<void> {
  await form.getByLabel('Número de la orden').fill(order);
  await give(form, name);
}

/** By a second person, on a telephone, who finds it where it waits. */
async function confirmed(stage: Stage, panel: Locator, person: string, asked: string): Promise<void> {
  await panel.getByText(asked).waitFor();
  const other = await stage.enter('commander-09-2', 'supervision/09', PHONE);
  await other.getByRole('link', { name: /Espera sobre datos personales: .*1 persona por confirmar/ }).click();
  const waiting = other.getByRole('region', { name: 'Esperan a otra persona' });
  const line = waiting.getByRole('listitem').filter({ hasText: person });
  const act = await unfold(line, 'Confirmar lo pedido sobre los datos');
  await act.getByText('Sólo quien no lo pidió').waitFor();
  expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(await broken(other)).toEqual([]);
  await give(act, 'Confirmar lo pedido sobre los datos');
  await line.waitFor({ state: 'detached' });
  await other.context().close();
}

async function stepsUp(stage: Stage): Promise<void> {
  const person = await keptPerson(stage);
  const page = await stage.enter('commander-09', `datos/09/${person}`);
  const panel = page.locator('.panel-person');
  await panel.getByText('Nada se ha decidido de sus datos').waitFor();
  await asOfAnHourAgo(page, stage.platform.data);
  await ordered(panel, 'Bloquear los datos de la persona', 'FGE-9/2026');
  await panel.getByRole('alert').getByText('vuelva a entrar con un segundo factor').waitFor();
  expect(await broken(page)).toEqual([]);
  await page.unroute('**/graphql');
  await press(panel.getByRole('button', { name: 'Volver a entrar' }));
  await page.locator('button[value="commander-09"]').first().click();
  await page.waitForURL(`**/datos/09/${person}`);
  await ordered(panel, 'Bloquear los datos de la persona', 'FGE-9/2026');
  await panel.getByText('bloqueados por FGE-9/2026').waitFor();
  await page.context().close();
}

/** The token as it is once the page has been open for an hour. */
async function asOfAnHourAgo(page: Page, data: string): Promise<void> {
  const { keys } = JSON.parse(readFileSync(join(data, 'keys', 'identity.private.json'), 'utf8')) as {
    keys: [JsonWebKey];
  };
  const key = createPrivateKey({ key: keys[0], format: 'jwk' } as never);
  await page.route('**/graphql', async (route) => {
    const headers = await route.request().allHeaders();
    const [head, claims] = (headers['authorization'] ?? '').replace('Bearer ', '').split('.');
    if (head === undefined || claims === undefined) return route.continue();
    const told = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { auth_time: number };
    const earlier = JSON.stringify({ ...told, auth_time: told.auth_time - HOUR_S });
    const signed = `${head}.${Buffer.from(earlier).toString('base64url')}`;
    const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
    const authorization = `Bearer ${signed}.${signature.toString('base64url')}`;
    return route.continue({ headers: { ...headers, authorization } });
  });
}
