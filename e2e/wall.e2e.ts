import { needing } from '@proximidad/testing';
import { sized } from '@proximidad/testing/sizes';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type Held, heldBy } from './console/held.ts';
import { type Seen, watching } from './console/seen.ts';
import {
  brokenInAll,
  executablePath,
  openStage,
  rowOf,
  type Stage,
  START_TIMEOUT_MS,
  TEST_TIMEOUT_MS,
} from './console/stage.ts';
import { noteWhatIsSaid } from './console/said.ts';
import { unheard } from './console/unheard.ts';
import { eventually } from './platform.ts';

const ENTITY = '09';
/**
 * How long the wall stands, and after what time it must no longer grow: by then it has seen everything twice, and
 * repeated code is compiled.
 */
const STANDS_MS = sized(30_000, 30 * 60_000);
const WARM_MS = sized(10_000, 11 * 60_000);
/** How often the gateway dies, and the state is not heard. */
const BREAKS_EVERY_MS = 6 * 60_000;
const STOPPED_MS = sized(2_000, 15_000);
const ROUND_EVERY_MS = 6_000;
/** Two pages of incidents on a wall of 900 px, including the one that comes and goes. */
const STANDING = 12;
/** The most incidents that one query returns, and how many are reported at once. */
const PAGE = 100;
const AT_ONCE = 10;
/** An incident of that age has its decision due in some seconds. */
const ABOUT_DUE_MS = 45_000;
/** A page stands for 12 s, a second of the clock for one; as a busy machine sees it. */
const PAGE_MAX_MS = 20_000;
const CLOCK_MAX_MS = 8_000;
const GROWTH_MAX = 0.1;
const TURNS_EVERY_MS = 1_000;
/** What the browser itself reports about an address where nobody answers. */
const OF_A_BREAK = /^WebSocket connection to|net::ERR_/;

