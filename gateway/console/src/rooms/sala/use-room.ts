import { useMemo } from 'react';
import { Board, Force, Room } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { useAnswer } from '../../graph/use-graph.ts';
import { openOf, type RoomSeen, together } from './room-seen.ts';
import { useCrowd } from './use-crowd.ts';

/**
 * A room at a past moment, at one cut; or live, its board and its units by a question each. An answer holds until something
 * touches it, so both are of the newest cut that either has.
 */
export function useRoom(entity: string, asOf: string | undefined): Answer<RoomSeen> | undefined {
  const live = asOf === undefined ? entity : undefined;
  const then = useCrowd(Room, asOf === undefined ? undefined : entity, asOf);
  const board = useCrowd(Board, live);
  const force = useAnswer(Force, live === undefined ? undefined : { entity: live });
  const past = useMemo(
    () => then && { ...then, data: then.data && { ...then.data, ...openOf(then.data) } },
    [then],
  );
  const now = useMemo(() => board && force && together(board, force), [board, force]);
  return asOf === undefined ? now : past;
}
