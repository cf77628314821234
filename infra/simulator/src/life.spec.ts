import { contains } from '@proximidad/geography';
import { until as happens } from '@proximidad/testing';
import fc from 'fast-check';
import { day } from './day.ts';
import { beatIdsOf } from './establish.ts';
import { glimpse } from './glimpse.ts';
import { due, livesOn, placeOf } from './life.ts';
import { nation } from './nation.ts';

const HOUR_MS = 3_600_000;
const TICK_MS = 5_000;
const DAY_S = 86_400;
const from = Date.parse('2026-11-13T18:00:00Z');
const until = from + 24 * HOUR_MS;

test('life tells what the day would have told, however often it looks, from where the seeding stopped', () => {
  const state = nation(7)[8]!;
  const beatIds = beatIdsOf(state);
  const lived = { seed: 7, state, beatIds, from };
  const upTo = until + 2 * HOUR_MS;
  const executed = [];
  for (let at = until; at < upTo; at += TICK_MS * 60)
    executed.push(...due(lived, at, Math.min(at + TICK_MS * 60, upTo)));
  const whole = day(7, state, beatIds, from, upTo).filter(({ at }) => at > until);
  expect(executed).toEqual(whole);
  expect(whole.length).toBeGreaterThan(5);
});

test('only the states that are named live on', async () => {
  const stop = new AbortController();
  const users: string[] = [];
  const platform = {
    execute: async (user: string) => {
      users.push(user);
      return { __typename: 'Accepted', results: [], shift: { id: 's' } };
    },
    proposed: () => Promise.resolve([]),
    needToKnow: () => Promise.resolve(undefined),
  };
  const now = Date.now();
  const told = { refused: () => undefined, onTrouble: () => undefined, signal: stop.signal };
  const living = livesOn({ ...told, seed: 1, states: ['03'], from: now, executedUpTo: now, platform });
  // The states before it would have begun before it.
  await happens(() => users.includes('machine-03'));
  stop.abort();
  await living;
  expect(users.filter((user) => !user.endsWith('-03'))).toEqual([]);
});

test('a unit goes its round within its beat, slowly, and the same for the same seed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 31 }),
      fc.integer({ min: 0, max: 3 }),
      fc.nat(DAY_S),
      (s, u, at) => {
        const state = nation(3)[s]!;
        const here = placeOf(3, state, u, until + at * 1_000);
        const next = placeOf(3, state, u, until + at * 1_000 + 10_000);
        expect(contains(state.beats[state.units[u]!.beat]!.polygon, here)).toBe(true);
        expect(placeOf(3, state, u, until + at * 1_000)).toEqual(here);
        expect(Math.hypot(next.lat - here.lat, next.lon - here.lon)).toBeLessThan(0.001);
      },
    ),
    { numRuns: 200 },
  );
});

test('in every state there is one of everything at once: closed with a victim, waiting for a unit, a contact, and a promise', () => {
  const ids = nation(5).flatMap((state) => {
    const actions = glimpse(5, state, beatIdsOf(state), until);
    const of = (mutation: string) => actions.filter((action) => action.mutation === mutation);
    const told = ['reportIncident', 'dispatchPatrol', 'closeIncident', 'recordContact', 'makeCommitment'];
    expect(told.map((mutation) => of(mutation).length)).toEqual([2, 1, 1, 1, 1]);
    expect(of('closeIncident')[0]!.input).toMatchObject({ victims: 1 });
    expect(actions.every(({ at }) => at <= until)).toBe(true);
    return actions.map(({ input }) => input['commandId']);
  });
  expect(new Set(ids).size).toBe(ids.length);
});

test('the last unit of a state is sent nowhere all day, and stays free for who opens the console meanwhile', () => {
  for (const state of nation(5)) {
    const sent = day(5, state, beatIdsOf(state), from, until).flatMap(({ mutation, input }) =>
      mutation === 'dispatchPatrol' ? [input['unitId']] : [],
    );
    expect(sent.length).toBeGreaterThan(0);
    expect(sent).not.toContain(state.units.at(-1)!.id);
  }
});
