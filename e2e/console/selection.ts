import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { eventually } from '../platform.ts';
import { availableUnit, square } from '../scene.ts';
import { broken } from './engines.ts';
import { oneWindow, type Play, press, rowOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** A beat beside that of the scene, with a unit and a place of its own. */
const OTHER = { code: 'IZP-6.2.1', lon: -99.06, lat: 19.33, unit: 'U-201' } as const;
/** An incident reported this late misses its decision within seconds. */
const ABOUT_DUE_MS = 57_000;
/** `--sign-ALTA` of the dark appearance, as the map draws it where it is not faded. */
const HIGH = [255, 122, 31] as const;

/** Somebody who selects one thing sees what belongs to it in every panel, and is told what the selection hides. */
export function selectionStories(stage: Play): void {
  const room = oneWindow(stage, 'commander-09', 'sala/09');
  stage.atLength(
    'what is chosen filters every other panel, says which alarms that hides, and lets go by key and by button',
    async () => {
      const [here, there] = await twoIncidents(stage());
      const page = await room();
      for (const id of [here, there]) await alarmOf(page, id).waitFor();
      const painted = await drawnHigh(page, (count) => count > 0);

      await rowOf(page, here).click();
      await sees(page, { rows: [here, there], units: ['U-101'], without: OTHER.unit, alarms: [here, there] });
      await page
        .getByRole('status')
        .filter({ hasText: /^Elegido: / })
        .waitFor({ state: 'attached' });
      await drawnHigh(page, (count) => count < painted);
      expect(await broken(page)).toEqual([]);
      await page.keyboard.press('a');
      await alarmOf(page, there).waitFor();
      expect(await page.locator('.alarms .of-chosen').count()).toBeGreaterThan(0);
      await page.keyboard.press('a');
      await alarmOf(page, there).waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await alarmOf(page, there).waitFor();

      await page.locator('.panel-units tr', { hasText: OTHER.unit }).click();
      await sees(page, { rows: [there], units: ['U-101', OTHER.unit], alarms: [there, here] });
      await rowOf(page, here).waitFor({ state: 'detached' });
      await page.locator('.panel-detail').getByText(`${OTHER.unit} no atiende ningún incidente.`).waitFor();
      await press(page.getByRole('button', { name: `Quitar la selección: ${OTHER.unit}` }));
      await rowOf(page, here).waitFor();
      await page.getByRole('status').filter({ hasText: 'Se muestra todo.' }).waitFor({ state: 'attached' });
      expect(
        await page.locator('.panel-incidents').evaluate((panel) => panel === document.activeElement),
      ).toBe(true);
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'in another language what is chosen stays, and Escape lets go where letters are turned off',
    async () => {
      const id = await stage().report('30421');
      const page = await room();
      await page.getByText('En vivo').waitFor();
      await page.evaluate(() => localStorage.setItem('proximidad.ajustes', '{"letters":false}'));
      await page.reload();
      await rowOf(page, id).click();
      await page.locator('.selection').waitFor();
      const begun = firstSent(page);
      await page.getByRole('button', { name: 'Ajustes' }).click();
      await page.getByLabel('Idioma').selectOption('en');
      await page.keyboard.press('Escape');
      // What the platform says over a connection is in the language in which that began.
      expect(await begun).toContain('"accept-language":"en"');
      await page.getByRole('heading', { name: 'Open incidents' }).waitFor();
      expect(await page.locator('.panel-incidents .selected').getAttribute('data-row')).toBe(id);
      await page.locator('.panel-map').focus();
      await page.keyboard.press('a');
      await page.keyboard.press('Escape');
      await page.locator('.selection').waitFor({ state: 'detached' });
      expect(await page.locator('.others').count()).toBe(0);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

const alarmOf = (page: Page, id: string) => page.locator(`.panel-alarms [data-alarm^="${id} DECISION"]`);

/** One incident in the beat of the scene and one in another; both alarm. */
async function twoIncidents({ platform, report }: Stage): Promise<[string, string]> {
  const { code, lon, lat, unit } = OTHER;
  const polygon = square(lon, lat);
  const given = { authority: 'auth-09-ssc', code, edition: '2026', municipality: '09007', polygon };
  const accepted = '... on BeatAccepted { beat { id } }';
  const designed = await platform.execute(
    'commander-09',
    'designBeat',
    { commandId: randomUUID(), ...given },
    accepted,
  );
  const { id: beatId } = designed['beat'] as { id: string };
  const place = { lat: lat + 0.005, lon: lon + 0.005 };
  await availableUnit(platform.execute, { code: unit, beatId, ...place });
  const occurredAt = new Date(Date.now() - ABOUT_DUE_MS).toISOString();
  const there = await eventually('incidents has heard of the beat', async () => {
    const id = await report('30421', { occurredAt, point: place });
    type Placed = { incident: { beat: { id: string } | null } };
    const query = 'query ($id: ID!) { incident(id: $id) { beat { id } } }';
    const { data } = await platform.ask<Placed>('commander-09', query, { id });
    return data?.incident.beat?.id === beatId ? id : undefined;
  });
  return [await report('30421', { occurredAt }), there];
}

interface Seen {
  readonly rows: readonly string[];
  readonly units: readonly string[];
  readonly without?: string;
  /** The alarm that is shown, and the one that is only mentioned. */
  readonly alarms: readonly [string, string];
}

async function sees(page: Page, { rows, units, without, alarms: [shown, hidden] }: Seen): Promise<void> {
  for (const id of rows) await rowOf(page, id).waitFor();
  const unit = (code: string) => page.locator('.panel-units tr', { hasText: code });
  for (const code of units) await unit(code).waitFor();
  if (without !== undefined) await unit(without).waitFor({ state: 'detached' });
  await alarmOf(page, shown).waitFor();
  await alarmOf(page, hidden).waitFor({ state: 'detached' });
  await page.locator('.others', { hasText: /^\d+ de otros incidentes, \d+ sin enterado/ }).waitFor();
}

/** How many dots of the map have the full colour of high priority, once their number is the expected one. */
function drawnHigh(page: Page, isSo: (count: number) => boolean): Promise<number> {
  return eventually('the signs on the map', async () => {
    const count = await page.evaluate((color) => {
      // Each pixel is compared as one number.
      const [wanted] = new Uint32Array(Uint8Array.of(...color, 255).buffer);
      return [...document.querySelectorAll<HTMLCanvasElement>('.map canvas')].reduce((sum, canvas) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let found = 0;
        for (const pixel of new Uint32Array(data.buffer)) if (pixel === wanted) found++;
        return sum + found;
      }, 0);
    }, HIGH);
    return isSo(count) ? count : undefined;
  });
}

/** What the next connection of the page says first. */
const firstSent = (page: Page): Promise<string> =>
  new Promise((resolve) =>
    page.once('websocket', (socket) => socket.once('framesent', ({ payload }) => resolve(String(payload)))),
  );
