import type { Request } from 'playwright-core';
import { sized } from '@proximidad/testing/sizes';
import { eventually, full, type Platform } from '../platform.ts';
import { broken } from './engines.ts';
import { rowOf, type Play, TEST_TIMEOUT_MS } from './stage.ts';

/** How many past moments are shown again: as many as the issue names, or enough to see a difference. */
const MOMENTS = full ? 500 : 10;
const EACH_MS = 1_500;
const SECOND_MS = 1_000;

/** An incident that happened this long ago has its decision due in fifteen seconds, or in ten. */
const ABOUT_DUE_MS = sized(50_000, 45_000);

const PICTURE = '{ operationsPicture(entity: "09") { stateHash position } }';

interface Pictured {
  readonly operationsPicture: { readonly stateHash: string | null; readonly position: string };
}

/** On a busy machine a service may not answer for a moment; the picture then has no hash. */
const wholePicture = (platform: Pick<Platform, 'ask'>) =>
  eventually('the whole picture is told', async () => {
    const { data } = await platform.ask<Pictured>('operator-09', PICTURE);
    const { stateHash, position } = data?.operationsPicture ?? {};
    return stateHash && position ? { stateHash, position } : undefined;
  });

/** The past, shown again. */
export function replayStories(stage: Play): void {
  stage.daily(
    'at any past position the console shows the state that was recorded live, and a second window follows',
    async () => {
      const { page, address, platform, report } = stage();
      const recorded: Awaited<ReturnType<typeof wholePicture>>[] = [];
      for (let count = 0; count < MOMENTS; count++) {
        await report(count % 2 === 0 ? '30421' : '30422');
        recorded.push(await wholePicture(platform));
      }
      expect(new Set(recorded.map(({ stateHash }) => stateHash)).size).toBe(MOMENTS);
      const shuffled = recorded.toSorted((a, b) => a.stateHash.localeCompare(b.stateHash));
      await page.goto(`${address}sala/09/repeticion`);
      await page.getByText('REPETICIÓN').first().waitFor();
      for (const { position, stateHash } of shuffled) {
        const to = `/sala/09/repeticion?pos=${encodeURIComponent(position)}`;
        await page.evaluate((path) => {
          history.pushState(null, '', path);
        }, to);
        await page.locator(`[data-state-hash="${stateHash}"]`).waitFor();
      }
      const second = await page.context().newPage();
      await second.goto(`${address}sala/09/repeticion`);
      await second
        .getByRole('button', { name: 'Entrar' })
        .or(second.locator('.replay-bar'))
        .first()
        .waitFor();
      if (await second.getByRole('button', { name: 'Entrar' }).isVisible())
        await second.getByRole('button', { name: 'Entrar' }).click();
      await second.getByLabel('Seguir otra ventana').check();
      await page.getByRole('button', { name: '− 1 min' }).click();
      const pos = new URL(page.url()).searchParams.get('pos')!;
      await second.waitForURL((url) => url.searchParams.get('pos') === pos);
      await second.close();
    },
    TEST_TIMEOUT_MS + MOMENTS * EACH_MS,
  );

  stage.atLength(
    'what was in time at a past moment is in time when that moment is shown again',
    async () => {
      const { enter, report } = stage();
      const page = await enter('commander-09', 'sala/09');
      await page.getByText('En vivo').waitFor();
      const id = await report('30421', { occurredAt: new Date(Date.now() - ABOUT_DUE_MS).toISOString() });
      await rowOf(page, id).locator('.due:not(.late)').waitFor();
      const read = () => rowOf(page, id).getAttribute('aria-label');
      expect(await read()).toMatch(/, vence \d\d:\d\d: /);
      // An instant is rounded down to the full second: in this one the row may not have been there yet.
      const told = new Date(Math.ceil(Date.now() / SECOND_MS) * SECOND_MS).toISOString();
      await rowOf(page, id).locator('.due.late').waitFor();
      expect(await read()).toMatch(/, venció \d\d:\d\d: /);
      await page.goto(`${stage().address}sala/09/repeticion?pos=${told}`);
      await rowOf(page, id).locator('.due').waitFor();
      expect(await rowOf(page, id).locator('.due').innerText()).toMatch(/^en \d+ s/);
      expect(await read()).toMatch(/, vence \d\d:\d\d: /);
      expect(await page.locator('.alarm').count()).toBe(0);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );

  partStory(stage);
  slowStory(stage);
}

function partStory(stage: Play): void {
  stage.atLength(
    'a past moment that a service does not answer for says so, and is whole once it answers again',
    async () => {
      const { enter, platform, report } = stage();
      const id = await report('30421');
      const then = await wholePicture(platform);
      const page = await enter('commander-09', 'sala/09');
      await rowOf(page, id).waitFor();
      platform.signal('contacts', 'SIGSTOP');
      try {
        await page.goto(`${stage().address}sala/09/repeticion?pos=${encodeURIComponent(then.position)}`);
        await page.locator('.late').getByText('No responde: contactos').waitFor();
        expect(await page.locator('[data-state-hash]').count()).toBe(0);
        expect(await broken(page)).toEqual([]);
      } finally {
        platform.signal('contacts', 'SIGCONT');
      }
      await page.locator(`[data-state-hash="${then.stateHash}"]`).waitFor();
      expect(await page.getByText('No responde').count()).toBe(0);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** A question for a room takes this long; a step of the replay, a second. */
const SLOW_MS = 1_800;
const STEPS = 2;
const BACK_MS = 5_000;

function slowStory(stage: Play): void {
  stage.atLength(
    'over a slow line each moment of a replay is waited for, and without one the last that came stays, as such',
    async () => {
      const { enter, report } = stage();
      const page = await enter('commander-09', 'sala/09');
      const id = await report('30421');
      await rowOf(page, id).waitFor();
      const [line, seen] = [{ isDown: false }, { answered: 0, givenUp: 0 }];
      const isRoom = (request: Request) => request.postData()?.includes('query Room(') === true;
      await page.route('**/graphql', async (route, request) => {
        if (!isRoom(request)) return route.continue();
        await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
        return line.isDown ? route.abort() : route.continue();
      });
      page.on('requestfinished', (request) => void (seen.answered += Number(isRoom(request))));
      page.on('requestfailed', (request) => void (seen.givenUp += Number(isRoom(request))));
      const opened = new Date(Date.now() - BACK_MS).toISOString();
      await page.goto(`${stage().address}sala/09/repeticion?velocidad=1&pos=${opened}`);
      await page.locator('.room').waitFor();
      await page.getByRole('button', { name: 'Reproducir' }).click();
      const goesOn = async (steps: number) => {
        const upTo = seen.answered + steps;
        await eventually('the replay goes on', async () => (seen.answered >= upTo ? true : undefined));
      };
      await goesOn(1);
      // Of a crowded room what is due soonest is asked for in addition, the first time.
      seen.givenUp = 0;
      await goesOn(STEPS);
      expect(seen.givenUp).toBe(0);
      line.isDown = true;
      await page.getByRole('button', { name: '+ 1 min' }).click();
      await page.getByText('lo que se ve es de').waitFor();
      expect(await page.locator('.room.frozen').count()).toBe(1);
      expect(await broken(page)).toEqual([]);
      line.isDown = false;
      await page.locator('.room:not(.frozen)').waitFor();
      expect(await page.getByText('lo que se ve es de').count()).toBe(0);
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}
