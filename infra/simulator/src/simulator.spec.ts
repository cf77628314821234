import { contains } from '@proximidad/geography';
import { isSensitive } from '@proximidad/catalogues';
import { until as happens } from '@proximidad/testing';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { day } from './day.ts';
import { ON_ITS_WAY } from './establish.ts';
import { nation } from './nation.ts';
import { chance } from './random.ts';
import { simulate } from './simulate.ts';

const DAY_MS = 86_400_000;
const until = Date.parse('2026-11-14T18:00:00Z');
const from = until - DAY_MS;
const beatIds = (code: string) => [1, 2, 3].map((i) => `${code}-0000000${i}-0000-5000-8000-000000000000`);

test('the same seed gives the same nation and the same day', () => {
  const of = (seed: number) =>
    nation(seed).map((state) => day(seed, state, beatIds(state.entity.code), from, until));
  expect(of(7)).toEqual(of(7));
  expect(of(7)).not.toEqual(of(8));
});

test('a shorter day is the beginning of a longer one: the nation goes on where it stopped', () => {
  const [state] = nation(3);
  const long = day(3, state!, beatIds('01'), from, until);
  const short = day(3, state!, beatIds('01'), from, until - DAY_MS / 2);
  expect(long.slice(0, short.length)).toEqual(short);
});

test('there are 32 states, and what happens in a state lies in one of its beats', () => {
  const states = nation(1);
  expect(states.map(({ entity }) => entity.code)).toHaveLength(32);
  for (const state of states) {
    const points = day(1, state, beatIds(state.entity.code), from, until)
      .filter(({ mutation, input }) => mutation === 'reportIncident' && input['point'])
      .map(({ input }) => input['point'] as { lon: number; lat: number });
    for (const point of points)
      expect(state.beats.some(({ polygon }) => contains(polygon, point))).toBe(true);
  }
});

test('a sensitive kind is told without a point, every command has an id of its own, and time only rises', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: 31 }), (seed, i) => {
      const state = nation(seed)[i]!;
      const actions = day(seed, state, beatIds(state.entity.code), from, until);
      const ids = actions.map(({ input }) => input['commandId']);
      expect(new Set(ids).size).toBe(ids.length);
      expect(actions.map(({ at }) => at)).toEqual(actions.map(({ at }) => at).toSorted((a, b) => a - b));
      for (const { mutation, input } of actions) {
        if (mutation === 'reportIncident' && isSensitive(input['code'] as string))
          expect(input['point']).toBeUndefined();
      }
    }),
    { numRuns: 40 },
  );
});

/** Commands that nobody in a centre sends by hand. */
const OF_NOBODY = ['recordHistoricalIncidents'];

