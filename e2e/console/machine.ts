import type { Page, WebSocketRoute } from 'playwright-core';
import { rowOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** One way over a line on which an answer takes two seconds, as on a telephone at the edge of coverage. */
const WAY_MS = 1_000;
/**
 * If nothing arrives for this long after a room asked whether the gateway is there, the room says that its line is
 * lost.
 */
const SILENCE_MS = 2_900;
/** Long enough for several such questions to the gateway. */
const WATCHED_MS = 10_000;
const HOUR_MS = 3_600_000;

/** Somebody works over a slow line. */
export function lineStory(stage: Play): void {
  stage.atLength(
    'on a line on which each answer takes two seconds a room is live, over one connection, and so is an officer’s telephone',
    async () => {
      await Promise.all([
        overSlowLine(stage(), 'operator-09', 'sala/09'),
        overSlowLine(stage(), 'officer-09', 'cuadrante'),
      ]);
    },
    TEST_TIMEOUT_MS,
  );
}

async function overSlowLine({ enter, report }: Stage, user: string, path: string): Promise<void> {
  const page = await enter(user, path);
  let connections = 0;
  await page.context().routeWebSocket(/\/graphql$/, (socket) => {
    connections++;
    delayed(socket);
  });
  await noteSilences(page);
  await page.reload();
  await page.getByText('En vivo').waitFor();
  const [before, lost] = [await silencesIn(page), await lostIn(page)];
  if (path === 'sala/09') await rowOf(page, await report('30421')).waitFor();
  await page.waitForTimeout(WATCHED_MS);
  // A busy machine makes the line slower than intended: a loss shown then was a real one.
  const { told, late } = await silencesIn(page);
  expect(lost.length).toBeLessThanOrEqual(late - before.late);
  expect(late).toBeLessThan(told / 2);
  expect(connections).toBe(1);
  await page.context().close();
}

/** A machine whose clock is wrong. */
export function clockStory(stage: Play): void {
  stage.atLength(
    'whatever the clock of the machine says, a room goes by that of the platform, says so, and takes a call',
    async () => {
      const { enter, report } = stage();
      const page = await enter('operator-09', 'sala/09');
      await page.addInitScript(setClock);
      for (const [aheadMs, said] of [[HOUR_MS, 'adelantado'] as const, [-HOUR_MS, 'atrasado'] as const]) {
        await page.evaluate((ms) => sessionStorage.setItem('aheadMs', `${ms}`), aheadMs);
        await page.reload();
        await page.getByText(`El reloj de este equipo está ${said} 1 h 00`).waitFor();
        const row = rowOf(page, await report('30421'));
        await row.waitFor();
        expect(await row.locator('td').last().innerText()).toMatch(/^\d+ (s|min)$/);
        await page.getByRole('button', { name: 'Tomar llamada' }).click();
        const call = page.getByRole('dialog');
        await call.getByLabel('Código CNIE').fill('30422');
        await call.getByRole('button', { name: 'Reportar incidente nuevo' }).click();
        await call.waitFor({ state: 'detached' });
        await page.locator('.panel-incidents tr.selected').getByText('30422').waitFor();
      }
      await page.context().close();
    },
    TEST_TIMEOUT_MS,
  );
}

/** In the page, before anything of it runs: its clock is off by as much as was set. */
function setClock(): void {
  const [Real, offMs] = [Date, Number(sessionStorage.getItem('aheadMs'))];
  globalThis.Date = class extends Real {
    constructor(...given: []) {
      super(...((given.length === 0 ? [Real.now() + offMs] : given) as []));
    }
    static override now = () => Real.now() + offMs;
  } as DateConstructor;
}

function delayed(socket: WebSocketRoute): void {
  const server = socket.connectToServer();
  socket.onMessage((message) => void setTimeout(() => server.send(message), WAY_MS));
  server.onMessage((message) => void setTimeout(() => socket.send(message), WAY_MS));
}

interface Silences {
  /** Answers to the question whether the gateway is there. */
  readonly told: number;
  /** How often a page that had asked heard nothing for longer than it waits. */
  readonly late: number;
}

/** Makes a page note, from its next load on, how long it waits for messages from the gateway. */
const noteSilences = (page: Page): Promise<unknown> =>
  page.context().addInitScript((silenceMs) => {
    const Given = WebSocket;
    const noted = { told: 0, late: 0 };
    let since: number | undefined;
    globalThis.WebSocket = class extends Given {
      constructor(...given: ConstructorParameters<typeof Given>) {
        super(...given);
        this.addEventListener('message', ({ data }: MessageEvent<string>) => {
          if (since === undefined) return;
          const now = performance.now();
          if (now - since > silenceMs) noted.late++;
          const isAnswer = data.includes('"pong"');
          if (isAnswer) noted.told++;
          since = isAnswer ? undefined : now;
        });
      }
      override send(data: Parameters<WebSocket['send']>[0]) {
        if (typeof data === 'string' && data.includes('"ping"')) since = performance.now();
        super.send(data);
      }
    };
    Object.assign(globalThis, { silences: noted });
  }, SILENCE_MS);

const silencesIn = (page: Page): Promise<Silences> =>
  page.evaluate(() => (globalThis as unknown as { silences: Silences }).silences);

/** What a page says from now on about a lost line. */
async function lostIn(page: Page): Promise<readonly string[]> {
  const lost: string[] = [];
  await page.exposeFunction('tellLost', (text: string) => lost.push(text));
  await page.evaluate(() => {
    const { tellLost } = globalThis as unknown as { tellLost: (text: string) => void };
    let before: string | undefined;
    const look = () => {
      const text = document.querySelector('.freshness-lost')?.textContent ?? undefined;
      if (text && !before) tellLost(text);
      before = text;
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  return lost;
}
