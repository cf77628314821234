import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Route } from 'playwright-core';
import { broken } from './engines.ts';
import { cutOff, oneWindow, rowOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

const LOCATED = '19.35, -99.09';
/** Longer than a press counts as the one before it. */
const ANSWERED_AFTER_MS = 1_500;

/** Somebody is signed out, or loses the line, in the middle of a call. */
export function interruptedStories(stage: Play): void {
  const room = oneWindow(stage, 'operator-09', 'sala/09');
  unknownStory(stage, room);
  stage.daily(
    'a call that is being written when the session ends is there, sealed, for the same person alone, and is told once',
    async () => {
      const [page, folio] = [await room(), `C5-${randomUUID().slice(0, 8).toUpperCase()}`];
      const call = page.getByRole('dialog');
      await page.getByRole('button', { name: 'Tomar llamada' }).click();
      await call.getByLabel('Código CNIE').fill('30421');
      await call.getByLabel('Folio').fill(folio);
      // What may be known already is asked for once there is a place.
      await ends(page, () => call.getByLabel('Coordenadas').fill(LOCATED));
      await page.getByText('Lo que escribía queda guardado').waitFor();
      const kept = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
      for (const written of ['30421', '19.35', folio]) expect(kept).not.toContain(written);
      await page.getByRole('button', { name: 'Entrar de nuevo' }).click();
      await call.getByText('La llamada sigue como quedó escrita').waitFor();
      expect(await call.getByLabel('Coordenadas').inputValue()).toBe(LOCATED);
      expect(await call.getByLabel('Folio').inputValue()).toBe(folio);
      await call.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
      await call.waitFor({ state: 'detached' });
      const folios = await foliosOf(stage());
      expect(folios.filter((each) => each === folio)).toHaveLength(1);
      await page.reload();
      await page.locator('.panel-incidents').waitFor();
      expect(await call.count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'a call outlives a page that is loaded anew, and nothing is left of one that is closed unsent',
    async () => {
      const page = await room();
      const call = page.getByRole('dialog');
      const take = page.getByRole('button', { name: 'Tomar llamada' });
      await take.click();
      await call.getByLabel('Folio').fill('C5-78');
      await page.waitForFunction(isKept, true);
      await page.reload();
      await call.getByText('La llamada sigue como quedó escrita').waitFor();
      await closedUnsent(page);
      await take.click();
      expect(await call.getByLabel('Folio').inputValue()).toBe('');
      await call.getByLabel('Folio').fill('C5-79');
      await page.waitForFunction(isKept, true);
      await page.reload();
      await call.getByText('La llamada sigue como quedó escrita').waitFor();
      await closedUnsent(page);
    },
    TEST_TIMEOUT_MS,
  );

  unansweredStory(stage, room);
  leftStory(stage, room);
  refusedStory(stage, room);
  tremblingStory(stage, room);
  againStory(stage, room);
}

/** Nothing is left of the call, for whoever tells of another in this window. */
async function closedUnsent(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Cerrar', exact: true }).click();
  await page.waitForFunction(isKept, false);
}

function unknownStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'whether a call may be known already is not told without a line, in words, and is once it is back',
    async () => {
      const page = await room();
      await page.getByRole('button', { name: 'Tomar llamada' }).click();
      const call = page.getByRole('dialog');
      await cutOff(page);
      await call.getByLabel('Código CNIE').fill('30421');
      await call.getByLabel('Coordenadas').fill('19.35, -99.09');
      const known = call.getByRole('region', { name: 'Puede ser el mismo' });
      await known.getByText('No se pudo mostrar').waitFor();
      await page.context().setOffline(false);
      await known.getByRole('listitem').or(known.getByText('Nada parecido')).first().waitFor();
      await closedUnsent(page);
    },
    TEST_TIMEOUT_MS,
  );
}

function tremblingStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'a hand that presses twice in the room gives one order, and reads that it was done',
    async () => {
      const id = await stage().report('30422');
      const page = await room();
      await rowOf(page, id).click();
      let sent = 0;
      await page.route('**/graphql', async (route, request) => {
        if (isOf(request.postData(), 'RequestSupport')) {
          sent++;
          // An answer that takes its time: the hand is there when it comes.
          await sleep(ANSWERED_AFTER_MS);
        }
        await route.continue();
      });
      const detail = page.locator('.panel-detail');
      await detail.getByText('Pedir apoyo').first().click();
      const order = detail.getByRole('button', { name: 'Pedir apoyo' });
      const pressedAgain = order.evaluate(pressesOnceDone);
      await order.dblclick();
      await pressedAgain;
      const done = detail.getByText('✓ Hecho');
      await page.waitForLoadState('networkidle');
      expect([sent, await done.count(), await detail.locator('.refused').count()]).toEqual([1, 1, 0]);
      await page.unroute('**/graphql');
    },
    TEST_TIMEOUT_MS,
  );
}

