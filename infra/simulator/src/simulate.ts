import { setTimeout as sleep } from 'node:timers/promises';
import { type Action, inputOf } from './actions.ts';
import { datesOf, day } from './day.ts';
import {
  establish,
  ON_ITS_WAY,
  publishCourse,
  qualifyAll,
  reportLastPositions,
  workDay,
} from './establish.ts';
import { glimpse } from './glimpse.ts';
import { adoptions, legislation } from './models.ts';
import { nation, type State } from './nation.ts';
import type { Platform, Result } from './platform.ts';
import { agreements, federation, institutions, liaisons } from './who-is-who.ts';

/** States that are played at the same time; each in its own order. */
const LANES_MAX = 12;
const NEAR_NOW_MS = 10 * 60_000;
/** A timer takes less than 2^31 ms, and one that is asked for more ends at once. */
const SLEEP_MAX_MS = 24 * 3_600_000;

export interface Simulation {
  readonly seed: number;
  /** Codes of the states that are played; all of them when left out. */
  readonly states?: readonly string[] | undefined;
  readonly from: number;
  readonly until: number;
  /** Simulated seconds per second; Infinity: as fast as the platform takes it. */
  readonly speed: number;
  readonly platform: Platform;
  readonly signal: AbortSignal;
  readonly onProgress: (done: { readonly executed: number; readonly refused: number }) => void;
}

export interface Simulated {
  readonly executed: number;
  /** How often each refusal was given, by `mutation: code`. */
  readonly refused: ReadonlyMap<string, number>;
}

/** Drives the running platform through a span of simulated time. The same seed and span send the same commands. */
export async function simulate(simulation: Simulation): Promise<Simulated> {
  const { seed, states: only, from, until, speed, platform, signal } = simulation;
  const refusals = new Map<string, number>();
  let executed = 0;
  const counting: Platform = {
    ...platform,
    async execute(...args) {
      signal.throwIfAborted();
      const result = await platform.execute(...args);
      executed++;
      simulation.onProgress({ executed, refused: refusals.size });
      return result;
    },
  };
  const refused = (mutation: string, { code }: Result) => {
    const key = `${mutation}: ${code}`;
    refusals.set(key, (refusals.get(key) ?? 0) + 1);
  };
  const courseId = await publishCourse(counting, seed, from);

  type Options = Parameters<Platform['execute']>[3];
  const executeOne = async (action: Action, options?: Options) => {
    const { user, mutation } = action;
    const input = await inputOf(platform, action);
    if (!input) return;
    const result = await counting.execute(user, mutation, input, options);
    if (result.__typename === 'Refusal') refused(mutation, result);
  };
  const executeAll = async (actions: readonly Action[], options?: Options) => {
    for (const action of actions) await executeOne(action, options);
  };
  /** Each in its time, from when the first could be. What is only set up waits for nothing. */
  const executeInTime = async (actions: readonly Action[]) => {
    const startedAt = Date.now();
    for (const action of actions) {
      await sleepUntil(startedAt + (action.at - from) / speed, signal);
      await executeOne(action);
    }
  };
  const founded = async (state: State): Promise<Founded> => {
    await executeAll([...institutions({ seed, until }, state), ...adoptions({ seed, until }, state)]);
    const beatIds = await establish(counting, { seed, state, courseId, at: from, refused });
    // Its parts are at the end of the span: where time passes they would come before everything else.
    if (speed === Infinity) await executeAll(glimpse(seed, state, beatIds, until), { until: ON_ITS_WAY });
    return { state, beatIds };
  };
  const lived = async ({ state, beatIds }: Founded) => {
    await qualifyAll(counting, { seed, state, courseId, at: from, refused, beatIds });
    for (const date of datesOf(state, from, until)) {
      await workDay(counting, { seed, state, beatIds, date, until, refused });
    }
    await executeInTime(day(seed, state, beatIds, from, until));
    if (Date.now() - until < NEAR_NOW_MS)
      await reportLastPositions(counting, { seed, state, until: Date.now() });
  };
  // In real time every state lives at once; at full speed a few at a time are enough to keep the platform busy.
  const lanes = Number.isFinite(speed) ? Infinity : LANES_MAX;
  const untilStopped = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> =>
    inLanes(items, lanes, work).catch((error: unknown) => {
      if (!signal.aborted) throw error;
      return [];
    });
  // A little of everything first, so that no state is empty while another is played to its end.
  await untilStopped([[...federation({ seed, until }), ...legislation({ seed, until })]], (actions) =>
    executeAll(actions),
  );
  const states = await untilStopped(nation(seed, only), founded);
  const places = states.map(({ state }) => state);
  await untilStopped([agreements, liaisons], (of) => executeAll(of({ seed, until }, places)));
  await untilStopped(states, lived);
  return { executed, refused: refusals };
}

async function sleepUntil(moment: number, signal: AbortSignal): Promise<void> {
  for (let rest = moment - Date.now(); rest > 0 && !signal.aborted; rest = moment - Date.now())
    await sleep(Math.min(rest, SLEEP_MAX_MS), undefined, { signal }).catch(() => undefined);
}

interface Founded {
  readonly state: State;
  readonly beatIds: readonly string[];
}

async function inLanes<T, R>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const rest = items.entries();
  const results: R[] = [];
  const lane = async () => {
    for (const [index, item] of rest) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, lane));
  return results;
}