needing(executablePath ? undefined : 'Chromium is not installed').describe(
  'a wall that nobody touches',
  () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await openStage();
      for (let count = 0; count < STANDING; count++) await stage.report('30421');
    }, START_TIMEOUT_MS);
    afterAll(() => stage[Symbol.asyncDispose](), START_TIMEOUT_MS);

    test(
      'it turns its pages, stops when asked, and takes no order',
      async () => {
        const wall = await stage.enter(`wall-${ENTITY}`, '');
        await wall.waitForURL(/\/pared\/09$/);
        await counts(wall, STANDING);
        await wall.keyboard.press('Space');
        await wall.getByText('EN PAUSA').waitFor();
        const stands = await pageOf(wall);
        await wall.getByRole('button', { name: 'Siguiente' }).click();
        expect(await pageOf(wall)).not.toBe(stands);
        expect(await wall.locator('.command-bar, .candidate, .bar, a').count()).toBe(0);
        const ready = () => wall.locator('.wall-page').waitFor();
        expect(await brokenInAll(wall, ['es light'], ready)).toEqual([]);
        await wall.context().close();
      },
      TEST_TIMEOUT_MS,
    );

    test(
      'it turns as long as it stands, tells all the time how fresh it is, comes back from every break, and grows no more',
      async () => {
        const wall = await stage.enter(`wall-${ENTITY}`, `pared/${ENTITY}`);
        await wall.bringToFront();
        await counts(wall, STANDING);
        const [since, errors, seen] = [Date.now(), errorsOf(wall), watching(wall)];
        let breaks = 2;
        await comesBack(stage, wall);
        await standsStill(wall);
        await lives(stage, wall, since + WARM_MS / 2);
        await comesBack(stage, wall);
        await lives(stage, wall, since + WARM_MS);
        const before = await heldOnFirstPage(wall);
        for (; Date.now() < since + STANDS_MS - BREAKS_EVERY_MS; breaks++) {
          await lives(stage, wall, Date.now() + BREAKS_EVERY_MS);
          await comesBack(stage, wall);
        }
        await lives(stage, wall, since + STANDS_MS);
        const after = await heldOnFirstPage(wall);
        expect(faultsOf(await seen(), breaks)).toEqual([]);
        expect(growthOf(before, after)).toEqual([]);
        expect(errors).toEqual([]);
        await wall.context().close();
      },
      2 * STANDS_MS + 2 * TEST_TIMEOUT_MS,
    );

    test(
      'of more incidents than a page of the record holds those due soonest are shown, on the wall and in the room, and that not all are',
      async () => {
        const occurredAt = new Date(Date.now() - ABOUT_DUE_MS).toISOString();
        const waits = await stage.report('30421', { folio: 'A-1', occurredAt });
        // A page of those that came last and one of those due soonest: more than both together hold.
        const tell = () =>
          stage.platform.execute('operator-09', 'reportIncident', {
            ...{ commandId: randomUUID(), code: '30422', point: stage.scene.point },
          });
        for (let count = 0; count < 2 * PAGE; count += AT_ONCE)
          await Promise.all(Array.from({ length: AT_ONCE }, tell));
        const [said, shown] = ['Se muestran', new RegExp(`^Se muestran ${2 * PAGE} incidentes de \\d+\\.$`)];
        const wall = await stage.enter(`wall-${ENTITY}`, '');
        await wall.getByText(shown).waitFor();
        // While what is due soonest is awaited it does not say how many are shown.
        await wall.addInitScript(noteWhatIsSaid, { where: 'strong', beginning: said });
        await wall.reload();
        await wall.getByText(shown).waitFor();
        const once = await wall.evaluate(() => Reflect.get(window, 'said') as string[]);
        expect(once.filter((text) => !shown.test(text))).toEqual([]);
        const room = await stage.enter(`operator-${ENTITY}`, '');
        const asked = questionsFor(room, 'soonestDueFirst');
        await room.goto(`${stage.address}sala/${ENTITY}`);
        await rowOf(room, waits).waitFor();
        // What is overdue is counted of those that are shown.
        await room.locator('.figure', { hasText: new RegExp(`vencidos · ${2 * PAGE} de \\d+`) }).waitFor();
        expect(await room.title()).toMatch(/^\(2(?!00)\d\d\) /);
        // Its decision passes unmade: the journal knows it, however many were reported since.
        await room.locator('.panel-alarms').getByRole('button', { name: 'A-1' }).first().waitFor();
        await room.getByRole('button', { name: 'Bitácora' }).click();
        await room.getByRole('dialog').getByRole('row').filter({ hasText: 'A-1' }).first().waitFor();
        // Asked for with the board it is of the same cut: what is closed leaves both lists at once.
        expect(asked().filter((query) => !query.startsWith('query Board'))).toEqual([]);
        await Promise.all([wall, room].map((page) => page.context().close()));
      },
      TEST_TIMEOUT_MS,
    );

    test('the page threw nothing and asked nobody but the platform', () => {
      expect(stage.complaints).toEqual([]);
      expect(stage.foreign).toEqual([]);
    });
  },
);

/** What a page asks for live, as far as its questions name this. */
function questionsFor(page: Page, name: string): () => readonly string[] {
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => void sent.push(String(payload))));
  return () => {
    const queries = sent.flatMap(
      (text) => (JSON.parse(text) as { payload?: { query?: string } }).payload?.query ?? [],
    );
    const found = queries.filter((query) => query.includes(name));
    expect(found.length).toBeGreaterThan(0);
    return found;
  };
}

const pageOf = (wall: Page) => wall.locator('.wall-page').getAttribute('data-page');

/** The wall says that so many incidents are open. */
const counts = (wall: Page, open: number) =>
  wall.locator('.figure', { hasText: 'abiertos' }).getByText(`${open}`, { exact: true }).waitFor();

/** What its page complains of, apart from what the browser reports about a break. */
function errorsOf(wall: Page): readonly string[] {
  const errors: string[] = [];
  wall.on('console', (message) => {
    if (message.type() === 'error' && !OF_A_BREAK.test(message.text())) errors.push(message.text());
  });
  return errors;
}

/**
 * Its gateway dies, and its state is not heard until one of its machines reports again; the wall shows both, and
 * continues.
 */