/** In the page itself: the hand is there when the answer is, however slow the machine. */
const pressesOnceDone = (order: Element): Promise<void> =>
  new Promise((pressed) => {
    const look = () => {
      if (!document.querySelector('.panel-detail')!.textContent.includes('✓ Hecho'))
        return void setTimeout(look);
      (order as HTMLElement).click();
      pressed();
    };
    look();
  });

function refusedStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'what is wrong with a field is told by the word that stands beside it, and that what was sent of who called stays as it is',
    async () => {
      const page = await room();
      const call = page.getByRole('dialog');
      await page.getByRole('button', { name: 'Tomar llamada' }).click();
      const [code, number] = [call.getByLabel('Código CNIE'), call.getByLabel('Teléfono de quien llama')];
      const report = call.getByRole('button', { name: 'Reportar incidente nuevo' });
      await code.fill('99999');
      await report.click();
      expect(await code.evaluate((field: HTMLInputElement) => field.validationMessage)).toContain('catálogo');
      await number.fill('ocho');
      await call.getByRole('button', { name: 'Colgó' }).click();
      expect(await call.locator('.command-state').count()).toBe(0);
      await code.fill('30421');
      await number.fill('55 1234 5678');
      await call.getByLabel('Coordenadas').fill('25.67, -100.31');
      await report.click();
      await call.getByText('Coordenadas: está muy fuera de la entidad 09.').waitFor();
      expect(await number.isEditable()).toBe(false);
      expect(await call.getByLabel('¿Se le puede devolver la llamada?').isDisabled()).toBe(true);
      await call.getByText('se anota en el relato del incidente').waitFor();
      expect(await broken(page)).toEqual([]);
      await call.getByLabel('Coordenadas').fill('');
      await call.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
      await call.waitFor({ state: 'detached' });
    },
    TEST_TIMEOUT_MS,
  );
}

function unansweredStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'a call of which no answer came can be changed, but for who called, and told all the same',
    async () => {
      const page = await room();
      const call = page.getByRole('dialog');
      await page.getByRole('button', { name: 'Tomar llamada' }).click();
      await call.getByLabel('Código CNIE').fill('30421');
      // The platform's answer is lost on the way.
      await page.route('**/graphql', async (route) => {
        if (!isOf(route.request().postData(), 'ReceiveCall')) return route.continue();
        await route.fetch();
        return route.abort();
      });
      await call.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
      await call.getByText('Sin respuesta: se repite').waitFor();
      await page.reload();
      await page.unroute('**/graphql');
      await call.getByText('La llamada sigue como quedó escrita').waitFor();
      expect(await call.getByLabel('Por dónde llegó').isDisabled()).toBe(true);
      await call.getByText('ya se enviaron con la llamada').waitFor();
      await call.getByLabel('Folio').fill(`C5-${randomUUID().slice(0, 8).toUpperCase()}`);
      await call.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
      await call.waitFor({ state: 'detached' });
    },
    TEST_TIMEOUT_MS,
  );
}

