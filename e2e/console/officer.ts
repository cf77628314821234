import type { Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { noteWhatIsSaid } from './said.ts';
import { brokenInAll, cutOff, oneWindow, revoke, type Play, TEST_TIMEOUT_MS } from './stage.ts';

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true } as const;
/** The most that the issue allows for a contact. */
const TAPS_MAX = 6;

/** The service that is silent, its name on the screen, and its panel. */
const SILENT = [
  ['contacts', 'contactos', '.panel-owed'],
  ['incidents', 'incidentes', '.panel-tasks'],
  ['beats', 'cuadrantes', '.panel-tasks'],
] as const;

interface Contacts {
  readonly contacts: {
    readonly totalCount: number;
    readonly edges: readonly { readonly node: { readonly kind: string; readonly contactedAt: string } }[];
  };
}

/** A beat officer with a telephone. */
export function officerStories(stage: Play): void {
  const contactsOf = async () => {
    const query =
      'query ($beat: ID!) { contacts(beat: $beat, first: 10) { totalCount edges { node { kind contactedAt } } } }';
    const { platform, scene } = stage();
    return (await platform.ask<Contacts>('officer-09', query, { beat: scene.beatId })).data!.contacts;
  };

  stage.daily(
    'a contact is told in a dead zone in at most six taps; with signal again all are sent in their order, with their own times',
    async () => {
      const { enter } = stage();
      const page = await enter('officer-09', 'cuadrante', PHONE);
      await page.getByRole('heading', { name: /Mi cuadrante · IZP-6.1.4/ }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      const before = (await contactsOf()).totalCount;
      await cutOff(page);
      const clockOfDevice = () => page.evaluate(() => Date.now());
      const toldFrom = await clockOfDevice();
      const taps = await contact(page, 'En la calle');
      expect(taps).toBeLessThanOrEqual(TAPS_MAX);
      await contact(page, 'En un comercio');
      const toldUntil = await clockOfDevice();
      await page.getByText(/^2 por enviar/).waitFor();
      expect(await storedText(page)).not.toMatch(/CALLE|COMERCIO|officer|ATENDIDO/);
      await page.context().setOffline(false);
      await page.getByText('Todo enviado').waitFor();
      const { edges } = await eventually('both are in the record', async () => {
        const found = await contactsOf();
        return found.totalCount === before + 2 ? found : undefined;
      });
      expect(edges.slice(0, 2).map(({ node }) => node.kind)).toEqual(['COMERCIO', 'CALLE']);
      const times = edges.slice(0, 2).map(({ node }) => Date.parse(node.contactedAt));
      expect(Math.min(...times)).toBeGreaterThanOrEqual(toldFrom);
      expect(Math.max(...times)).toBeLessThanOrEqual(toldUntil);
      await promise(page);
      const ready = () => page.getByRole('button', { name: /Nuevo contacto|New contact/ }).waitFor();
      expect(await brokenInAll(page, ['es light'], ready)).toEqual([]);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'what was told and not sent survives a reload, and nothing of it is left once access is revoked',
    async () => {
      const { enter, platform } = stage();
      const page = await enter('officer-09', 'cuadrante', PHONE);
      await page.getByText('Todo enviado').waitFor();
      platform.signal('contacts', 'SIGSTOP');
      try {
        await contact(page, 'En una escuela');
        await page.getByText(/^1 por enviar/).waitFor();
        await reloadedWithOneWaiting(page);
        expect(await databases(page)).toHaveLength(1);
        await revoke(stage(), 'officer-09');
        await page
          .getByRole('alert')
          .filter({ hasText: /retirado/ })
          .waitFor();
        await eventually('the device is empty', async () =>
          (await databases(page)).length === 0 ? true : undefined,
        );
      } finally {
        platform.signal('contacts', 'SIGCONT');
      }
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** Until the device has been read, nobody is told that nothing is left on it. */
async function reloadedWithOneWaiting(page: Page): Promise<void> {
  await page.addInitScript(noteWhatIsSaid, { where: '.queue > strong', beginning: '' });
  await page.reload();
  await page.getByText(/^1 por enviar/).waitFor();
  const said = await page.evaluate(() => Reflect.get(window, 'said') as string[]);
  expect(said).toEqual(['Se lee lo que quedó en este teléfono…', expect.stringMatching(/^1 por enviar/)]);
}

/** An officer records something before it is known which of their beats is drawn. */
function undrawnStory(stage: Play): void {
  stage.atLength(
    'a contact that is told while nobody says which beat is drawn belongs to the one that is',
    async () => {
      const { enter, platform, scene } = stage();
      const told = async () => {
        const query = 'query ($beat: ID!) { contacts(beat: $beat) { totalCount } }';
        const { data } = await platform.ask<{ contacts: { totalCount: number } }>(
          ...(['officer-09', query, { beat: scene.beatId }] as const),
        );
        return data!.contacts.totalCount;
      };
      const before = await told();
      const page = await enter('officer-09', 'cuadrante', PHONE);
      await page.getByRole('heading', { name: /IZP-6.1.4/ }).waitFor();
      // Live answers never come; one-time answers do.
      await page.routeWebSocket(/graphql/, (socket) => void socket.close({ code: 4500 }));
      await page.reload();
      await page.getByRole('heading', { name: 'Mi cuadrante · …' }).waitFor();
      await contact(page, 'En la calle');
      await page.getByText('Todo enviado').waitFor();
      expect(await page.getByText('No se aceptó').count()).toBe(0);
      await eventually('it is of that beat', async () => ((await told()) === before + 1 ? true : undefined));
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** A telephone that one officer has all day. */
export function phoneStories(stage: Play): void {
  const phone = oneWindow(stage, 'officer-09', 'cuadrante', PHONE);
  stepStories(stage, phone);
  silenceStory(stage, phone);
  deviceStories(stage, phone);
  undrawnStory(stage);
}

/** What an officer sees while part of the platform is silent. */
function silenceStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'what is owed in a beat is not known while who keeps it does not answer: that is said, and nothing is counted',
    async () => {
      const { platform } = stage();
      const page = await phone();
      const beat = page.getByRole('heading', { name: /Mi cuadrante · IZP-6.1.4/ });
      await beat.waitFor();
      for (const [service, name, panel] of SILENT) {
        platform.signal(service, 'SIGSTOP');
        try {
          await page.reload();
          await page.locator('.freshness').getByText(`No responde: ${name}`).waitFor();
          await page.locator(panel).getByText('No se sabe qué hay.').waitFor();
          expect(await page.locator(`${panel} .nothing-empty`).count()).toBe(0);
        } finally {
          platform.signal(service, 'SIGCONT');
        }
        await page.getByText('No se sabe qué hay.').first().waitFor({ state: 'detached' });
      }
    },
    TEST_TIMEOUT_MS,
  );
}

/** A telephone held in a hurry, in a browser that keeps nothing, or without signal. */
function deviceStories(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'a room that does not load leaves the way to the others',
    async () => {
      const page = await phone();
      await page.getByRole('button', { name: 'Nuevo contacto' }).waitFor();
      await page.route('**/assets/panorama*', (route) => route.abort());
      await page.getByRole('link', { name: 'Panorama' }).tap();
      await page.getByRole('button', { name: 'Cargar de nuevo' }).waitFor();
      await page.getByRole('link', { name: 'Mi cuadrante' }).tap();
      await page.getByRole('button', { name: 'Nuevo contacto' }).waitFor();
      await page.unroute('**/assets/panorama*');
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'two taps at once tell of one contact, also where the browser lets a page keep nothing, and that is said',
    async () => {
      const page = await phone();
      await closedPhone(page);
      await fullPhone(page);
      await page.context().addInitScript(() => {
        indexedDB.open = () => {
          throw new DOMException('denied', 'SecurityError');
        };
      });
      await page.reload();
      await page.getByText('no deja guardar nada').waitFor();
      await page.getByRole('heading', { name: /IZP-6.1.4/ }).waitFor();
      const recent = page.locator('.panel-recent .panel-head .quiet');
      const before = Number(await recent.innerText());
      for (const name of ['Nuevo contacto', 'En la calle', 'Hablamos'])
        await page.getByRole('button', { name, exact: true }).tap();
      await page.getByRole('button', { name: 'Guardar contacto' }).dblclick();
      await page.getByRole('button', { name: 'Nuevo contacto' }).waitFor();
      await page.getByText('Todo enviado').waitFor();
      await recent.filter({ hasText: String(before + 1) }).waitFor();
      expect(Number(await recent.innerText())).toBe(before + 1);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** What a browser closes under the page, as some do while nobody looks at it, is opened again for what is told next. */
async function closedPhone(page: Page): Promise<void> {
  // What is counted until then is of a beat that nobody has drawn.
  await page.getByRole('heading', { name: /IZP-6.1.4/ }).waitFor();
  const recent = page.locator('.panel-recent .panel-head .quiet');
  await page.getByText('Todo enviado').waitFor();
  const before = Number(await recent.innerText());
  const deleting = (name: string) => new Promise((over) => (indexedDB.deleteDatabase(name).onsuccess = over));
  for (const name of await databases(page)) await page.evaluate(deleting, name);
  await contact(page, 'En la calle');
  await recent.filter({ hasText: String(before + 1) }).waitFor();
  await page.getByText('Todo enviado').waitFor();
}

/** What a telephone with full storage has no room for is sent all the same, whatever is opened meanwhile, and until then that is said. */
async function fullPhone(page: Page): Promise<void> {
  const recent = page.locator('.panel-recent .panel-head .quiet');
  const before = Number(await recent.innerText());
  // A full disk shows when a transaction ends, after each of its requests was answered.
  await page.evaluate(() => {
    const add = Reflect.get(IDBObjectStore.prototype, 'add') as IDBObjectStore['add'];
    IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...given) {
      const request = add.apply(this, given);
      request.addEventListener('success', () => this.transaction.abort());
      return request;
    };
  });
  await cutOff(page);
  await contact(page, 'En la calle');
  await page.getByText(/^1 por enviar/).waitFor();
  await page.getByText('no le queda espacio').waitFor();
  await page.getByRole('link', { name: 'Panorama' }).tap();
  await page.getByText('Esta sala no se pudo cargar').waitFor();
  await page.getByRole('link', { name: 'Mi cuadrante' }).tap();
  await page.getByText(/^1 por enviar/).waitFor();
  await page.getByRole('button', { name: 'Ajustes' }).tap();
  await page.getByRole('button', { name: 'Salir' }).tap();
  await page.getByText('Queda 1 por enviar que este teléfono no pudo guardar').waitFor();
  await page.keyboard.press('Escape');
  await page.context().setOffline(false);
  await page.getByText('Todo enviado').waitFor();
  await recent.filter({ hasText: String(before + 1) }).waitFor();
  expect(await page.getByText('no le queda espacio').count()).toBe(0);
}

/** Records a contact; resolves to the number of taps. */
export async function contact(page: Page, where: string): Promise<number> {
  const taps = ['Nuevo contacto', where, 'Hablamos', 'Guardar contacto'];
  for (const name of taps) await page.getByRole('button', { name, exact: true }).tap();
  await page.getByRole('button', { name: 'Nuevo contacto' }).waitFor();
  return taps.length;
}

/** A commitment is made, owed and kept. */
async function promise(page: Page): Promise<void> {
  const panel = page.locator('.panel-commitments');
  await panel.getByRole('button', { name: 'Nuevo compromiso' }).tap();
  await panel.getByRole('button', { name: 'Atrás' }).tap();
  await panel.getByRole('button', { name: 'Nuevo compromiso' }).tap();
  await keptOf(page, () => panel.getByLabel('¿A qué se comprometió?').selectOption('Llevar una respuesta'));
  await keptOf(page, () => panel.getByLabel('¿Quién lo cumple?').selectOption('El municipio'));
  await page.reload();
  await eventually('what was chosen is there again', async () =>
    (await panel.getByLabel('¿Quién lo cumple?').inputValue()) === 'MUNICIPALITY' ? true : undefined,
  );
  await panel.getByRole('button', { name: 'Guardar compromiso' }).tap();
  const owed = panel.getByRole('listitem').filter({ hasText: 'Llevar una respuesta' });
  await owed.getByText('El municipio').waitFor();
  await owed.getByText(/vence en/).waitFor();
  await owed.getByText('Cambiar la fecha', { exact: true }).first().tap();
  await owed.getByLabel('¿Cuánto más?').selectOption('Un día más');
  await owed.getByRole('button', { name: 'Cambiar la fecha' }).tap();
  await owed.getByText(/aplazado una vez/).waitFor();
  const keep = owed.getByRole('button', { name: 'Se cumplió' });
  await keep.tap();
  await keep.waitFor({ state: 'detached' });
  await panel.getByRole('button', { name: 'Sigue pendiente: fue un error' }).tap();
  await keep.tap();
  await keep.waitFor({ state: 'detached' });
}

/** Chooses, and waits until the page has sealed and kept the choice: sealing takes a moment, in which a reload would lose it. */
async function keptOf(page: Page, choose: () => Promise<unknown>): Promise<void> {
  const before = await page.evaluate(() => JSON.stringify(Object.entries(sessionStorage)));
  await choose();
  await page.waitForFunction((kept) => JSON.stringify(Object.entries(sessionStorage)) !== kept, before);
}

const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''));

/** Everything in the browser's databases, as far as a script can read it. */
function storedText(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answered = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error as Error);
      });
    const texts: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await answered(indexedDB.open(name));
      texts.push(name);
      for (const store of database.objectStoreNames) {
        const all: unknown[] = await answered(database.transaction(store).objectStore(store).getAll());
        for (const each of all) {
          if (each instanceof CryptoKey) {
            if (each.extractable) texts.push('officer: a key that can be taken out');
            continue;
          }
          const { text } = each as { readonly text?: ArrayBuffer };
          texts.push(text ? new TextDecoder().decode(text) : JSON.stringify(each));
        }
      }
      database.close();
    }
    return texts.join('\n');
  });
}

