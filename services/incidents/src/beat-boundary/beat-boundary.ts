import { Cvegeo } from '@proximidad/catalogues';
import { aggregate, eventFamily, type EventOf, idFor, Instant, PublicId } from '@proximidad/eventsourcing';
import { Polygon } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words ----------------------------------------------------------------

const boundary = {
  beatId: PublicId,
  code: z.string().max(40),
  /** A code has no meaning without its edition. */
  edition: z.string().max(40),
  municipality: Cvegeo,
  polygon: Polygon,
  version: z.int().min(1),
  /** Null for one in force since the beat was drawn. */
  validFrom: Instant.nullable(),
};
const closing = { beatId: PublicId, validFrom: Instant };

/** Where this service keeps what it has learned about a beat (ADR 109). */
export function boundaryIdOf(entity: string, beatId: string): string {
  return idFor(entity, 'beatboundary', beatId);
}

// ---- events ---------------------------------------------------------------

export const boundaryEvents = eventFamily({
  BeatBoundaryNoted: {
    version: 2,
    schema: z.object(boundary),
    upcast: { 1: (first: object) => ({ ...first, validFrom: null }) },
  },
  BeatClosureNoted: { version: 1, schema: z.object(closing) },
});
export type BoundaryEvent = EventOf<typeof boundaryEvents>;

// ---- commands -------------------------------------------------------------

export interface Boundary {
  /** The highest noted; 0 before the first. */
  readonly version: number;
  readonly closed: boolean;
}

const { internal } = commandsOf<Boundary>();

/** Another service's fact cannot be refused: one older than what is known here is ignored. */
export const beatBoundary = aggregate({
  category: 'beatboundary',
  events: boundaryEvents,
  initialState: { version: 0, closed: false } as Boundary,
  commands: {
    NoteBeatBoundary: internal({
      input: boundary,
      decide: (state, noted) =>
        noted.version > state.version ? [{ ...noted, type: 'BeatBoundaryNoted' as const }] : [],
    }),
    NoteBeatClosed: internal({
      input: closing,
      decide: (state, noted) => (state.closed ? [] : [{ ...noted, type: 'BeatClosureNoted' as const }]),
    }),
  },
  evolve,
});

function evolve(state: Boundary, event: BoundaryEvent): Boundary {
  switch (event.type) {
    case 'BeatBoundaryNoted':
      return { ...state, version: event.version };
    case 'BeatClosureNoted':
      return { ...state, closed: true };
  }
}
