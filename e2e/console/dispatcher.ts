import { eventually, full } from '../platform.ts';
import { square } from '../scene.ts';
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { broken } from './engines.ts';
import { leave, rowOf, shortOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** Incidents of a flood: as many as the issue names, or enough to see one. */
const FLOOD = full ? 30 : 12;
/** An incident reported this late has its decision due within seconds. */
const DECISION_DUE_MS = 60_000;
const ABOUT_DUE_MS = 3_000;
/** The narrowest screen, and the steps from a desk down to it. */
const [TELEPHONE_PX, STEP_PX] = [320, 80];

interface Dispatched {
  readonly incident: {
    readonly calls: number;
    readonly status: string;
    readonly dispatches: readonly { readonly status: string; readonly unit: { readonly code: string } }[];
  };
}

const agoOf = (ms: number) => new Date(Date.now() - ms).toISOString();

async function incidentOf({ platform }: Stage, id: string): Promise<Dispatched['incident']> {
  const query = 'query ($id: ID!) { incident(id: $id) { calls status dispatches { status unit { code } } } }';
  return (await platform.ask<Dispatched>('operator-09', query, { id })).data!.incident;
}

interface Owed {
  readonly followUps: {
    readonly edges: readonly { readonly node: { readonly incident: { readonly id: string } | null } }[];
  };
}

/** Incidents whose victims are owed a follow-up. */
async function owedOf({ platform }: Stage): Promise<(string | undefined)[]> {
  const query =
    '{ followUps(entity: "09", status: [REQUESTED], first: 50) { edges { node { incident { id } } } } }';
  const { data } = await platform.ask<Owed>('commander-09', query);
  return data!.followUps.edges.map(({ node }) => node.incident?.id);
}

/** A proposal holds the units that were free when it was requested: U-102 is free, as its room shows. */
const free = ({ page }: Stage) =>
  page.locator('.panel-units tr', { hasText: 'U-102' }).getByText('Disponible').waitFor();

/** Closes the incident, so that the unit that was sent can be sent again. */
const close = ({ platform }: Stage, incidentId: string) =>
  platform.execute('operator-09', 'closeIncident', {
    ...{ commandId: randomUUID(), incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 0 },
  });

/** A kind told from the scene by mistake, and an arrival, are taken back in the room, although the unit has finished. */
async function takeBack({ platform, page }: Stage, incidentId: string): Promise<void> {
  const scene = { commandId: randomUUID(), incidentId, finalCode: '30503' };
  await platform.execute('operator-09', 'reportScene', scene);
  const detail = page.locator('.panel-detail');
  const told = detail.locator('summary', { hasText: 'Retirar un informe de la escena' });
  await told.click();
  await detail.getByRole('button', { name: /^Retirar un informe de la escena/ }).click();
  await told.waitFor({ state: 'detached' });
  const arrived = detail.locator('.sent').getByRole('button', { name: 'No llegó' });
  await arrived.click();
  await arrived.waitFor({ state: 'detached' });
}

async function home({ page, address }: Stage): Promise<void> {
  await page.goto(`${address}sala/09`);
  await page.getByText('En vivo').waitFor();
}

/** The work of somebody who takes calls and sends units. */
export function dispatcherStories(stage: Play): void {
  writtenStory(stage);
  callStories(stage);
  alarmStories(stage);
  closedStory(stage);
  orderStories(stage);
  beatStories(stage);
}

function callStories(stage: Play): void {
  stage.daily(
    'a call becomes an incident; the next one that tells of it is linked to it; the unit arrives, finishes, it is closed, and a follow-up is owed',
    async () => {
      const { page, scene } = stage();
      await home(stage());
      const take = async () => {
        await page.getByRole('button', { name: 'Tomar llamada' }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel('Código CNIE').fill('30421');
        await dialog.getByLabel('Coordenadas').fill(`${scene.point.lat}, ${scene.point.lon}`);
        return dialog;
      };
      const first = await take();
      await first
        .getByText('Nada parecido está abierto cerca.')
        .or(first.locator('.candidate').first())
        .waitFor();
      await first.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
      await first.waitFor({ state: 'detached' });
      const chosen = page.locator('.panel-incidents tr.selected');
      await chosen.waitFor();
      const id = (await chosen.getAttribute('data-row'))!;
      const second = await take();
      expect(await broken(page)).toEqual([]);
      // Other stories have told of robberies there, too, some of them without a call.
      await second
        .locator('.candidate', { hasText: shortOf(id) })
        .getByText('a 0 m')
        .waitFor();
      await second.getByRole('button', { name: shortOf(id) }).click();
      await second.waitFor({ state: 'detached' });
      expect(await chosen.getAttribute('data-row')).toBe(id);
      await eventually('the second call is linked to it', async () =>
        (await incidentOf(stage(), id)).calls === 2 ? true : undefined,
      );
      await page.getByRole('button', { name: /^Despachar U-102/ }).click();
      await page.locator('.sent').getByRole('button', { name: 'Llegó' }).click();
      await page.locator('.sent li:focus').getByText('En sitio').waitFor();
      await page.locator('.sent').getByRole('button', { name: 'Terminó' }).click();
      await page.locator('.sent li:focus').getByText('Terminó', { exact: true }).waitFor();
      await takeBack(stage(), id);
      await page
        .locator('.panel-detail')
        .getByRole('button', { name: /Cerrar incidente/ })
        .click();
      const closing = page.getByRole('dialog');
      await closing.getByLabel('Víctimas').fill('1');
      await closing.getByRole('button', { name: 'Cerrar incidente' }).click();
      await rowOf(page, id).waitFor({ state: 'detached' });
      await page.locator('.panel-detail:focus').waitFor();
      expect(await incidentOf(stage(), id)).toMatchObject({
        status: 'CLOSED',
        dispatches: [{ status: 'CLEARED' }],
      });
      await eventually('a follow-up is owed to the victim', async () =>
        (await owedOf(stage())).includes(id) ? true : undefined,
      );
    },
    TEST_TIMEOUT_MS,
  );
}

function alarmStories(stage: Play): void {
  stage.daily(
    'a deadline that passes alarms until somebody acknowledges it, on every screen',
    async () => {
      const { page, report } = stage();
      const id = await report('30421', { occurredAt: agoOf(DECISION_DUE_MS - ABOUT_DUE_MS) });
      await page.keyboard.press('Escape');
      const alarm = page.locator(`.panel-alarms [data-alarm^="${id} DECISION"]`);
      await alarm.getByRole('button', { name: 'Enterado' }).click();
      await alarm.getByText('enterado', { exact: false }).first().waitFor();
      await alarm.getByRole('button', { name: 'Enterado' }).waitFor({ state: 'detached' });
      const hasFocus = () => alarm.evaluate((line) => line === document.activeElement);
      expect(await hasFocus()).toBe(true);
      expect(await tornIn(page, alarm)).toEqual([]);
      await alarm.getByText('Apartar').first().click();
      await alarm.getByRole('button', { name: 'Apartar' }).click();
      await alarm.getByText('apartada: Ya se atiende').waitFor();
      expect(await hasFocus()).toBe(true);
      await page.locator('.panel-alarms').getByRole('button', { name: 'Bitácora' }).click();
      const journal = page.getByRole('dialog');
      await journal.getByRole('row').filter({ hasText: 'Operador ·' }).first().waitFor();
      expect(await broken(page)).toEqual([]);
      await journal.getByRole('button', { name: 'Cerrar' }).click();
      await rowOf(page, id).click();
      await page.getByText('Bitácora de actividad').click();
      await page.locator('.panel-detail').getByText('Alguien se dio por enterado: decidir').waitFor();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'a flood is shown whole, told as one, and the board stays in the order of what is due',
    async () => {
      const { page, report } = stage();
      const about = agoOf(DECISION_DUE_MS - 2 * ABOUT_DUE_MS);
      const ids = await Promise.all(
        Array.from({ length: FLOOD }, () => report('30421', { occurredAt: about })),
      );
      for (const id of ids) await rowOf(page, id).waitFor();
      await page.getByText(/^Avalancha: \d+ alarmas/).waitFor();
      const dues = await page.locator('.panel-incidents tbody .due').allInnerTexts();
      const late = dues.map((text) => text.startsWith('vencido'));
      expect(late).toEqual(late.toSorted((a, b) => Number(b) - Number(a)));
      await rowOf(page, ids[0]!).click();
      await page.locator('.others', { hasText: /^\d+ de otros incidentes, \d+ sin enterado/ }).waitFor();
      await page.keyboard.press('Escape');
      for (const id of ids) await page.locator(`[data-alarm^="${id} "]`).first().waitFor();
      await page.locator('.alarms button').first().focus();
      const [from, stops] = await stopsOfAlarms(page);
      await page.keyboard.press('ArrowDown');
      const [to] = await stopsOfAlarms(page);
      expect([stops, to === undefined, to === from]).toEqual([1, false, false]);
      expect(await broken(page)).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
}

/** The alarm that has the focus, and how many alarms Tab stops at. */
const stopsOfAlarms = (page: Page) =>
  page.evaluate(() => {
    const keyOf = (element: HTMLElement) => element.closest<HTMLElement>('[data-alarm]')?.dataset['alarm'];
    const controls = [...document.querySelectorAll<HTMLElement>('.alarms :is(.link, .primary, summary)')];
    const stops = new Set(controls.filter(({ tabIndex }) => tabIndex >= 0).map(keyOf));
    return [keyOf(document.activeElement as HTMLElement), stops.size] as const;
  });

function orderStories(stage: Play): void {
  stage.atLength(
    'two dispatchers on one incident: the second is told that the unit is already sent, and both see the same',
    async () => {
      const { page, report, enter } = stage();
      const other = await enter('commander-09', 'sala/09');
      await free(stage());
      const id = await report('30421');
      for (const window of [page, other]) {
        await rowOf(window, id).click();
        await window.getByRole('button', { name: /^Despachar U-102/ }).waitFor();
      }
      // At once: when the other sees the first order, the candidate is gone.
      await Promise.all(
        [page, other].map((window) =>
          window
            .getByRole('button', { name: /^Despachar U-102/ })
            .evaluate((order) => (order as HTMLElement).click()),
        ),
      );
      for (const window of [page, other]) await rowOf(window, id).getByText('U-102').waitFor();
      const { dispatches } = await incidentOf(stage(), id);
      expect(dispatches.map(({ unit }) => unit.code)).toEqual(['U-102']);
      await close(stage(), id);
      await other.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'a gateway that is killed as an order is given does it once, and the screen goes on by itself',
    async () => {
      const { page, report, platform } = stage();
      await free(stage());
      const id = await report('30421');
      await rowOf(page, id).click();
      const order = page.getByRole('button', { name: /^Despachar U-102/ });
      await order.waitFor();
      platform.signal('gateway', 'SIGSTOP');
      await order.click();
      platform.signal('gateway', 'SIGKILL');
      await page.getByText('SIN CONEXIÓN').waitFor();
      await page.getByText('En vivo').waitFor();
      await rowOf(page, id).getByText('Despachado').waitFor();
      await eventually('the order is answered', async () =>
        (await page
          .locator('.command-state')
          .filter({ hasText: /Sin respuesta|Enviando/ })
          .count()) === 0
          ? true
          : undefined,
      );
      expect((await incidentOf(stage(), id)).dispatches).toHaveLength(1);
      await leave(page);
    },
    TEST_TIMEOUT_MS,
  );
}

/** Whoever writes of an incident that another closes meanwhile. */
function closedStory(stage: Play): void {
  stage.atLength(
    'who writes how an incident ended when another closes it keeps what was written, is told so, and reaches every region by F6',
    async () => {
      const { page, report } = stage();
      const id = await report('30422');
      await rowOf(page, id).click();
      const [detail, dialog] = [page.locator('.panel-detail'), page.getByRole('dialog')];
      await detail.getByRole('button', { name: /^Cerrar/ }).click();
      await dialog.getByLabel('Víctimas').fill('2');
      await close(stage(), id);
      await detail.getByText('Cerrado').waitFor();
      await dialog.getByRole('button', { name: 'Cerrar incidente' }).click();
      await dialog.getByRole('alert').waitFor();
      expect(await dialog.getByLabel('Víctimas').inputValue()).toBe('2');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      expect(await regionsByKey(page)).toEqual(await page.locator('[data-region]').count());
    },
    TEST_TIMEOUT_MS,
  );
}

/** How many regions F6 reaches, pressed as often as there are any. */
async function regionsByKey(page: Page): Promise<number> {
  const reached = new Set<string | undefined>();
  for (let presses = await page.locator('[data-region]').count(); presses > 0; presses--) {
    await page.keyboard.press('F6');
    reached.add(await page.evaluate(() => document.activeElement?.closest('[data-region]')?.className));
  }
  return reached.size;
}

function beatStories(stage: Play): void {
  stage.atLength(
    'a room that was open before its beats were designed knows them once a unit of one is there',
    async () => {
      const { enter, platform } = stage();
      const room = await enter('operator-14', 'sala/14');
      await room.getByText('No hay unidades.').waitFor();
      const [commandId, municipality] = [randomUUID(), '14039'];
      const designed = await platform.execute(
        'commander-14',
        'designBeat',
        {
          ...{ commandId, authority: 'auth-14-ssc', code: 'GDL-1', edition: '2026', municipality },
          polygon: square(-103.36, 20.66),
        },
        '... on BeatAccepted { beat { id } }',
      );
      const { id: homeBeatId } = designed['beat'] as { id: string };
      const unit = { commandId: randomUUID(), code: 'U-1401', kind: 'PATROL', municipality, homeBeatId };
      await platform.execute('commander-14', 'registerUnit', unit);
      await room.locator('.panel-units tr', { hasText: 'U-1401' }).getByText('GDL-1').waitFor();
      await room.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** Somebody presses Escape in the middle of a call. */
function writtenStory(stage: Play): void {
  stage.atLength(
    'what was written of a call is not lost to one Escape: it says what it would cost, and the second one leaves',
    async () => {
      const { page } = stage();
      await home(stage());
      const take = page.getByRole('button', { name: 'Tomar llamada' });
      const call = page.getByRole('dialog');
      await take.click();
      await page.keyboard.press('Escape');
      await call.waitFor({ state: 'detached' });
      await take.click();
      await call.getByLabel('Código CNIE').pressSequentially('30421');
      await page.keyboard.press('Escape');
      await call.getByRole('alert').filter({ hasText: 'Lo escrito se perdería' }).waitFor();
      expect(await call.getByLabel('Código CNIE').inputValue()).toBe('30421');
      expect(await broken(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await call.waitFor({ state: 'detached' });
    },
    TEST_TIMEOUT_MS,
  );
}

/** The codes that wrap at their hyphen, on screens from a desk to a telephone. */
async function tornIn(page: Page, where: Locator): Promise<string[]> {
  const [size, torn] = [page.viewportSize()!, new Set<string>()];
  for (let width = size.width; width >= TELEPHONE_PX; width -= STEP_PX) {
    await page.setViewportSize({ ...size, width });
    for (const code of await where.evaluate(tornCodes)) torn.add(code);
  }
  await page.setViewportSize(size);
  return [...torn];
}

/** In the page. */
function tornCodes(whole: Element): string[] {
  const texts = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
  const torn: string[] = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode())
    for (const { 0: code, index } of (text.textContent ?? '').matchAll(/\S*\d\S*-\S*|\S*-\S*\d\S*/g)) {
      const range = document.createRange();
      range.setStart(text, index);
      range.setEnd(text, index + code.length);
      if (range.getClientRects().length > 1) torn.push(code);
    }
  return torn;
}
