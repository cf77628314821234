import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { setTimeout as sleep } from 'node:timers/promises';
import { full } from '../platform.ts';
import { heapOf, rowOf, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

/** The size that the issue names, or one that shows that everything arrives. */
const SIZE = full
  ? { units: 1_200, changesPerSecond: 20, forMs: 10 * 60_000 }
  : { units: 40, changesPerSecond: 4, forMs: 8_000 };
const AT_ONCE = 8;
const REGISTERED_WITHIN_MS = 120_000;
const POSITIONS_MAX = 1_000;
const SECOND_MS = 1_000;
/** An incident of the load: reported, twice another priority, closed. */
const PROBE_EVERY_MS = 2_000;
/** What the issue asks. */
const MOST = { frameP95Ms: 50, longestTaskMs: 200, heapGrowth: 0.1, eventToPixelP95Ms: 500 } as const;

interface Watched {
  readonly frames: readonly number[];
  readonly tasks: readonly number[];
}

/** A room under load. */
export function loadStories(stage: () => Stage): void {
  test(
    'a room with all its units moving and its incidents changing shows each of them, and stays quick',
    async () => {
      const { page, address, report, platform } = stage();
      const units = await registered(stage());
      await page.goto(`${address}sala/09`);
      await page.getByText('En vivo').waitFor();
      await watch(page);
      const [before, until] = [await heapOf(page), Date.now() + SIZE.forMs];
      const pixels: number[] = [];
      const moving = move(stage(), units, until);
      const changing = change(stage(), until);
      while (Date.now() < until) {
        const toldAt = Date.now();
        const id = await report('30421');
        const recordedAt = Date.now();
        await rowOf(page, id).waitFor({ state: 'attached' });
        pixels.push(Date.now() - recordedAt);
        await platform.execute('operator-09', 'closeIncident', closing(id));
        await sleep(Math.max(0, PROBE_EVERY_MS - (Date.now() - toldAt)));
      }
      const [moved, changed] = await Promise.all([moving, changing]);
      const { frames, tasks } = await watched(page);
      const figures = {
        ...{ units: units.length, seconds: SIZE.forMs / SECOND_MS, moved, changed },
        frameP95Ms: p95(frames),
        longestTaskMs: Math.max(0, ...tasks),
        heapGrowth: (await heapOf(page)) / before - 1,
        eventToPixelP95Ms: p95(pixels),
      };
      process.stderr.write(`${JSON.stringify({ bench: 'console', ...figures })}\n`);
      expect(await page.locator('.panel-units tbody tr').count()).toBeGreaterThan(
        Math.min(units.length, 200),
      );
      if (full)
        for (const [name, most] of Object.entries(MOST))
          expect(`${name} ${figures[name as keyof typeof MOST] <= most}`).toBe(`${name} true`);
    },
    SIZE.forMs + REGISTERED_WITHIN_MS + TEST_TIMEOUT_MS,
  );
}

const closing = (incidentId: string) => ({
  ...{ commandId: randomUUID(), incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 0 },
});

async function registered({ platform, scene }: Stage): Promise<string[]> {
  const ids: string[] = [];
  const one = async (number: number) => {
    const input = {
      ...{ commandId: randomUUID(), code: `C-${number}`, kind: 'PATROL', municipality: '09007' },
      homeBeatId: scene.beatId,
    };
    const told = await platform.execute(
      'commander-09',
      'registerUnit',
      input,
      '... on UnitAccepted { unit { id } }',
    );
    ids.push((told['unit'] as { id: string }).id);
  };
  const numbers = Array.from({ length: SIZE.units }, (_, index) => index);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = numbers.pop(); next !== undefined; next = numbers.pop()) await one(next);
    }),
  );
  return ids;
}

/** Every unit somewhere else each second; how many positions were taken. */
async function move({ platform, scene }: Stage, units: readonly string[], until: number): Promise<number> {
  let moved = 0;
  for (let turn = 0; Date.now() < until; turn++) {
    const begun = Date.now();
    const at = new Date(begun).toISOString();
    const positions = units.map((unitId, index) => ({
      ...{ unitId, accuracyM: 8, at },
      lat: scene.point.lat + 0.006 * Math.sin(turn / 40 + index),
      lon: scene.point.lon + 0.006 * Math.cos(turn / 40 + index),
    }));
    for (let from = 0; from < positions.length; from += POSITIONS_MAX) {
      const input = { commandId: randomUUID(), positions: positions.slice(from, from + POSITIONS_MAX) };
      const told = await platform.execute('machine-09', 'reportPositions', input, 'accepted');
      moved += Number(told['accepted']);
    }
    await sleep(Math.max(0, SECOND_MS - (Date.now() - begun)));
  }
  return moved;
}

/** So many changes of incidents each second, as far as the platform takes them; how many were taken. */
async function change({ platform, report }: Stage, until: number): Promise<number> {
  let changed = 0;
  const life = async () => {
    while (Date.now() < until) {
      const begun = Date.now();
      const incidentId = await report('30422');
      for (const priority of ['ALTA', 'MEDIA']) {
        const input = { commandId: randomUUID(), incidentId, priority, reason: 'NEW_INFORMATION' };
        await platform.execute('operator-09', 'changePriority', input);
      }
      await platform.execute('operator-09', 'closeIncident', closing(incidentId));
      changed += 4;
      await sleep(Math.max(0, 4 * SECOND_MS - (Date.now() - begun)));
    }
  };
  await Promise.all(Array.from({ length: SIZE.changesPerSecond }, life));
  return changed;
}

/** From now on the page notes how long frames and tasks take. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
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

const watched = (page: Page) => page.evaluate(() => (globalThis as unknown as { noted: Watched }).noted);

function p95(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0);
}
