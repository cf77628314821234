import type { Sighting } from '@proximidad/feed';
import type { PreparedPositions } from '../planning/graph.ts';
import type { BoundingBox, PositionsArguments } from '../planning/positions-rewrite.ts';
import type { Frame } from './frames.ts';
import type { StreamWish } from './opened.ts';
import type { Seen } from './seen-units.ts';

/** What everybody sees who asks the same with the same rights. */
export interface Question {
  /** What was seen after a line; undefined when there was nothing that is asked for. */
  frame(after: number): Frame | undefined;
}

export function openQuestion(
  seen: Seen,
  { rewritten }: PreparedPositions,
  args: PositionsArguments,
  variables: StreamWish['variables'],
): Question {
  const shown = rewritten.shown(variables);
  const frames = new Map<number, Frame | undefined>();
  let madeAt = -1;
  return {
    frame(after) {
      if (madeAt !== seen.line()) {
        frames.clear();
        madeAt = seen.line();
      }
      if (frames.has(after)) return frames.get(after);
      const wanted: Sighting[] = [];
      for (const sighting of seen.after(after)) if (isWanted(sighting, args)) wanted.push(sighting);
      // The first frame is sent even when no unit is in sight: the watcher then knows that.
      const isToldOf = wanted.length > 0 || after === 0;
      const frame = isToldOf ? { body: JSON.stringify({ data: shown(wanted) }) } : undefined;
      frames.set(after, frame);
      return frame;
    },
  };
}

function isWanted(sighting: Sighting, { entity, municipality, beat, bbox }: PositionsArguments): boolean {
  return (
    (!entity || sighting.entity === entity) &&
    (!municipality || sighting.municipality === municipality) &&
    (!beat || sighting.beatId === beat) &&
    (!bbox || isIn(sighting, bbox))
  );
}

function isIn({ lat, lon }: Sighting, { south, west, north, east }: BoundingBox): boolean {
  return lat >= south && lat <= north && lon >= west && lon <= east;
}
