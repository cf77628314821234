import type { BoardQuery, ForceQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { es } from '../../words/es.ts';
import { isCrowdedAfter, isPart, partOf, together, withDue } from './room-seen.ts';

const board: Answer<BoardQuery> = {
  data: {
    operationsPicture: {
      ...{ asOf: '2026-11-14T12:00:00-06:00', reporting: true },
      ...{ servicesDown: ['contacts', 'beats'], figures: null },
    },
    incidents: { totalCount: 0, edges: [] },
  },
  troubles: [],
  cut: { at: '2026-11-14T18:00:00.000Z', position: 'earlier' },
};
const force: Answer<ForceQuery> = {
  data: { operationsPicture: { servicesDown: ['beats'], truncated: false, units: null } },
  troubles: [],
  cut: { at: '2026-11-14T18:00:02.000Z', position: 'later' },
};

test('a room is of its board and its units, at the newest cut of either', () => {
  const { data, cut } = together(board, force);
  expect(cut).toEqual(force.cut);
  expect(data!.incidents).toBe(board.data!.incidents);
  expect(data!.operationsPicture).toMatchObject({ reporting: true, truncated: false, units: null });
  expect(data!.operationsPicture.servicesDown).toEqual(['beats', 'contacts']);
});

test('without one of them there is no room, and the reason is told', () => {
  const denied = { data: undefined, troubles: [{ message: 'no', code: 'FORBIDDEN' }], cut: undefined };
  expect(together(board, denied)).toEqual({ ...denied, cut: board.cut });
  expect(together(denied, denied).cut).toBeUndefined();
});

test('what is due soonest is shown beside what came last, each once, where a page does not hold all of it', () => {
  const edges = (...ids: string[]) => ids.map((id) => ({ node: { id } }));
  const newest = { totalCount: 5, edges: edges('e', 'd', 'c') };
  const due = { totalCount: 5, edges: edges('a', 'd') };
  expect(isPart(newest)).toBe(true);
  expect(isPart({ ...newest, totalCount: null })).toBe(true);
  expect(withDue(newest, due)).toEqual({ totalCount: 5, edges: edges('e', 'd', 'c', 'a') });
  expect(withDue(newest, undefined)).toBe(newest);
  const whole = { totalCount: 3, edges: newest.edges };
  expect(withDue(whole, due)).toBe(whole);
  expect(withDue(null, due)).toBeNull();
});

test('a room is crowded once a page does not hold what is open, and until a page has room again', () => {
  const list = (shown: number, totalCount: number) => ({ edges: Array(shown).fill({}), totalCount });
  expect(isCrowdedAfter(false, list(100, 100))).toBe(false);
  expect(isCrowdedAfter(false, list(100, 101))).toBe(true);
  expect(isCrowdedAfter(true, list(100, 100))).toBe(true);
  expect(isCrowdedAfter(true, list(80, 80))).toBe(false);
  // Where nobody says what is open it stays as it was.
  expect([isCrowdedAfter(true, null), isCrowdedAfter(false, undefined)]).toEqual([true, false]);
});

test('what counts some of many says of how many', () => {
  const list = (shown: number, totalCount: number | null) => ({ edges: Array(shown).fill({}), totalCount });
  expect(partOf(list(50, 847), es.sala)).toBe('50 de 847');
  expect(partOf(list(50, null), es.sala)).toBe('50 de más de 10,000');
  for (const whole of [list(50, 50), list(0, 0), null, undefined])
    expect(partOf(whole, es.sala)).toBeUndefined();
});
