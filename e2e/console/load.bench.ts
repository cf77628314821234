import type { Page } from 'playwright-core';
import { heldBy } from './held.ts';
import { executablePath, openStage, signIn } from './stage.ts';
import { change, type LoadSize, underLoad } from './load.ts';

/** A room under load and then a wall, for `npm run bench -- console`: its arguments are units, changes a second, seconds. */
const [units = 0, changesPerSecond = 0, seconds = 0] = process.argv.slice(2).map(Number);
const size: LoadSize = { units, changesPerSecond, forMs: seconds * 1_000 };

/** A wall is compared with itself once its code is compiled: that grows for a minute, by some 200 KB of 3.4 MB. */
const COMPILED_MS = 60_000;

/** For steps on a busy machine. */
const PATIENCE_MS = 180_000;
const OPENED_TIMES = 5;
/** Longer frames are counted with this length. */
const FRAME_MAX_MS = 2_000;

/** Counts of frames by their whole milliseconds, so that the measurements do not grow during the measurement. */
interface Watched {
  readonly frames: readonly number[];
  readonly tasks: readonly number[];
}

if (executablePath === undefined) throw new Error('Chromium is not installed');
await using stage = await openStage('');
const { page, address } = stage;
await page.goto(address);
await signIn(page, 'operator-09');
const interactiveMs = await interactive();
const warmMs = Math.min(COMPILED_MS, size.forMs);
let before = 0;
const {
  pixels,
  frames: brought,
  ...counts
} = await underLoad(stage, { ...size, warmMs }, async () => {
  await watch(page);
  before = (await heldBy(page)).heapBytes;
});
const { frames, tasks } = await page.evaluate(() => (globalThis as unknown as { noted: Watched }).noted);
const room = {
  ...counts,
  interactiveMs,
  frameP95Ms: p95(frames.flatMap((count, ms) => Array.from<number>({ length: count }).fill(ms))),
  longestTaskMs: Math.max(0, ...tasks),
  heapGrowth: (await heldBy(page)).heapBytes / before - 1,
  eventToFrameP95Ms: p95(brought),
  eventToPixelP95Ms: p95(pixels),
};
// So that a later failure does not lose what was measured.
process.stderr.write(`${JSON.stringify(room)}\n`);
// Before the wall: a browser slows the clock of a page that nobody looks at, after five minutes to once a minute.
const stoppedSeenMs = await stoppedSeen();
const figures = { ...room, stoppedSeenMs, wallHeapGrowth: await wallGrowth() };
process.stdout.write(`${JSON.stringify(figures)}\n`);

/**
 * From the address to a board that takes an order, including the door: the longest of several, with nothing kept from
 * the one before.
 */
async function interactive(): Promise<number> {
  const browser = await page.context().newCDPSession(page);
  await browser.send('Network.setCacheDisabled', { cacheDisabled: true });
  const took: number[] = [];
  for (let round = 0; round < OPENED_TIMES; round++) {
    const openedAt = performance.now();
    await page.goto(`${address}sala/09`);
    await page.getByText('En vivo').waitFor({ timeout: PATIENCE_MS });
    await page.getByRole('button', { name: 'Tomar llamada' }).click();
    await page.getByRole('dialog').waitFor();
    took.push(Math.round(performance.now() - openedAt));
    await page.keyboard.press('Escape');
  }
  await browser.detach();
  return Math.max(...took);
}

async function wallGrowth(): Promise<number> {
  const wall = await stage.enter('wall-09', 'pared/09');
  await wall.locator('.wall-page').waitFor();
  await change(stage, size, Date.now() + warmMs);
  const first = await heldBy(wall);
  await change(stage, size, Date.now() + size.forMs);
  return (await heldBy(wall)).heapBytes / first.heapBytes - 1;
}

/** From when the gateway stands still until the room says so; what the room shows instead, if it never does. */
async function stoppedSeen(): Promise<number> {
  await page.bringToFront();
  await page.getByText('En vivo').waitFor({ timeout: PATIENCE_MS });
  stage.platform.signal('gateway', 'SIGSTOP');
  const stoppedAt = performance.now();
  try {
    await page.getByText('SIN CONEXIÓN').waitFor({ timeout: PATIENCE_MS });
    return performance.now() - stoppedAt;
  } catch (cause) {
    const shown = await page.locator('.freshness').allInnerTexts();
    throw new Error(`the room never said that its line is lost, but: ${shown.join(' ') || page.url()}`, {
      cause,
    });
  } finally {
    stage.platform.signal('gateway', 'SIGCONT');
  }
}

/** From now on the page notes how long frames and tasks take. */
async function watch(looked: Page): Promise<void> {
  await looked.evaluate((most) => {
    const noted = { frames: Array.from<number>({ length: most + 1 }).fill(0), tasks: [] as number[] };
    Object.assign(globalThis, { noted });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.tasks.push(duration);
    }).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now: number) => {
      noted.frames[Math.min(most, Math.round(now - last))]!++;
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  }, FRAME_MAX_MS);
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0);
}