async function comesBack(stage: Stage, wall: Page): Promise<void> {
  const { platform } = stage;
  const silent = wall.getByText('El sistema de la entidad no reporta');
  const begun = unheard(stage, ENTITY);
  await wall.getByText('SIN CONEXIÓN').waitFor();
  await begun;
  // No state is heard meanwhile.
  platform.signal('launcher', 'SIGSTOP');
  try {
    await wall.getByText('En vivo').waitFor();
    await silent.waitFor();
  } finally {
    platform.signal('launcher', 'SIGCONT');
  }
  await platform.execute(`machine-${ENTITY}`, 'sourceAlive', { commandId: randomUUID(), entity: ENTITY });
  await silent.waitFor({ state: 'detached' });
}

/** A page stays while somebody reads it. */
async function standsStill(wall: Page): Promise<void> {
  await wall.keyboard.press('Space');
  await wall.getByText('EN PAUSA').waitFor();
  const stands = await pageOf(wall);
  await sleep(STOPPED_MS);
  expect(await pageOf(wall)).toBe(stands);
  await wall.keyboard.press('Space');
  await wall.getByText('EN PAUSA').waitFor({ state: 'detached' });
}

/** The room's life in front of the wall, at least once: something is reported, a unit goes there, and it ends. */
async function lives(stage: Stage, wall: Page, until: number): Promise<void> {
  do {
    const begun = Date.now();
    await round(stage, wall);
    await sleep(Math.max(0, Math.min(until, begun + ROUND_EVERY_MS) - Date.now()));
  } while (Date.now() < until);
}

async function round({ platform, scene, report }: Stage, wall: Page): Promise<void> {
  const incidentId = await report('30421');
  const unitId = scene.near;
  const operator = async (mutation: string, given: object) => {
    const input = { commandId: randomUUID(), incidentId, ...given };
    const { __typename, code } = await platform.execute('operator-09', mutation, input);
    if (__typename === 'Refusal') throw new Error(`${mutation} is refused with ${code}`);
    return true;
  };
  await counts(wall, STANDING + 1);
  const at = new Date().toISOString();
  const positions = [{ ...{ unitId, accuracyM: 8, at }, ...scene.point }];
  await platform.execute('machine-09', 'reportPositions', { commandId: randomUUID(), positions }, 'accepted');
  // The unit is free once the previous incident has released it.
  await eventually('the unit is sent', () =>
    operator('dispatchPatrol', { unitId, overrideReason: 'LOCAL_KNOWLEDGE' }),
  );
  await operator('reportArrival', { unitId });
  await operator('closeIncident', { outcome: 'RESOLVED', finalCode: '30421', victims: 0 });
  await counts(wall, STANDING);
}

/**
 * Measures on the same page each time, with the same things on it, a second after it came: the page before may still
 * be held for a moment. All pages come by, and somebody watching sees each of them.
 */
async function heldOnFirstPage(wall: Page): Promise<Held> {
  do {
    await wall.keyboard.press('ArrowRight');
    await sleep(TURNS_EVERY_MS);
  } while ((await pageOf(wall)) !== '0');
  return heldBy(wall);
}

function faultsOf({ turns, pageMs, clockMs, losses, untold }: Seen, breaks: number): string[] {
  return [
    ...(turns === 0 ? ['no page ever turned'] : []),
    ...(pageMs > PAGE_MAX_MS ? [`a page stood for ${pageMs} ms`] : []),
    ...(clockMs > CLOCK_MAX_MS ? [`the clock stood for ${clockMs} ms`] : []),
    // A machine that stands still for seconds breaks the line as well.
    ...(losses < breaks ? [`${losses} of ${breaks} breaks were told`] : []),
    ...(untold > 0 ? [`how fresh it is was not told ${untold} times`] : []),
  ];
}

const growthOf = (before: Held, after: Held): string[] =>
  (['heapBytes', 'nodes', 'listeners'] as const)
    .filter((of) => after[of] > (1 + GROWTH_MAX) * before[of])
    .map((of) => `${of} grew from ${before[of]} to ${after[of]}`);