test('people do everything that may be done to a call or an incident somewhere in a week of the nation', () => {
  const schema = readFileSync(
    join(import.meta.dirname, '../../../services/incidents/src/schema.graphql'),
    'utf8',
  );
  const [, mutations] = /^type Mutation \{(.*?)^\}/ms.exec(schema)!;
  const commands = [...mutations!.matchAll(/^ {2}(\w+)\($/gm)].map(([, name]) => name!);
  expect(commands.length).toBeGreaterThan(40);
  const week = nation(3).flatMap((state) =>
    day(3, state, beatIds(state.entity.code), until - 7 * DAY_MS, until),
  );
  const done = new Set(week.map(({ mutation }) => mutation));
  expect(commands.filter((command) => !done.has(command))).toEqual(OF_NOBODY);
});

test('once it is told to stop, nothing more is told', async () => {
  const stop = new AbortController();
  let executed = 0;
  const platform = {
    async execute() {
      if (++executed === 20) stop.abort();
      return { __typename: 'Accepted', results: [{ index: 0, id: '01-x' }] };
    },
    proposed: () => Promise.resolve([]),
    needToKnow: () => Promise.resolve(undefined),
  };
  const options = { seed: 1, from, until, speed: Infinity, onProgress: () => undefined };
  await simulate({ ...options, platform, signal: stop.signal });
  expect(executed).toBe(20);
});

/** Of one state at a speed: which commands were executed, and when. */
function played(speed: number, stop = new AbortController()) {
  const executed: { readonly mutation: string; readonly at: number }[] = [];
  const platform = {
    async execute(_user: string, mutation: string) {
      executed.push({ mutation, at: Date.now() });
      const results = [1, 2, 3].map((index) => ({ index, id: `beat-${index}` }));
      return { __typename: 'Accepted', results, shift: { id: 's' }, enrolment: { id: 'e' } };
    },
    proposed: () => Promise.resolve([]),
    needToKnow: () => Promise.resolve(undefined),
  };
  const options = { seed: 1, states: ['09'], from, until, speed, onProgress: () => undefined };
  return { executed, stop, done: simulate({ ...options, platform, signal: stop.signal }) };
}

test('at a speed the day takes its time, and what is set up before it takes none', async () => {
  const span = 1_000;
  const { executed, done } = played(DAY_MS / span);
  await done;
  const times = executed.filter(({ mutation }) => mutation === 'reportIncident').map(({ at }) => at);
  const [state] = nation(1, ['09']);
  const told = day(1, state!, beatIds('09'), from, until).filter(
    ({ mutation }) => mutation === 'reportIncident',
  );
  const share = (told.at(-1)!.at - told[0]!.at) / DAY_MS;
  // The last one never comes early; the first one may be a little late.
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(0.8 * share * span);
});

test('a wait of months is waited for, and ends when it is told to stop', async () => {
  const { executed, stop, done } = played(1e-6);
  const isDay = ({ mutation }: { mutation: string }) => mutation === 'openShift';
  await happens(() => executed.some(isDay));
  await sleep(200);
  stop.abort();
  await done;
  expect(executed.filter(({ mutation }) => mutation === 'reportIncident')).toEqual([]);
});

interface Executed {
  readonly mutation: string;
  readonly entity: string;
}

async function executedIn(states?: readonly string[]): Promise<Executed[]> {
  const executed: Executed[] = [];
  const platform = {
    async execute(user: string, mutation: string) {
      executed.push({ mutation, entity: user.slice(-2) });
      const results = [1, 2, 3].map((index) => ({ index, id: `beat-${index}` }));
      return { __typename: 'Accepted', results, shift: { id: 's' }, enrolment: { id: 'e' } };
    },
    proposed: () => Promise.resolve([]),
    needToKnow: () => Promise.resolve(undefined),
  };
  const options = { seed: 1, states, from, until, speed: Infinity, onProgress: () => undefined };
  await simulate({ ...options, platform, signal: new AbortController().signal });
  return executed;
}

test('only the states that are named are told', async () => {
  const executed = await executedIn(['09', '14']);
  const designed = executed.filter(({ mutation }) => mutation === 'designBeats');
  expect(new Set(designed.map(({ entity }) => entity))).toEqual(new Set(['09', '14']));
});

test('every state has one of everything before any is told its day', async () => {
  const executed = await executedIn();
  const dayBegins = executed.findIndex(({ mutation }) => mutation === 'openShift');
  const before = executed.slice(0, dayBegins);
  const states = (mutation: string) =>
    new Set(before.filter((one) => one.mutation === mutation).map(({ entity }) => entity)).size;
  for (const mutation of [
    ...['designBeats', 'registerUnit', 'reportIncident', 'closeIncident', 'recordContact'],
    'makeCommitment',
  ])
    expect([mutation, states(mutation)]).toEqual([mutation, 32]);
  expect(before.filter(({ mutation }) => mutation === 'registerOfficer')).toHaveLength(32 * 6);
  expect(before.length).toBeLessThan(32 * 40);
});

test('chance is spread evenly and repeatable', () => {
  const draw = () => {
    const dice = chance('x', 5);
    return Array.from({ length: 2_000 }, () => dice.next());
  };
  const mean = draw().reduce((sum, n) => sum + n, 0) / 2_000;
  expect(draw()).toEqual(draw());
  expect(mean).toBeGreaterThan(0.47);
  expect(mean).toBeLessThan(0.53);
});

test('what it waits for are refusals that there are', () => {
  const schema = readFileSync(join(import.meta.dirname, '../../../gateway/schema.graphql'), 'utf8');
  const refusals = [...schema.matchAll(/Refused with ([^.]+)\./g)].map(([, codes]) => codes).join(' ');
  expect(ON_ITS_WAY.filter((code) => !refusals.includes(code))).toEqual([]);
});
