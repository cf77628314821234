import type { Page } from 'playwright-core';
import { broken } from './engines.ts';
import { rowOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** A line that stands, over which the platform answers nothing for now. */
export function silentStory(stage: () => Stage): void {
  test(
    'while the platform answers nothing the room and what is written in it stay, and it says that it is old',
    async () => {
      const { enter, report } = stage();
      const page = await enter('operator-09', 'sala/09');
      const fallsSilent = await silenced(page);
      const id = await report('30422');
      await rowOf(page, id).click();
      const bar = page.getByRole('textbox', { name: 'Línea de órdenes' });
      await bar.fill('apoyo');
      fallsSilent();
      await page.locator('.room.frozen').waitFor();
      await page.getByText('SIN RESPUESTA').waitFor();
      expect(await broken(page)).toEqual([]);
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

/** Loads a room whose board is answered with nothing each time the returned function is called, until an incident changes. */
async function silenced(page: Page): Promise<() => void> {
  let fallsSilent = () => {};
  await page.context().routeWebSocket(/\/graphql$/, (socket) => {
    const [server, boards] = [socket.connectToServer(), new Set<string>()];
    server.onMessage((message) => {
      const { type, id, payload } = JSON.parse(String(message)) as Message;
      if (type === 'next' && payload?.data?.incidents) boards.add(id!);
      socket.send(message);
    });
    const errors = [{ message: '', extensions: { code: 'SERVICE_UNAVAILABLE', service: 'nation' } }];
    const nothing = { data: null, errors, extensions: {} };
    fallsSilent = () => {
      for (const id of boards) socket.send(JSON.stringify({ type: 'next', id, payload: nothing }));
    };
  });
  await page.reload();
  await page.getByText('En vivo').waitFor();
  return () => fallsSilent();
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { readonly data?: { readonly incidents?: object } };
}
