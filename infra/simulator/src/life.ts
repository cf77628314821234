import { setTimeout as sleep } from 'node:timers/promises';
import { formatInstant, instantAt, instantOfLocal, uuidv5 } from '@proximidad/eventsourcing';
import { type Action, inputOf } from './actions.ts';
import { datesOf, day } from './day.ts';
import { beatIdsOf, type Refused, SHIFTS, workDay } from './establish.ts';
import { nation, type State } from './nation.ts';
import type { Platform } from './platform.ts';
import { chance } from './random.ts';
import { successor } from './who-is-who.ts';

const TICK_MS = 5_000;
const HOUR_MS = 3_600_000;
/** Longer than any story: those that began before are over by now. */
const STORY_MAX_MS = 12 * HOUR_MS;
/** After a longer pause the nation continues without what would have happened meanwhile. */
const CAUGHT_UP_MAX_MS = 6 * HOUR_MS;
/** The longest shift, and one hour more. */
const SHIFT_MAX_MS = 9 * HOUR_MS;
const POSITIONS_EACH_TICKS = 2;
/** About 300 m to each side: a unit stays within its beat. */
const ROUND_DEGREES = 0.003;
const ROUND_MIN_MS = 8 * 60_000;
const ROUND_MAX_MS = 20 * 60_000;

export interface NationsLife extends Omit<Life, 'state' | 'beatIds'> {
  /** Codes of the states that live; all of them when left out. */
  readonly states?: readonly string[] | undefined;
}

/** The states at once, until they are stopped. */
export async function livesOn(lived: NationsLife): Promise<void> {
  const states = nation(lived.seed, lived.states);
  await Promise.all([
    filled(lived, states),
    ...states.map((state) => life({ ...lived, state, beatIds: beatIdsOf(state) })),
  ]);
}

/** Appoints somebody to the one vacant post of liaison, trying until it is recorded. */
async function filled(lived: NationsLife, states: readonly State[]): Promise<void> {
  const { platform, signal, onTrouble, refused } = lived;
  const appointed = successor({ seed: lived.seed, until: lived.executedUpTo }, states);
  if (!appointed) return;
  const { at, user, mutation, input } = appointed;
  while (!signal.aborted) {
    await sleep(Math.max(at - Date.now(), TICK_MS), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const result = await platform.execute(user, mutation, input);
      if (result.__typename === 'Refusal') refused(mutation, result);
      return;
    } catch (error) {
      if (!signal.aborted) onTrouble(error);
    }
  }
}

interface Life {
  readonly seed: number;
  readonly state: State;
  readonly beatIds: readonly string[];
  /** The first moment of the nation: nothing that began before is recorded. */
  readonly from: number;
  /** Everything up to here has been recorded. */
  readonly executedUpTo: number;
  readonly platform: Platform;
  readonly refused: Refused;
  readonly signal: AbortSignal;
  /** What could not be recorded is tried again at the next tick. */
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Continues one state in real time until it is stopped: the same seed gives the same stories, whenever it was
 * started.
 */
async function life({ signal, onTrouble, ...lived }: Life): Promise<void> {
  const { state } = lived;
  let executedUpTo = Math.max(lived.executedUpTo, Date.now() - CAUGHT_UP_MAX_MS);
  let worked = 0;
  // Not all states act at the same moment.
  await sleep(Number(state.entity.code) * (TICK_MS / 33), undefined, { signal }).catch(() => undefined);
  for (let tick = 0; !signal.aborted; tick++) {
    const now = Date.now();
    try {
      if (shiftBegan(state, worked, now)) {
        await shifts(lived, now);
        worked = now;
      }
      for (const action of due(lived, executedUpTo, now)) await execute(lived, action);
      executedUpTo = now;
      if (tick % POSITIONS_EACH_TICKS === 0) await move(lived, now);
    } catch (error) {
      if (!signal.aborted) onTrouble(error);
    }
    await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
}

type Living = Pick<Life, 'seed' | 'state' | 'beatIds' | 'from' | 'platform' | 'refused'>;

/** What happens in a state after one moment up to another; stories that began earlier continue. */
export function due(
  { seed, state, beatIds, from }: Omit<Living, 'platform' | 'refused'>,
  after: number,
  upTo: number,
): Action[] {
  return day(seed, state, beatIds, Math.max(from, upTo - STORY_MAX_MS), upTo).filter(({ at }) => at > after);
}

async function execute({ platform, refused }: Living, action: Action): Promise<void> {
  const { user, mutation } = action;
  const input =
    mutation === 'dispatchPatrol' ? await answered(platform, action) : await inputOf(platform, action);
  if (!input) return;
  const result = await platform.execute(user, mutation, input);
  if (result.__typename === 'Refusal') refused(mutation, result);
}

/** An operator sends the proposed unit when it is the one of the beat, and gives a reason when it is another one. */
async function answered(platform: Platform, { user, input }: Action): Promise<Action['input']> {
  const { overrideReason: _, ...asProposed } = input;
  const proposed = await platform.proposed(user, String(input['incidentId']));
  return proposed.includes(String(input['unitId'])) ? asProposed : input;
}

function shiftBegan(state: State, after: number, now: number): boolean {
  return datesOf(state, now - SHIFT_MAX_MS, now).some((date) =>
    SHIFTS.some(({ startsAt }) => {
      const start = instantOfLocal(`${date}T${startsAt}`, state.zone).ms;
      return start > after && start <= now;
    }),
  );
}

async function shifts({ seed, state, beatIds, platform, refused }: Living, now: number): Promise<void> {
  for (const date of datesOf(state, now - SHIFT_MAX_MS, now)) {
    await workDay(platform, { seed, state, beatIds, date, until: now, refused });
  }
}

async function move({ seed, state, platform }: Living, now: number): Promise<void> {
  const at = formatInstant(instantAt(now, state.zone));
  const positions = state.units.map((_, i) => ({
    ...{ unitId: state.units[i]!.id, accuracyM: 8, at },
    ...placeOf(seed, state, i, now),
  }));
  const commandId = uuidv5('sim', seed, state.entity.code, 'moves', now);
  await platform.execute(`machine-${state.entity.code}`, 'reportPositions', { commandId, positions });
}

/** Where a unit is on its round at a moment: always within its beat, and the same for the same seed. */
export function placeOf(seed: number, state: State, unit: number, at: number): { lat: number; lon: number } {
  const dice = chance('round', seed, state.entity.code, unit);
  const [lon, lat] = state.beats[state.units[unit]!.beat]!.centre;
  const along = () => {
    const round = dice.between(ROUND_MIN_MS, ROUND_MAX_MS);
    return ROUND_DEGREES * Math.sin((2 * Math.PI * (at + dice.between(0, round))) / round);
  };
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  return { lat: round(lat + along()), lon: round(lon + along()) };
}
