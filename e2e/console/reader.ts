import { randomUUID } from 'node:crypto';
import { availableUnit } from '../scene.ts';
import type { CDPSession, Page } from 'playwright-core';
import { PHONE } from './officer.ts';
import { oneWindow, rowOf, shortOf, type Play, TEST_TIMEOUT_MS } from './stage.ts';
import { eventually } from '../platform.ts';

const STOPS_MAX = 200;
/** How many rows of the board are walked at most. */
const ROWS_MAX = 100;
/** What a screen reader announces as something that acts. */
const CONTROLS = new Set(['button', 'link', 'DisclosureTriangle', 'combobox']);
/** An incident this old comes due within seconds. */
const ABOUT_DUE_MS = 56_000;
const DAY_MS = 86_400_000;
const ZONE = 'America/Mexico_City';

interface Value<Of = unknown> {
  readonly value?: Of;
}

interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: Value<string>;
  readonly name?: Value<string>;
  readonly childIds?: readonly string[];
}

/**
 * What the browser hands to a screen reader, and nothing else of the page: what has the focus, and what is read
 * aloud.
 */
interface Reader {
  /** As `button Tomar llamada`. */
  here(): Promise<string>;
  isChosen(): Promise<boolean>;
  /** The text of the parts that are read aloud by themselves. */
  said(): Promise<string>;
  /** What can be pressed, folded and chosen, each as it is read aloud. */
  controls(): Promise<string[]>;
  /** Presses Tab until this is read aloud. */
  to(what: RegExp): Promise<void>;
  /** While somebody listens, the browser tells of every change. */
  leave(): Promise<void>;
}

/** Somebody who does not see the screen: keys, and what is read aloud. */
export function readerStories(stage: Play): void {
  stage.daily(
    'by keyboard and by what is read out a call is taken, a unit sent, the incident closed, and yesterday 21:00 found',
    async () => {
      const { page, address, platform, scene } = stage();
      const code = `U-${randomUUID().slice(0, 4)}`;
      await availableUnit(platform.execute, { code, beatId: scene.beatId, ...scene.point });
      await page.goto(`${address}sala/09`);
      await page.getByText('En vivo').waitFor();
      // A place can be chosen once its beats are there.
      await page.locator('.panel-units').getByText('IZP-6.1.4').first().waitFor();
      const reader = await readerOf(page);
      await reader.to(/^button Tomar llamada$/);
      await page.keyboard.press('Enter');
      await reader.to(/^combobox Código CNIE/);
      await page.keyboard.type('30421');
      await reader.to(/Cuadrante$/);
      await page.keyboard.press('I');
      await reader.to(/^button Reportar incidente nuevo$/);
      await page.keyboard.press('Enter');
      await hears(reader, /1 incidente nuevo/);
      await eventually('the row of what was told has the focus', async () =>
        /^row .*Reportado.* vence \d\d:\d\d: .* elegido$/.test(await reader.here()) ? true : undefined,
      );
      await page.keyboard.press('d');
      await eventually('the proposal is read out', async () =>
        /^button Despachar U-/.test(await reader.here()) ? true : undefined,
      );
      const sent = /Despachar (U-\S+)/.exec(await reader.here())![1]!;
      await page.keyboard.press('Enter');
      await eventually('the focus stays with the incident', async () =>
        /^region Detalle/.test(await reader.here()) ? true : undefined,
      );
      await chosenRow(page, reader);
      await eventually('the unit is read out', async () => {
        const row = await reader.here();
        return row.includes('Despachado') && row.includes(sent) ? true : undefined;
      });

      await page.keyboard.press('x');
      await reader.to(/^button Cerrar incidente/);
      await page.keyboard.press('Enter');
      await eventually('the row that takes its place is read out', async () => {
        const read = await reader.here();
        return /^row /.test(read) && !/elegido$/.test(read) ? true : undefined;
      });
      await reader.to(/^link Repetición$/);
      await page.keyboard.press('Enter');
      await reader.to(/Momento exacto.*Hora de Ciudad de México/);
      await page.keyboard.type(yesterday());
      await page.keyboard.press('Tab');
      await page.keyboard.type('0900PM');
      await reader.to(/^button Reproducir$/);
      await hears(reader, /REPETICIÓN 21:00:00/);
      await reader.leave();
      const seen = await platform.ask<{
        incidents: { edges: { node: { status: string; units: unknown[] } }[] };
      }>(
        'operator-09',
        '{ incidents(entity: "09", status: [CLOSED], first: 1) { edges { node { dispatches { unit { code } } } } } }',
      );
      expect(JSON.stringify(seen.data)).toContain(sent);
    },
    2 * TEST_TIMEOUT_MS,
  );

  const room = oneWindow(stage, 'operator-09', 'sala/09');
  namesStory(stage, room);
  twiceStory(stage, room);
}

