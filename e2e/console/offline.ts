import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { contact, PHONE } from './officer.ts';
import { cutOff, oneWindow, signIn, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** Work goes on while the network comes and goes. */
export function offlineStories(stage: Play): void {
  stage.atLength(
    'a room and a past moment that the network kept away say so, and come by themselves with it',
    async () => {
      const { enter } = stage();
      const page = await enter('commander-09', 'sala/09');
      await page.locator('.panel-incidents').waitFor();
      await cutOff(page);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.getByRole('link', { name: 'Supervisión' }).click();
      await page.getByText('Esta sala no se pudo cargar. Se intenta de nuevo').waitFor();
      // Firefox would never ask again for what did not come.
      expect(asked.filter((path) => path.startsWith('/assets/'))).toEqual([]);
      await page.context().setOffline(false);
      await page.locator('.panel-beats').waitFor();
      await page.getByRole('link', { name: 'Repetición' }).click();
      await page.locator('.replay-bar').waitFor();
      await cutOff(page);
      const moment = `/sala/09/repeticion?pos=${encodeURIComponent(await positionAfterOne(stage()))}`;
      await page.evaluate((path) => history.pushState(null, '', path), moment);
      // A platform that was only just started has answered no moment before it, whose room would stay.
      const isAbsent = page.getByText(/No se pudo mostrar$|^Ese momento aún no ha sido contestado/);
      await isAbsent.waitFor();
      await page.context().setOffline(false);
      await isAbsent.waitFor({ state: 'detached' });
      await page.locator('[data-state-hash]').waitFor();
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  const phone = oneWindow(stage, 'officer-09', 'cuadrante', PHONE);
  refusalStory(stage, phone);
  awayStory(stage, phone);
  leavingStory(stage, phone);
  otherBeatStory(stage, phone);
}

/** A telephone that comes out of a dead zone. */
function refusalStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'what is refused after a dead zone stays on the telephone until it was read',
    async () => {
      const { platform } = stage();
      const commitmentId = await promised(stage());
      const page = await phone();
      const owed = page.locator('.panel-commitments').getByRole('listitem').filter({ hasText: 'Reunirse' });
      await owed.waitFor();
      await cutOff(page);
      await owed.getByRole('button', { name: 'Se cumplió' }).tap();
      await page.getByText(/^1 por enviar/).waitFor();
      const given = { commandId: randomUUID(), commitmentId, reason: 'NOT_WANTED' };
      await platform.execute('officer-09', 'breakCommitment', given);
      await page.context().setOffline(false);
      const refused = page.getByText('No se aceptó: Se cumplió · Reunirse');
      await refused.waitFor();
      await page.reload();
      await refused.waitFor();
      await page.getByText('Todo enviado').waitFor();
      // What is laid out again when it becomes live moves away under a thumb.
      await page.getByText('En vivo').waitFor();
      await page.getByRole('button', { name: 'Quitar' }).tap();
      await refused.waitFor({ state: 'detached' });
      await page.reload();
      await page.getByText('Todo enviado').waitFor();
      expect(await refused.count()).toBe(0);
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'whoever leaves with something to be sent is told so, and it is sent once they are back',
    async () => {
      const page = await phone();
      await page.getByText('Todo enviado').waitFor();
      await cutOff(page);
      await contact(page, 'En un comercio');
      await page.getByText(/^1 por enviar/).waitFor();
      await page.getByRole('button', { name: 'Ajustes' }).tap();
      await page.getByRole('button', { name: 'Salir' }).tap();
      await page.getByText('Queda 1 por enviar en este teléfono').waitFor();
      await page.context().setOffline(false);
      await signIn(page, 'officer-09');
      await page.getByText('Todo enviado').waitFor();
    },
    TEST_TIMEOUT_MS,
  );
}

/** Somebody looks at another room before what they told in a dead zone is sent. */
function awayStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'what was told in a dead zone is sent from whatever room is open when the signal is back',
    async () => {
      const { platform, scene } = stage();
      const told = async () => {
        const query = 'query ($beat: ID!) { contacts(beat: $beat) { totalCount } }';
        const { data } = await platform.ask<{ contacts: { totalCount: number } }>(
          ...(['officer-09', query, { beat: scene.beatId }] as const),
        );
        return data!.contacts.totalCount;
      };
      const page = await phone();
      await page.getByText('Todo enviado').waitFor();
      const before = await told();
      await cutOff(page);
      await contact(page, 'En la calle');
      await page.getByText(/^1 por enviar/).waitFor();
      await page.getByRole('link', { name: 'Panorama' }).tap();
      await page.waitForURL('**/panorama');
      await page.context().setOffline(false);
      await eventually('it is in the record', async () => ((await told()) === before + 1 ? true : undefined));
      expect(page.url()).toMatch(/panorama$/);
      await page.getByRole('link', { name: 'Mi cuadrante' }).tap();
      await page.getByText('Todo enviado').waitFor();
      expect(await told()).toBe(before + 1);
    },
    TEST_TIMEOUT_MS,
  );
}

function otherBeatStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'whoever is telling of a contact goes on with it in the beat that they choose meanwhile',
    async () => {
      const page = await phone();
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      await page.addInitScript(watchWhatOneMayBegin);
      await page.reload();
      await page.getByText('En vivo').waitFor();
      await button('Nuevo contacto').tap();
      // Once enabled it stayed enabled: no tap in between would have missed it.
      expect(await page.evaluate(() => Reflect.get(window, 'mayBegin') as unknown)).toEqual([false, true]);
      await button('En un comercio').tap();
      await button('Hablamos').waitFor();
      const beat = page.locator('.phone select').last();
      const others = beat.locator('option:not(:checked)');
      await beat.selectOption({ value: (await others.first().getAttribute('value'))! });
      await button('Hablamos').tap();
      await button('Guardar contacto').waitFor();
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** In the page: whether the button that begins a contact could be tapped, each time this changed. */
function watchWhatOneMayBegin(): void {
  const seen: boolean[] = [];
  Reflect.set(window, 'mayBegin', seen);
  new MutationObserver(() => {
    const button = document.querySelector<HTMLButtonElement>('.phone > button.primary');
    if (button && seen.at(-1) !== !button.disabled) seen.push(!button.disabled);
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** The device is closed as soon as the answer to what was recorded has come. */
function leavingStory(stage: Play, phone: () => Promise<Page>): void {
  stage.atLength(
    'whoever leaves in the moment in which what they told is answered leaves nothing to be sent',
    async () => {
      const { complaints } = stage();
      const page = await phone();
      await page.getByText('Todo enviado').waitFor();
      const deleted = page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const remove = IDBObjectStore.prototype.delete;
            IDBObjectStore.prototype.delete = function (key) {
              const request = remove.call(this, key);
              this.transaction.addEventListener('complete', () => resolve());
              this.transaction.db.close();
              return request;
            };
          }),
      );
      await contact(page, 'En un comercio');
      await deleted;
      await page.reload();
      await page.getByText('Todo enviado').waitFor();
      expect(complaints).toEqual([]);
    },
    TEST_TIMEOUT_MS,
  );
}

/** The position of the record after somebody had just reported an incident. */
async function positionAfterOne({ platform, report }: Stage): Promise<string> {
  await report('30421');
  const asked = await platform.ask<{ operationsPicture: { position: string } }>(
    'operator-09',
    '{ operationsPicture(entity: "09") { position } }',
  );
  return asked.data!.operationsPicture.position;
}

const DAY_MS = 24 * 3_600_000;

/** A meeting that is owed in the officer's beat. */
async function promised({ platform, scene: { beatId, officerId } }: Stage): Promise<string> {
  const dueAt = new Date(Date.now() + DAY_MS).toISOString();
  const input = { beatId, officerId, kind: 'MEETING', owedBy: 'POLICE', dueAt };
  const selected = '... on CommitmentAccepted { commitment { id } }';
  const told = await platform.execute(
    ...(['officer-09', 'makeCommitment', { commandId: randomUUID(), ...input }, selected] as const),
  );
  return (told['commitment'] as { id: string }).id;
}
