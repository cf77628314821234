import { Cvegeo } from '@proximidad/catalogues';
import { aggregate, eventFamily, type EventOf, idFor, Instant, PublicId } from '@proximidad/eventsourcing';
import { Polygon } from '@proximidad/geography';
import { z } from 'zod';

// ---- words ----------------------------------------------------------------

const boundary = {
  beatId: PublicId,
  code: z.string().max(40),
  /** A code means something only with its edition. */
  edition: z.string().max(40),
  municipality: Cvegeo,
  polygon: Polygon,
  version: z.int().min(1),
};
const closing = { beatId: PublicId, validFrom: Instant };

/** Where this service keeps what it learned of a beat (architecture, decision 9). */
export function boundaryIdOf(entity: string, beatId: string): string {
  return idFor(entity, 'beatboundary', beatId);
}

// ---- events ---------------------------------------------------------------

export const boundaryEvents = eventFamily({
  BeatBoundaryNoted: { version: 1, schema: z.object(boundary) },
  BeatClosureNoted: { version: 1, schema: z.object(closing) },
});
export type BoundaryEvent = EventOf<typeof boundaryEvents>;

// ---- commands -------------------------------------------------------------

export const BoundaryCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('NoteBeatBoundary'), ...boundary }),
  z.object({ type: z.literal('NoteBeatClosed'), ...closing }),
]);
export type BoundaryCommand = z.infer<typeof BoundaryCommand>;

// ---- decisions ------------------------------------------------------------

export interface Boundary {
  /** The highest noted; 0 before the first. */
  readonly version: number;
  readonly closed: boolean;
}

export const beatBoundary = aggregate({
  category: 'beatboundary',
  commands: BoundaryCommand,
  events: boundaryEvents,
  initialState: { version: 0, closed: false } as Boundary,
  decide,
  evolve,
});

/** Another service's fact cannot be refused: what is older than what is known here is passed over. */
function decide(state: Boundary, command: BoundaryCommand): readonly BoundaryEvent[] {
  switch (command.type) {
    case 'NoteBeatBoundary':
      return command.version > state.version ? [{ ...command, type: 'BeatBoundaryNoted' }] : [];
    case 'NoteBeatClosed':
      return state.closed ? [] : [{ ...command, type: 'BeatClosureNoted' }];
  }
}

function evolve(state: Boundary, event: BoundaryEvent): Boundary {
  switch (event.type) {
    case 'BeatBoundaryNoted':
      return { ...state, version: event.version };
    case 'BeatClosureNoted':
      return { ...state, closed: true };
  }
}
