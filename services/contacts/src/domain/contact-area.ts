import { Cvegeo } from '@proximidad/catalogues';
import {
  aggregate,
  eventFamily,
  Instant,
  PublicId,
  type Aggregate,
  type EventOf,
} from '@proximidad/eventsourcing';
import { Polygon } from '@proximidad/geography';
import { z } from 'zod';

// ---- words -------------------------------------------------------------------

const boundaryFields = {
  beatId: PublicId,
  code: z.string(),
  edition: z.string(),
  municipality: Cvegeo,
  polygon: Polygon,
  /** Of the beat, as the beats service counts its redrawings. */
  beatVersion: z.int().min(1),
};

// ---- events: what this service knew of a beat when it placed a contact ---------

export const contactAreaEvents = eventFamily({
  ContactAreaNoted: { version: 1, schema: z.object(boundaryFields) },
  ContactAreaClosed: {
    version: 1,
    schema: z.object({ beatId: PublicId, beatVersion: z.int().min(1), validFrom: Instant }),
  },
});
export type ContactAreaEvent = EventOf<typeof contactAreaEvents>;

// ---- commands ----------------------------------------------------------------

export const ContactAreaCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('NoteBoundary'), ...boundaryFields }),
  z.object({
    type: z.literal('NoteBeatClosed'),
    beatId: PublicId,
    beatVersion: z.int().min(1),
    validFrom: Instant,
  }),
]);
export type ContactAreaCommand = z.infer<typeof ContactAreaCommand>;

// ---- rules -------------------------------------------------------------------

/** The highest version that was noted; a closed beat stays closed. */
export interface ContactArea {
  readonly beatVersion: number;
  readonly closed: boolean;
}

export const contactArea: Aggregate<ContactArea, typeof ContactAreaCommand, typeof contactAreaEvents, never> =
  aggregate({
    category: 'contactarea',
    commands: ContactAreaCommand,
    events: contactAreaEvents,
    initialState: { beatVersion: 0, closed: false },
    decide,
    evolve,
  });

/** Never refuses: a fact that is older than what is known changes nothing. */
function decide(state: ContactArea, command: ContactAreaCommand): readonly ContactAreaEvent[] {
  switch (command.type) {
    case 'NoteBoundary': {
      const { type: _type, ...boundary } = command;
      const isNews = !state.closed && boundary.beatVersion > state.beatVersion;
      return isNews ? [{ type: 'ContactAreaNoted', ...boundary }] : [];
    }
    case 'NoteBeatClosed': {
      const { beatId, beatVersion, validFrom } = command;
      return state.closed ? [] : [{ type: 'ContactAreaClosed', beatId, beatVersion, validFrom }];
    }
  }
}

function evolve(state: ContactArea, event: ContactAreaEvent): ContactArea {
  switch (event.type) {
    case 'ContactAreaNoted':
      return { ...state, beatVersion: Math.max(state.beatVersion, event.beatVersion) };
    case 'ContactAreaClosed':
      return { beatVersion: Math.max(state.beatVersion, event.beatVersion), closed: true };
  }
}
