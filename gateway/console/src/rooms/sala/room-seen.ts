import type { BoardQuery, ForceQuery } from '../../documents/documents.gen.ts';
import type { Answer, Cut } from '../../graph/graph.ts';

/** What a room shows: its board, its figures, and who is out. */
export interface RoomSeen {
  readonly operationsPicture: BoardQuery['operationsPicture'] &
    ForceQuery['operationsPicture'] & {
      /** Of a past moment alone: live nobody looks at it, and it would be computed of the whole at each change. */
      readonly stateHash?: string | null;
    };
  readonly incidents: BoardQuery['incidents'];
}

/** One room of its board and its units; none where either is missing, for the reason of that one. */
export function together(board: Answer<BoardQuery>, force: Answer<ForceQuery>): Answer<RoomSeen> {
  const troubles = [...board.troubles, ...force.troubles];
  const cut = later(board.cut, force.cut);
  if (!board.data || !force.data) return { data: undefined, troubles, cut };
  const [{ operationsPicture: its, incidents }, { operationsPicture: units }] = [board.data, force.data];
  const servicesDown = [...new Set([...its.servicesDown, ...units.servicesDown])].toSorted();
  return { data: { operationsPicture: { ...its, ...units, servicesDown }, incidents }, troubles, cut };
}

function later(a: Cut | undefined, b: Cut | undefined): Cut | undefined {
  return a && b ? (Date.parse(a.at) < Date.parse(b.at) ? b : a) : (a ?? b);
}
