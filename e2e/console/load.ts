import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { full } from '../platform.ts';
import { rowOf, type Play, type Stage, TEST_TIMEOUT_MS } from './stage.ts';

export interface LoadSize {
  readonly units: number;
  readonly changesPerSecond: number;
  readonly forMs: number;
  /** Under the same load, before anything is measured. */
  readonly warmMs?: number;
}

/** What `npm run bench -- console` sustains for ten minutes, or enough to show that everything arrives. */
const SIZE: LoadSize = full
  ? { units: 1_200, changesPerSecond: 20, forMs: 30_000 }
  : { units: 40, changesPerSecond: 4, forMs: 3_000 };
const AT_ONCE = 8;
export const REGISTERED_WITHIN_MS = 120_000;
const POSITIONS_MAX = 1_000;
const SECOND_MS = 1_000;
/** How often an incident of the load is made: it is reported, changes priority twice, and is closed. */
const PROBE_EVERY_MS = 2_000;
const UNITS_SHOWN_MAX = 300;

/**
 * The load on a room, and how long each incident took from being recorded to being drawn, and to the frame that
 * brought it.
 */
export interface Loaded {
  readonly units: number;
  readonly moved: number;
  readonly changed: number;
  readonly pixels: readonly number[];
  readonly frames: readonly number[];
}

/** A room under load. */
export function loadStories(stage: Play): void {
  stage.atLength(
    'a room with all its units moving and its incidents changing shows each of them',
    async () => {
      const { page } = stage();
      const { units, moved, changed, pixels } = await underLoad(stage(), SIZE);
      expect([moved, changed, pixels.length].map((count) => count > 0)).toEqual([true, true, true]);
      expect(await page.locator('.panel-units tbody tr').count()).toBeGreaterThanOrEqual(
        Math.min(units, UNITS_SHOWN_MAX),
      );
    },
    SIZE.forMs + REGISTERED_WITHIN_MS + TEST_TIMEOUT_MS,
  );
}

/**
 * Shows the room while it is loaded, and calls `shown` once it is warm; every incident reported meanwhile must appear
 * in it, and leave it once it is closed.
 */
export async function underLoad(
  stage: Stage,
  size: LoadSize,
  shown: () => Promise<void> = () => Promise.resolve(),
): Promise<Loaded> {
  const { page, address, report, platform } = stage;
  const units = await registered(stage, size);
  const arrivals = arrivalsAt(page);
  await page.goto(`${address}sala/09`);
  await page.getByText('En vivo').waitFor();
  const warmUntil = Date.now() + (size.warmMs ?? 0);
  const until = warmUntil + size.forMs;
  const [pixels, frames]: [number[], number[]] = [[], []];
  const [moving, changing] = [move(stage, units, until), change(stage, size, until)];
  let isWarm = false;
  while (Date.now() < until) {
    if (!isWarm && Date.now() >= warmUntil) {
      isWarm = true;
      await shown();
    }
    const toldAt = Date.now();
    const id = await report('30421');
    const recordedAt = Date.now();
    await rowOf(page, id).waitFor({ state: 'attached' });
    if (isWarm) {
      pixels.push(Date.now() - recordedAt);
      frames.push(Math.max(0, (arrivals.of(id) ?? recordedAt) - recordedAt));
    }
    arrivals.forget();
    await platform.execute('operator-09', 'closeIncident', closing(id));
    await rowOf(page, id).waitFor({ state: 'detached' });
    await sleep(Math.max(0, PROBE_EVERY_MS - (Date.now() - toldAt)));
  }
  const [moved, changed] = await Promise.all([moving, changing]);
  return { units: units.length, moved, changed, pixels, frames };
}

/** When frames reached the browser; which of them named a record first is determined afterwards. */
function arrivalsAt(page: Page) {
  let frames: { readonly at: number; readonly text: string }[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => void frames.push({ at: Date.now(), text: String(payload) })),
  );
  return {
    of: (id: string) => frames.find(({ text }) => text.includes(id))?.at,
    forget: () => void (frames = []),
  };
}

const closing = (incidentId: string) => ({
  ...{ commandId: randomUUID(), incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 0 },
});

async function registered({ platform, scene }: Stage, size: LoadSize): Promise<string[]> {
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
  const numbers = Array.from({ length: size.units }, (_, index) => index);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = numbers.pop(); next !== undefined; next = numbers.pop()) await one(next);
    }),
  );
  return ids;
}

/** Moves every unit each second; resolves to how many positions were accepted. */
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

/**
 * Makes so many changes to incidents each second, as far as the platform accepts them; resolves to how many were
 * accepted.
 */
export async function change({ platform, report }: Stage, size: LoadSize, until: number): Promise<number> {
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
  await Promise.all(Array.from({ length: size.changesPerSecond }, life));
  return changed;
}