function namesStory(stage: Play, window: () => Promise<Page>): void {
  stage.atLength(
    'who hears the controls of a screen one by one hears of each of a list which one it acts on',
    async () => {
      const { enter, report } = stage();
      const phone = await enter('officer-09', 'cuadrante', PHONE);
      const promised = phone.locator('.panel-commitments');
      for (const what of ['Que se arregle un servicio', 'Llevarlo a otra autoridad']) {
        await promised.getByRole('button', { name: 'Nuevo compromiso' }).tap();
        await promised.getByLabel('¿A qué se comprometió?').selectOption(what);
        await promised.getByRole('button', { name: 'Guardar compromiso' }).tap();
        await promised.getByRole('listitem').filter({ hasText: what }).waitFor();
      }
      const occurredAt = new Date(Date.now() - ABOUT_DUE_MS).toISOString();
      // Of one code, place and moment, and without a folio.
      const told = [await report('30421', { occurredAt }), await report('30421', { occurredAt })];
      const [one, other] = told.map(shortOf);
      const room = await window();
      for (const which of [one, other])
        await room
          .locator('.panel-alarms')
          .getByRole('button', { name: new RegExp(`^Enterado, .*${which}`) })
          .waitFor();
      const commander = await enter('commander-09', 'supervision/09');
      await commander.locator('.panel-commitments').getByRole('link').nth(1).waitFor();
      // In the room those of two alarms: of a flood each is told in the same words.
      for (const [page, which] of [[phone], [commander], [room, new RegExp(`${one}|${other}`)]] as const) {
        const reader = await readerOf(page);
        const all = await reader.controls();
        await reader.leave();
        const heard = all.filter((name) => which?.test(name) ?? true);
        expect(heard.length).toBeGreaterThan(5);
        expect(heard.filter((name, at) => heard.indexOf(name) !== at)).toEqual([]);
      }
      await Promise.all([phone, commander].map((page) => page.context().close()));
    },
    TEST_TIMEOUT_MS,
  );
}

function twiceStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'of two incidents that come one after the other each is told of, though in the same words',
    async () => {
      const { report } = stage();
      const page = await room();
      await page.locator('.panel-incidents').waitFor();
      await page.evaluate(noteWhatIsHeard, { where: '.only-heard[role="status"]', what: 'nuevo' });
      const told = () => page.evaluate(() => Reflect.get(window, 'heard') as string[]);
      for (const times of [1, 2]) {
        await rowOf(page, await report('30421')).waitFor();
        await eventually('it is told of', async () => ((await told()).length === times ? true : undefined));
      }
      expect(new Set(await told()).size).toBe(1);
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'an order that is not understood twice is told of twice, though in the same words',
    async () => {
      const page = await room();
      const bar = page.getByRole('textbox', { name: 'Línea de órdenes' });
      await bar.fill('zzz');
      await page.evaluate(noteWhatIsHeard, { where: '.command-bar p', what: 'No se entiende' });
      for (const times of [1, 2]) {
        await bar.press('Enter');
        await eventually('it is told of', async () => {
          const heard = await page.evaluate(() => Reflect.get(window, 'heard') as string[]);
          return heard.length === times ? true : undefined;
        });
      }
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** In the page: each time that it is said. */
function noteWhatIsHeard({ where, what }: { readonly where: string; readonly what: string }): void {
  const heard: string[] = [];
  Reflect.set(window, 'heard', heard);
  const look = () => {
    for (const { textContent } of document.querySelectorAll(where))
      if (textContent.includes(what)) heard.push(textContent);
  };
  for (const region of document.querySelectorAll(where))
    new MutationObserver(look).observe(region, { subtree: true, childList: true, characterData: true });
}

const hears = (reader: Reader, what: RegExp) =>
  eventually(`${what} is said`, async () => (what.test(await reader.said()) ? true : undefined));

/** The list of incidents is one stop of Tab; arrow keys walk it, again and again until the order has been answered. */
async function chosenRow(page: Page, reader: Reader): Promise<void> {
  await reader.to(/^row .*(Reportado|Despachado)/);
  await eventually('the chosen row is read out', async () => {
    await page.keyboard.press('Home');
    for (let count = 0; count < ROWS_MAX; count++) {
      if (await reader.isChosen()) return true;
      await page.keyboard.press('ArrowDown');
    }
    return undefined;
  });
}

/** In the order of a date field: month, day, year. */
function yesterday(): string {
  const date = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: ZONE, month: '2-digit', day: '2-digit', year: 'numeric' },
  });
  return date.format(Date.now() - DAY_MS).replaceAll('/', '');
}

async function readerOf(page: Page): Promise<Reader> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Accessibility.enable');
  const node = () => focused(browser);
  const here = async () => told(await node());
  const all = async () => {
    const { nodes } = await browser.send('Accessibility.getFullAXTree');
    return nodes as unknown as AxNode[];
  };
  return {
    here,
    isChosen: async () => / elegido$/.test(await here()),
    leave: () => browser.detach(),
    async controls() {
      const nodes = await all();
      return nodes.filter(({ ignored, role }) => !ignored && CONTROLS.has(String(role?.value))).map(told);
    },
    async said() {
      const nodes = await all();
      const byId = new Map(nodes.map((each) => [each.nodeId, each]));
      const textOf = (each: AxNode): string =>
        [
          each.role?.value === 'StaticText' ? String(each.name?.value) : '',
          ...(each.childIds ?? []).map((id) => textOf(byId.get(id)!)),
        ].join('');
      return nodes
        .filter(({ role }) => role?.value === 'status' || role?.value === 'alert')
        .map(textOf)
        .join('\n');
    },
    async to(what) {
      const passed: string[] = [];
      for (let count = 0; count < STOPS_MAX; count++) {
        await page.keyboard.press('Tab');
        const read = await here();
        if (what.test(read)) return;
        passed.push(read);
      }
      throw new Error(`Tab does not reach ${what}, but ${[...new Set(passed)].join(' | ')}`);
    },
  };
}

async function focused(browser: CDPSession): Promise<AxNode | undefined> {
  const { result } = await browser.send('Runtime.evaluate', { expression: 'document.activeElement' });
  const { nodes } = await browser.send('Accessibility.getPartialAXTree', {
    ...{ objectId: result.objectId!, fetchRelatives: false },
  });
  return nodes[0] as AxNode | undefined;
}

function told(node: AxNode | undefined): string {
  return `${node?.role?.value ?? ''} ${node?.name?.value ?? ''}`.trim();
}
