import { setTimeout as sleep } from 'node:timers/promises';
import { datesOf, day } from './day.ts';
import { establish, publishCourse, standing, workDay } from './establish.ts';
import { nation, type State } from './nation.ts';
import type { Platform, Result } from './platform.ts';

/** States that tell at the same time; each of them tells in its own order. */
const LANES_MAX = 8;
const NEAR_NOW_MS = 10 * 60_000;

export interface Simulation {
  readonly seed: number;
  readonly from: number;
  readonly until: number;
  /** Simulated seconds per second; Infinity: as fast as the platform takes it. */
  readonly speed: number;
  readonly platform: Platform;
  readonly signal: AbortSignal;
  readonly onProgress: (done: { readonly told: number; readonly refused: number }) => void;
}

export interface Told {
  readonly told: number;
  /** How often each refusal was given, by `mutation: code`. */
  readonly refused: ReadonlyMap<string, number>;
}

/** Drives the running platform through a span of simulated time. The same seed and span tell the same commands. */
export async function simulate(simulation: Simulation): Promise<Told> {
  const { seed, from, until, speed, platform, signal } = simulation;
  const refusals = new Map<string, number>();
  let told = 0;
  const counting: Platform = {
    async tell(...args) {
      signal.throwIfAborted();
      const result = await platform.tell(...args);
      told++;
      simulation.onProgress({ told, refused: refusals.size });
      return result;
    },
  };
  const refused = (mutation: string, { code }: Result) => {
    const key = `${mutation}: ${code}`;
    refusals.set(key, (refusals.get(key) ?? 0) + 1);
  };
  const startedAt = Date.now();
  const courseId = await publishCourse(counting, seed, from);

  const live = async (state: State) => {
    const beatIds = await establish(counting, { seed, state, courseId, at: from, refused });
    const dates = datesOf(state, from, until);
    for (const date of dates) {
      await workDay(counting, { seed, state, beatIds, date, until, refused });
    }
    for (const { at, user, mutation, input } of day(seed, state, beatIds, from, until)) {
      const due = startedAt + (at - from) / speed;
      if (due > Date.now()) await sleep(due - Date.now(), undefined, { signal }).catch(() => undefined);
      const result = await counting.tell(user, mutation, input);
      if (result.__typename === 'Refusal') refused(mutation, result);
    }
    if (Date.now() - until < NEAR_NOW_MS) await standing(counting, { seed, state, until: Date.now() });
  };
  // In real time every state lives at once; at full speed a few at a time are enough to keep the platform busy.
  const untilStopped = (state: State) =>
    live(state).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  await inLanes(nation(seed), Number.isFinite(speed) ? Infinity : LANES_MAX, untilStopped);
  return { told, refused: refusals };
}

async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = [...items];
  const lane = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
}
