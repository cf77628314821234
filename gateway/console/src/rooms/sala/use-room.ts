import { useMemo } from 'react';
import { Board, Force, Room, SoonestDue } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { useAnswer } from '../../graph/use-graph.ts';
import { isPart, type RoomSeen, together, withDue } from './room-seen.ts';

/**
 * A room at a past moment, at one cut; or live, its board and its units by a question each. An answer holds until something
 * touches it, so both are of the newest cut that either has. Where more is open than a page holds, what is due soonest is asked for, too.
 */
export function useRoom(entity: string, asOf: string | undefined): Answer<RoomSeen> | undefined {
  const [past, live] = [
    asOf === undefined ? undefined : { entity },
    asOf === undefined ? { entity } : undefined,
  ];
  const then = useAnswer(Room, past, asOf);
  const [board, force] = [useAnswer(Board, live), useAnswer(Force, live)];
  const now = useMemo(() => board && force && together(board, force), [board, force]);
  const room = asOf === undefined ? now : then;
  const due = useAnswer(SoonestDue, isPart(room?.data?.incidents) ? { entity } : undefined, asOf);
  return useMemo(() => {
    if (!room?.data) return room;
    const { incidents: latest } = room.data;
    return { ...room, data: { ...room.data, incidents: withDue(latest, due?.data?.incidents), latest } };
  }, [room, due]);
}