/** Somebody leaves a call that is being sent, and takes the next one before it is answered. */
function leftStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'a call that was left takes nothing of the next with it when it is answered, and leaves nothing when it is refused',
    async () => {
      const page = await room();
      const call = page.getByRole('dialog');
      const [take, code] = [
        page.getByRole('button', { name: 'Tomar llamada' }),
        call.getByLabel('Código CNIE'),
      ];
      const sent = async (name: string, answers: (route: Route) => Promise<void>) => {
        const { promise: answer, resolve } = Promise.withResolvers<void>();
        await take.click();
        await page.route('**/graphql', async (route, request) => {
          if (!isOf(request.postData(), name)) return route.continue();
          await answer;
          return answers(route);
        });
        await code.fill('30422');
        const asked = page.waitForRequest((request) => isOf(request.postData(), name));
        await call.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
        await asked;
        await closedUnsent(page);
        return async () => {
          const answered = page.waitForResponse((response) => isOf(response.request().postData(), name));
          resolve();
          await answered;
          await page.waitForLoadState('networkidle');
          await page.unroute('**/graphql');
        };
      };
      const isAnswered = await sent('ReportIncident', (route) => route.continue());
      await take.click();
      await code.fill('30421');
      await page.waitForFunction(isKept, true);
      await isAnswered();
      expect([await code.inputValue(), await page.evaluate(isKept, true)]).toEqual(['30421', true]);
      await closedUnsent(page);
      const refused = { data: null, errors: [{ message: 'no', extensions: { code: 'BAD_USER_INPUT' } }] };
      const isRefused = await sent('ReceiveCall', (route) => route.fulfill({ json: refused }));
      await isRefused();
      expect(await page.evaluate(isKept, false)).toBe(true);
    },
    TEST_TIMEOUT_MS,
  );
}

interface Incidents {
  readonly incidents: { readonly edges: readonly { readonly node: { readonly folio: string | null } }[] };
}

/** Folios of the incidents that were reported last. */
async function foliosOf({ platform }: Stage): Promise<(string | null)[]> {
  const asked = '{ incidents(entity: "09", first: 20) { edges { node { folio } } } }';
  const { data } = await platform.ask<Incidents>('operator-09', asked);
  return data!.incidents.edges.map(({ node }) => node.folio);
}

/** In the browser: whether anything that was typed is kept, or nothing is. */
const isKept = (expected: boolean) =>
  Object.keys(sessionStorage).some((name) => name.startsWith('proximidad.escrito')) === expected;

/** Somebody closes, reopens and closes again. */
function againStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'a decision that is opened again tells nothing of the last time, and how it ends is not lost to one Escape',
    async () => {
      const id = await stage().report('30422');
      const page = await room();
      await rowOf(page, id).click();
      const [detail, dialog] = [page.locator('.panel-detail'), page.getByRole('dialog')];
      const close = detail.getByRole('button', { name: /^Cerrar/ });
      await close.click();
      await dialog.getByLabel('Víctimas').fill('2');
      await page.keyboard.press('Escape');
      await dialog.getByRole('alert').waitFor();
      await page.waitForFunction(isKept, true);
      await page.reload();
      await rowOf(page, id).click();
      await close.click();
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('dialog [type=number]')?.value === '2',
      );
      await dialog
        .getByRole('button', { name: /^Cerrar/ })
        .last()
        .click();
      await dialog.waitFor({ state: 'detached' });
      await detail.getByText('Reabrir').first().click();
      await detail.getByRole('button', { name: 'Reabrir' }).click();
      await close.click();
      await dialog.getByLabel('Víctimas').waitFor();
      expect(await dialog.locator('.command-state').count()).toBe(0);
      expect(await dialog.getByLabel('Víctimas').inputValue()).toBe('0');
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

const isOf = (body: string | null, name: string) => body?.includes(`mutation ${name}`) === true;

/** The token is no longer accepted: the request that this makes is answered so. */
async function ends(page: Page, asks: () => Promise<void>): Promise<void> {
  await page.route('**/graphql', (route) => route.fulfill({ status: 401, json: { errors: [] } }));
  await asks();
  await page.getByText('La sesión terminó.').waitFor();
  await page.unroute('**/graphql');
}
