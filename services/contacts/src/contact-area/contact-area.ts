import { Cvegeo } from '@proximidad/catalogues';
import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  idFor,
  Instant,
  PublicId,
} from '@proximidad/eventsourcing';
import { Polygon } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words -------------------------------------------------------------------

/** Where this service keeps what it learned about a beat. */
export function contactAreaId(beatId: string): string {
  return idFor(entityOf(beatId), 'contactarea', beatId);
}

const boundary = {
  beatId: PublicId,
  code: z.string(),
  edition: z.string(),
  municipality: Cvegeo,
  polygon: Polygon,
  /** Version of the beat, as the beats service counts its redrawings. */
  beatVersion: z.int().min(1),
  /** Null for one in force since the beat was drawn. */
  validFrom: Instant.nullable(),
};
const closing = { beatId: PublicId, beatVersion: z.int().min(1), validFrom: Instant };

// ---- events: what this service knew of a beat when it placed a contact ---------

export const contactAreaEvents = eventFamily({
  ContactAreaNoted: {
    version: 2,
    schema: z.object(boundary),
    upcast: { 1: (first: object) => ({ ...first, validFrom: null }) },
  },
  ContactAreaClosed: { version: 1, schema: z.object(closing) },
});
export type ContactAreaEvent = EventOf<typeof contactAreaEvents>;

// ---- commands ----------------------------------------------------------------

/** The highest version that was noted; a closed beat stays closed. */
export interface ContactArea {
  readonly beatVersion: number;
  readonly closed: boolean;
}

const { internal } = commandsOf<ContactArea>();

/** Never refuses: a fact older than what is known changes nothing. */
export const contactArea = aggregate({
  category: 'contactarea',
  events: contactAreaEvents,
  initialState: { beatVersion: 0, closed: false } as ContactArea,
  commands: {
    NoteBoundary: internal({
      input: boundary,
      decide: (state, noted) =>
        !state.closed && noted.beatVersion > state.beatVersion
          ? [{ ...noted, type: 'ContactAreaNoted' as const }]
          : [],
    }),
    NoteBeatClosed: internal({
      input: closing,
      decide: (state, noted) => (state.closed ? [] : [{ ...noted, type: 'ContactAreaClosed' as const }]),
    }),
  },
  evolve,
});

function evolve(state: ContactArea, event: ContactAreaEvent): ContactArea {
  switch (event.type) {
    case 'ContactAreaNoted':
      return { ...state, beatVersion: Math.max(state.beatVersion, event.beatVersion) };
    case 'ContactAreaClosed':
      return { beatVersion: Math.max(state.beatVersion, event.beatVersion), closed: true };
  }
}
