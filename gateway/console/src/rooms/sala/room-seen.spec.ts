import type { BoardQuery, ForceQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { together } from './room-seen.ts';

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
