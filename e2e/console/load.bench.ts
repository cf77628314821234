import type { Page } from 'playwright-core';
import { executablePath, openStage, signIn } from './stage.ts';
import { change, type LoadSize, underLoad } from './load.ts';

/** A room under load and then a wall, for `npm run bench -- console`: its arguments are units, changes a second, seconds. */
const [units = 0, changesPerSecond = 0, seconds = 0] = process.argv.slice(2).map(Number);
const size: LoadSize = { units, changesPerSecond, forMs: seconds * 1_000 };

/** A wall is held against itself once what it runs is compiled: that grows for a minute, by some 200 KB of 3.4 MB. */
const COMPILED_MS = 60_000;

interface Watched {
  readonly frames: readonly number[];
  readonly tasks: readonly number[];
}

if (executablePath === undefined) throw new Error('Chromium is not installed');
await using stage = await openStage();
const { page, address } = stage;
await page.goto(address);
await signIn(page, 'operator-09');
let before = 0;
const { pixels, ...counts } = await underLoad(stage, size, async () => {
  await watch(page);
  before = await heapOf(page);
});
const { frames, tasks } = await page.evaluate(() => (globalThis as unknown as { noted: Watched }).noted);
const figures = {
  ...counts,
  frameP95Ms: p95(frames),
  longestTaskMs: Math.max(0, ...tasks),
  heapGrowth: (await heapOf(page)) / before - 1,
  eventToPixelP95Ms: p95(pixels),
  wallHeapGrowth: await wallGrowth(),
  stoppedSeenMs: await stoppedSeen(),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

async function wallGrowth(): Promise<number> {
  const wall = await stage.enter('wall-09', 'pared/09');
  await wall.locator('.wall-page').waitFor();
  await change(stage, size, Date.now() + Math.min(COMPILED_MS, size.forMs));
  const first = await heapOf(wall);
  await change(stage, size, Date.now() + size.forMs);
  return (await heapOf(wall)) / first - 1;
}

/** From a gateway that stands still to the room that says so. */
async function stoppedSeen(): Promise<number> {
  stage.platform.signal('gateway', 'SIGSTOP');
  const stoppedAt = performance.now();
  await page.getByText('SIN CONEXIÓN').waitFor();
  const seen = performance.now() - stoppedAt;
  stage.platform.signal('gateway', 'SIGCONT');
  return seen;
}

/** From now on the page notes how long frames and tasks take. */
async function watch(looked: Page): Promise<void> {
  await looked.evaluate(() => {
    const noted = { frames: [] as number[], tasks: [] as number[] };
    Object.assign(globalThis, { noted });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.tasks.push(duration);
    }).observe({ type: 'longtask' });
    let last = performance.now();
    const frame = (now: number) => {
      noted.frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}

/** What is still used once everything else was freed, what was compiled and is not used any more with it. */
async function heapOf(looked: Page): Promise<number> {
  const browser = await looked.context().newCDPSession(looked);
  await browser.send('HeapProfiler.collectGarbage');
  const { usedSize } = await browser.send('Runtime.getHeapUsage');
  await browser.detach();
  return usedSize;
}

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0);
}
