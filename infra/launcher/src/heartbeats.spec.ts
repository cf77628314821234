import { entities } from '@proximidad/catalogues';
import { isSilent } from './heartbeats.ts';

const TURN_MINUTES = 20;
const DAY_MINUTES = 24 * 60;
const START = Math.ceil(29_400_000 / TURN_MINUTES) * TURN_MINUTES;
const silent = (minute: number) =>
  entities.filter(({ code }) => isSilent(code, minute)).map(({ code }) => code);

test('at most one state is silent at a time, long enough to be stale, and it comes back', () => {
  for (let turn = 0; turn < DAY_MINUTES / TURN_MINUTES; turn++) {
    const minutes = Array.from({ length: TURN_MINUTES }, (_, n) => silent(START + turn * TURN_MINUTES + n));
    const who = new Set(minutes.flat());
    expect([who.size, minutes[0], minutes.at(-1)]).toEqual([1, [], []]);
    expect(minutes.filter((codes) => codes.length === 1)).toHaveLength(9);
  }
});

test('each state has its turn before one has it again', () => {
  const turns = entities.map((_, turn) => silent(START + turn * TURN_MINUTES + 10)[0]);
  expect(new Set(turns).size).toBe(entities.length);
});
