import type { Page } from 'playwright-core';
import { broken } from './engines.ts';
import { oneWindow, type Play, TEST_TIMEOUT_MS } from './stage.ts';

/** Somebody leaves, and somebody else uses the same machine after them. */
export function doorStories(stage: Play): void {
  stage.atLength(
    'whoever comes after somebody who signed out is asked who they are, in another window, too',
    async () => {
      const { enter, address } = stage();
      const page = await enter('operator-09', 'sala/09');
      await page.getByRole('button', { name: 'Ajustes' }).click();
      await page.getByRole('button', { name: 'Salir' }).click();
      await page.getByText('Usted salió de la consola.').waitFor();
      const next = await page.context().newPage();
      for (const window of [page, next]) {
        if (window === next) await window.goto(address);
        await window.getByRole('button', { name: /^Entrar/ }).click();
        await window.locator('button[value="commander-09"]').first().waitFor({ state: 'attached' });
      }
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'whoever signs out is told that the provider still knows them, and ends that with one press',
    async () => {
      const { enter } = stage();
      const page = await enter('operator-09', 'sala/09');
      await page.getByRole('button', { name: 'Ajustes' }).click();
      await page.getByRole('button', { name: 'Salir' }).click();
      await page.getByText('Su sesión con el proveedor de identidad sigue abierta').waitFor();
      expect(await broken(page)).toEqual([]);
      await page.getByRole('link', { name: 'Salir también del proveedor de identidad' }).click();
      await page.getByRole('button', { name: 'Salir', exact: true }).click();
      await page.getByRole('button', { name: 'Entrar' }).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      // This makes the console ask who it is, whoever is signed in at the provider.
      await page.evaluate(() => localStorage.removeItem('proximidad.fuera'));
      await page.getByRole('button', { name: 'Entrar' }).click();
      await page.locator('button[value="commander-09"]').first().waitFor({ state: 'attached' });
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'a door that cannot be opened says why and what to do, and opens once the line is back',
    async () => {
      const { open, address } = stage();
      const page = await open('entrar?code=another&state=window');
      await page.getByText('En esta ventana nadie había empezado a entrar. Entre de nuevo.').waitFor();
      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Entrar' }).click();
      await page.getByText('El proveedor de identidad no responde. Se intenta de nuevo.').waitFor();
      await page.context().setOffline(false);
      await page.locator('button[value="commander-09"]').first().waitFor({ state: 'attached' });
      await page.goto(`${address}entrar`);
      await page.getByRole('button', { name: 'Entrar' }).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
  tooOldStory(stage);
  const room = oneWindow(stage, 'operator-09', 'sala/09');
  wayBackStory(stage, room);
  everyWindowStory(stage, room);
}

function tooOldStory(stage: Play): void {
  stage.atLength(
    'a browser that is too old for the console is told so, and which are not',
    async () => {
      const page = await stage().open('');
      await page.getByRole('button', { name: 'Entrar' }).waitFor();
      await page.addInitScript(() => void Reflect.deleteProperty(Map, 'groupBy'));
      await page.reload();
      await page.getByRole('alert').filter({ hasText: 'Use Chrome o Edge 119, Firefox 121' }).waitFor();
      expect(await page.getByRole('button', { name: 'Entrar' }).count()).toBe(0);
      expect(await broken(page)).toEqual([]);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

function everyWindowStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'whoever signs out in one window is out in the others of that browser',
    async () => {
      const { address } = stage();
      const page = await room();
      const other = await page.context().newPage();
      await other.goto(`${address}sala/09/repeticion`);
      await other.getByRole('button', { name: /^Entrar/ }).click();
      await other.locator('.replay-bar').waitFor();
      await page.getByRole('button', { name: 'Ajustes' }).click();
      await page.getByRole('button', { name: 'Salir' }).click();
      await other.getByText('Usted salió de la consola.').waitFor();
      expect(await other.locator('.panel').count()).toBe(0);
      // As of a window that the browser had put away, and loads anew when somebody looks at it.
      await other.evaluate(() => sessionStorage.setItem('proximidad.dentro', 'sí'));
      await other.reload();
      await other.getByRole('button', { name: 'Entrar' }).click();
      await other.locator('button[value="commander-09"]').first().waitFor({ state: 'attached' });
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

function wayBackStory(stage: Play, room: () => Promise<Page>): void {
  stage.atLength(
    'after a page was loaded anew the way back of the browser leads to the room before, and forward again',
    async () => {
      const page = await room();
      await page.getByText('En vivo').waitFor();
      await page.getByRole('link', { name: 'Panorama' }).click();
      await page.locator('.tile').first().waitFor();
      await page.reload();
      await page.locator('.tile').first().waitFor();
      await page.goBack();
      await page.locator('.panel-incidents').waitFor();
      expect(new URL(page.url()).pathname).toBe('/sala/09');
      await page.goForward();
      await page.locator('.tile').first().waitFor();
    },
    TEST_TIMEOUT_MS,
  );
}
