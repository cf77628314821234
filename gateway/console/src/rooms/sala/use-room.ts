import { useMemo } from 'react';
import { Board, Force, Room } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { useAnswer } from '../../graph/use-graph.ts';
import { type RoomSeen, together } from './room-seen.ts';

/**
 * A room at a past moment, at one cut; or live, its board and its units by a question each. An answer holds until something
 * touches it, so both are of the newest cut that either has.
 */
export function useRoom(entity: string, asOf: string | undefined): Answer<RoomSeen> | undefined {
  const [past, live] = [
    asOf === undefined ? undefined : { entity },
    asOf === undefined ? { entity } : undefined,
  ];
  const then = useAnswer(Room, past, asOf);
  const [board, force] = [useAnswer(Board, live), useAnswer(Force, live)];
  const now = useMemo(() => board && force && together(board, force), [board, force]);
  return asOf === undefined ? now : then;
}
