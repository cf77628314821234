import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { broken } from './engines.ts';
import { availableUnit } from '../scene.ts';
import { rowOf, shortOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** A line that stands, over which the platform, or one service, answers nothing for now. */
export function silentStories(stage: Play): void {
  detailStory(stage);
  stage.atLength(
    'while the platform answers nothing the room and what is written in it stay, and it says that it is old',
    async () => {
      const { enter, report } = stage();
      const page = await enter('operator-09', 'sala/09');
      const platform = await silenced(page);
      const id = await report('30422');
      await rowOf(page, id).click();
      const bar = page.getByRole('textbox', { name: 'Línea de órdenes' });
      await bar.fill('apoyo');
      platform.fallsSilent();
      await page.locator('.room.frozen').waitFor();
      await page.getByText('SIN RESPUESTA').waitFor();
      expect(await broken(page)).toEqual([]);
      platform.answersAgain();
      await rowOf(page, await report('30421')).waitFor();
      await page.getByText('En vivo').waitFor();
      expect(await page.locator('.room.frozen').count()).toBe(0);
      expect(await bar.inputValue()).toBe('apoyo');
      expect(await page.locator('.panel-incidents .selected').getAttribute('data-row')).toBe(id);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

function detailStory(stage: Play): void {
  stage.atLength(
    'while who keeps an incident does not answer, what was known of it and what is written about it stay',
    async () => {
      const { enter, platform, report, scene } = stage();
      const page = await enter('operator-09', 'sala/09');
      const id = await report('30421');
      const code = `U-${randomUUID().slice(0, 8)}`;
      const unitId = await availableUnit(platform.execute, { code, beatId: scene.beatId, ...scene.point });
      const order = { incidentId: id, unitId, overrideReason: 'LOCAL_KNOWLEDGE' };
      await platform.execute('operator-09', 'dispatchPatrol', { commandId: randomUUID(), ...order });
      await rowOf(page, id).click();
      const [detail, dialog] = [page.locator('.panel-detail'), page.getByRole('dialog')];
      await closesLate(stage(), page, id);
      await detail.getByRole('button', { name: /^Cerrar/ }).click();
      const victims = dialog.getByLabel('Víctimas');
      await victims.fill('2');
      platform.signal('incidents', 'SIGSTOP');
      try {
        // Its unit changes, and with it the detail.
        const busy = { commandId: randomUUID(), unitId, status: 'BUSY' };
        await platform.execute('commander-09', 'reportUnitStatus', busy);
        await detail.getByText('esto es lo último que se supo').waitFor();
        expect(await victims.inputValue()).toBe('2');
        expect(await victims.evaluate((field) => document.activeElement === field)).toBe(true);
        expect(await broken(page)).toEqual([]);
      } finally {
        platform.signal('incidents', 'SIGCONT');
      }
      await detail.getByText('esto es lo último que se supo').waitFor({ state: 'detached' });
      expect(await victims.inputValue()).toBe('2');
      const closing = { incidentId: id, outcome: 'RESOLVED', finalCode: '30421' };
      await platform.execute('operator-09', 'closeIncident', { commandId: randomUUID(), ...closing });
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** Somebody who wanted to close another incident, of which nothing came, and let it be, is not asked how this one ended. */
async function closesLate({ platform, report }: Stage, page: Page, id: string): Promise<void> {
  const other = rowOf(page, await report('30422'));
  await other.focus();
  platform.signal('incidents', 'SIGSTOP');
  try {
    await page.keyboard.press('x');
    await page.locator('.panel-detail .nothing').waitFor();
    await page.keyboard.press('Escape');
  } finally {
    platform.signal('incidents', 'SIGCONT');
  }
  await rowOf(page, id).click();
  await page.locator('.panel-detail .facts').getByText(shortOf(id)).waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
}

/** Loads a room whose board is answered with nothing from when the platform falls silent until it answers again. */
async function silenced(page: Page) {
  const [boards, held] = [new Set<string>(), [] as (() => void)[]];
  let isSilent = false;
  let told: (text: string) => void = () => {};
  await page.context().routeWebSocket(/\/graphql$/, (socket) => {
    const server = socket.connectToServer();
    told = (text) => socket.send(text);
    server.onMessage((message) => {
      const { type, id, payload } = JSON.parse(String(message)) as Message;
      if (type === 'next' && payload?.data?.incidents) boards.add(id!);
      if (isSilent && boards.has(id!)) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await page.reload();
  await page.getByText('En vivo').waitFor();
  const errors = [{ message: '', extensions: { code: 'SERVICE_UNAVAILABLE', service: 'nation' } }];
  const nothing = { data: null, errors, extensions: {} };
  return {
    fallsSilent() {
      isSilent = true;
      for (const id of boards) told(JSON.stringify({ type: 'next', id, payload: nothing }));
    },
    answersAgain() {
      isSilent = false;
      for (const send of held) send();
    },
  };
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly data?: { readonly incidents?: object } };
}
