import { randomUUID } from 'node:crypto';
import { squareTile, tileFile } from '@proximidad/testing/tiles';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { eventually, runProgram } from '../platform.ts';
import { broken } from './engines.ts';
import { brokenInAll, oneWindow, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';
import { HEARD_EVERY_MS, unheard } from './unheard.ts';

/** Guerrero. */
const STATE = '12';

const IMPORTER = 'infra/importer/src/main.ts';
/** In units of 1/4,096 of a tile: a square with this half side covers the whole tile. */
const HALF_OF_A_TILE = 2_048;
/** Around the beats of the scene. */
const OUTLINE = [[-99.2, 19.3], [-98.9, 19.3], [-98.9, 19.5], [-99.2, 19.5], [-99.2, 19.3]]; // oxfmt-ignore

/** What those who look at the whole nation see. */
export function nationStories(stage: Play): void {
  const nation = oneWindow(stage, 'analyst', 'panorama');
  silenceStory(stage, nation);
  drillStory(stage, nation);
  elsewhereStory(stage);
  partStories(stage);
}

function silenceStory(stage: Play, nation: () => Promise<Page>): void {
  stage.atLength(
    'a state falls silent: it looks so, in the nation and in its room, and totals are partial; it is heard again, and returns',
    async () => {
      const { enter, platform, address } = stage();
      const page = await nation();
      const tile = page.locator('.tile', { hasText: 'GRO' });
      await tile.waitFor();
      expect(await tile.getAttribute('class')).not.toContain('silent');
      await page.getByLabel('Cifra en el mapa').selectOption('cuadrantes sin unidad');
      await page.getByRole('link', { name: /Guerrero: \d+ cuadrantes sin unidad/ }).waitFor();
      expect(page.url()).toMatch(/\?cifra=sin-unidad$/);
      await unheard(stage(), STATE);
      let room: Page;
      // No state is heard, however long the look takes; the other states are still known for some minutes.
      platform.signal('launcher', 'SIGSTOP');
      try {
        await page.locator('.tile.silent', { hasText: 'GRO' }).waitFor();
        await page.getByText('31/32').waitFor();
        await page
          .locator('.panel-table tr.silent', { hasText: 'Guerrero' })
          .getByText('no reporta')
          .waitFor();
        await page.getByText(/Los totales son parciales/).waitFor();
        const ready = () => page.locator('.tile').first().waitFor();
        expect(await brokenInAll(page, ['en dark'], ready)).toEqual([]);
        room = await enter(`operator-${STATE}`, `sala/${STATE}`);
        await room
          .locator('.panel-alarms')
          .getByText(/no reporta/i)
          .first()
          .waitFor();
      } finally {
        platform.signal('launcher', 'SIGCONT');
      }
      await platform.execute(`machine-${STATE}`, 'sourceAlive', { commandId: randomUUID(), entity: STATE });
      await page.getByText('32/32').waitFor({ timeout: 2 * HEARD_EVERY_MS });
      await page.locator('.tile.silent', { hasText: 'GRO' }).waitFor({ state: 'detached' });
      await room.goto(`${address}sala/${STATE}/repeticion`);
      await room.getByRole('img', { name: 'La entidad no reportaba' }).waitFor();
      await room.context().close();
    },
    2 * TEST_TIMEOUT_MS,
  );
}

/** Somebody whose work is elsewhere is led there. */
function elsewhereStory(stage: Play): void {
  stage.atLength(
    'whoever sees the figures of no entity is told so, and where their work is',
    async () => {
      const page = await stage().enter('academy', 'panorama');
      await page.getByText('Su función no ve las cifras de ninguna entidad.').waitFor();
      expect(await page.locator('.figure, .tile').count()).toBe(0);
      expect(await broken(page)).toEqual([]);
      await page.locator('#main').getByRole('link', { name: 'Explorador' }).click();
      await page.waitForURL(/\/graphql$/);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** Somebody who sees part of an entity is not shown how many there are in all of it. */
function partStories(stage: Play): void {
  stage.daily(
    'an officer who opens the room, the wall or a past moment by hand is told that it is not theirs, and no figure',
    async () => {
      const { enter, address } = stage();
      const page = await enter('officer-09', 'sala/09');
      for (const path of ['sala/09', 'sala/09/repeticion', 'pared/09']) {
        if (path !== 'sala/09') await page.goto(address + path);
        await page.getByText('Su función no permite ver esto.').waitFor();
        expect(await page.locator('.figure, .board').count()).toBe(0);
      }
      expect(await broken(page)).toEqual([]);
      await page.getByRole('link', { name: 'Proximidad' }).click();
      await page.getByRole('heading', { name: /Mi cuadrante/ }).waitFor();
      await page.goto(`${address}panorama/09`);
      await page.getByText('Su función ve las cifras de cada entidad').waitFor();
      await page.locator('.panel-places').getByText('Iztapalapa').waitFor();
      const figures = await page.locator('.figure-value').allInnerTexts();
      // The figures are: open, of high priority, at work, beats, beats without a unit.
      expect(figures.map((text) => (text === '—' ? text : 'n'))).toEqual(['—', '—', '—', 'n', '—']);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  stage.atLength(
    'of a municipality that is not theirs an operator of another one reads no figure, which is no 0',
    async () => {
      const { enter, report, address } = stage();
      await report('30421');
      const page = await enter('operator-09015', 'panorama/09');
      await page.getByText('Su función ve lo de su municipio').waitFor();
      const row = page.locator('.panel-places tr', { hasText: 'Iztapalapa' });
      await row.waitFor();
      const told = await row.locator('td').allInnerTexts();
      expect(told.map((text) => (text === '—' ? text : 'n'))).toEqual(['—', '—', '—', 'n', '—']);
      await row.getByRole('link').click();
      await page.locator('.panel-places').getByText('IZP-6.1.4').waitFor();
      expect(await page.locator('.panel-open').count()).toBe(0);
      for (const room of ['panorama', 'sala/09', 'pared/09']) {
        await page.goto(address + room);
        await page.getByText('las cifras no son de toda la entidad').waitFor();
      }
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/**
 * Somebody responsible for a state goes from the nation down to one beat; a federal role is told what it does not
 * see.
 */
function drillStory(stage: Play, nation: () => Promise<Page>): void {
  stage.atLength(
    'from the nation one goes down to a municipality and to a beat, each with its figures, and back',
    async () => {
      const { enter, report, address } = stage();
      await report('30421');
      const page = await enter('commander-09', 'panorama');
      await page.locator('.panel-table').getByText('al día').first().waitFor();
      await page.locator('.panel-table').getByRole('link', { name: 'Ciudad de México' }).click();
      await page.locator('.panel-places').getByRole('link', { name: 'Iztapalapa' }).click();
      await page.locator('.panel-open').getByText('Reportado').first().waitFor();
      await page.locator('.panel-places').getByRole('link', { name: 'IZP-6.1.4' }).click();
      await page.waitForURL(/\/panorama\/09\/09007\/09-/);
      await page.locator('.panel-open').getByText('Reportado').first().waitFor();
      const ready = () => page.locator('.panel-open li').first().waitFor();
      expect(await brokenInAll(page, ['es light'], ready)).toEqual([]);
      await page.locator('.way').getByRole('link', { name: 'Iztapalapa' }).click();
      await page.locator('.panel-places').getByRole('link', { name: 'IZP-6.1.4' }).waitFor();
      const federal = await nation();
      await federal.goto(`${address}panorama/09`);
      await federal.getByText('Su función ve las cifras de cada entidad').waitFor();
      await federal.locator('.panel-places').getByText('Iztapalapa').waitFor();
      await drawn(stage(), federal);
      await tiled(stage(), federal);
      await Promise.all([page, federal].map((each) => each.context().close()));
    },
    2 * TEST_TIMEOUT_MS,
  );
}

/**
 * Outlines that the site imports are drawn beneath the beats from then on, with their attribution; a broken row costs
 * nobody anything else.
 */
async function drawn({ platform, address }: Stage, page: Page): Promise<void> {
  const place = { type: 'Polygon', coordinates: [OUTLINE] };
  const keys = [{ CVE_ENT: '09' }, { CVEGEO: '09007' }, { CVEGEO: '09777' }];
  const file = join(platform.data, 'areas.geojson');
  const features = keys.map((properties) => ({ type: 'Feature', properties, geometry: place }));
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  expect(await page.locator('.panel-map').count()).toBe(0);
  const { stdout } = await runProgram(
    [IMPORTER, '--format', 'geografia', '--attribution', 'INEGI, libre uso', file],
    platform.environment,
  );
  expect(stdout).toContain('3 rows = 2 accepted + 0 already known + 1 rejected');
  for (const path of ['panorama/09', 'panorama']) {
    await page.goto(address + path);
    await page.locator('.map[data-outlines="1"] canvas').waitFor();
    await page.getByText('Contornos: INEGI, libre uso').waitFor();
  }
  expect(await broken(page)).toEqual([]);
}

/**
 * The tiles of a site lie beneath everything, from the platform's own origin, with their attribution; a file that
 * holds no tiles is reported.
 */
async function tiled({ platform, address, foreign }: Stage, page: Page): Promise<void> {
  const file = join(platform.data, 'geography/mapa-base.pmtiles');
  const tiles = [{ number: 0, bytes: squareTile('water', HALF_OF_A_TILE) }];
  writeFileSync(file, tileFile(tiles, { zoomMax: 0, attribution: '<b>© Quien los hizo</b>' }));
  await page.goto(`${address}panorama/09`);
  await page.locator('.map[data-base="shown"]').waitFor();
  await page.getByText('Mapa base: © Quien los hizo. Contornos: INEGI, libre uso').waitFor();
  await eventually(
    'water is drawn',
    async () => (await pixelOf(page)) === (await waterOf(page)) || undefined,
  );
  writeFileSync(file, 'PMTiles of another kind');
  await page.reload();
  await page.locator('.map[data-base="failed"]').waitFor();
  await page.getByText('El mapa base no se pudo leer').waitFor();
  writeFileSync(file, tileFile(tiles, { zoomMax: 0, attribution: 'Otros' }));
  await page.getByText('Mapa base: Otros').waitFor();
  rmSync(file);
  expect(foreign).toEqual([]);
}

/** A pixel in a corner of the drawing, where the map's ground is visible. */
const pixelOf = (page: Page) =>
  page.evaluate(() => {
    const [canvas] = document.querySelectorAll<HTMLCanvasElement>('.map canvas');
    return [...canvas!.getContext('2d')!.getImageData(4, 4, 1, 1).data.slice(0, 3)].join(' ');
  });

const waterOf = (page: Page) =>
  page.evaluate(() => {
    const hex = getComputedStyle(document.documentElement).getPropertyValue('--base-water').trim();
    return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join(' ');
  });