/** Somebody presses back on their telephone, or reloads the page, in the middle of recording. */
function stepStories(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'the way back of a telephone leads to the step before, a page loaded anew goes on where it was, and nothing leads back into what was told',
    async () => {
      const page = await phone();
      const tap = (name: string) => page.getByRole('button', { name, exact: true }).tap();
      const asked = (name: string) => page.getByRole('heading', { name }).and(page.locator(':focus'));
      await page.getByRole('heading', { name: /IZP-6.1.4/ }).waitFor();
      const recent = page.locator('.panel-recent .panel-head .quiet');
      const before = Number(await recent.innerText());
      await tap('Nuevo contacto');
      await tap('En la calle');
      await asked('¿Qué resultó?').waitFor();
      await page.goBack();
      await asked('¿Dónde fue?').waitFor();
      await tap('En un comercio');
      await page.reload();
      await asked('¿Qué resultó?').waitFor();
      await tap('Hablamos');
      await asked('En un comercio · Hablamos').waitFor();
      await tap('Personas +');
      await tap('20');
      await page.reload();
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('.count input')?.value === '2',
      );
      await page.getByRole('button', { name: '20', exact: true, pressed: true }).waitFor();
      await tap('Guardar contacto');
      await recent.filter({ hasText: String(before + 1) }).waitFor();
      await page.getByRole('button', { name: 'Nuevo contacto' }).and(page.locator(':focus')).waitFor();
      expect(new URL(page.url()).search).toBe('');
      for (const walk of [() => page.goBack(), () => page.goBack(), () => page.goForward()]) {
        await walk();
        await page.getByRole('button', { name: 'Nuevo contacto' }).waitFor();
        await page.waitForURL(({ search }) => search === '');
      }
    },
    TEST_TIMEOUT_MS,
  );
  stage.atLength(
    'the children of a whole school are counted in one number, as many as the platform takes',
    async () => {
      const page = await phone();
      for (const name of ['Nuevo contacto', 'En una escuela', 'Hablamos'])
        await page.getByRole('button', { name, exact: true }).tap();
      const minors = page.getByRole('spinbutton', { name: 'Menores' });
      // Whoever reads large letters has no more room for it than others.
      await page.setViewportSize({ width: 340, height: 740 });
      await page.evaluate(() => (document.documentElement.style.fontSize = '175%'));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(340);
      await minors.fill('');
      await minors.pressSequentially('20000');
      await minors.blur();
      expect(await minors.inputValue()).toBe('2000');
      await minors.fill('350');
      await page.getByRole('button', { name: 'Guardar contacto' }).tap();
      await page.getByText('Todo enviado').waitFor();
      const { platform, scene } = stage();
      const query =
        'query ($beat: ID!) { contacts(beat: $beat, first: 1) { edges { node { people { minors } } } } }';
      await eventually('all of them are in the record', async () => {
        const found = await platform.ask(...(['officer-09', query, { beat: scene.beatId }] as const));
        return JSON.stringify(found.data).includes('"minors":350') ? true : undefined;
      });
      await page.setViewportSize(PHONE.viewport);
    },
    TEST_TIMEOUT_MS,
  );
}
