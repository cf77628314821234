import {
  named,
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { Cvegeo } from '@proximidad/catalogues';
import { areaKm2, crossingOf, hasStrayHole, Polygon } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const SUCCESSORS_MAX = 20;
/** A beat that changes more often is another beat; its stream is read whole for each command. */
export const REDRAWINGS_MAX = 200;
const POPULATION_MAX = 10_000_000;
const AREA_DECIMALS = 4;
const POLYGON_LENGTH_MAX = 50_000;
/** A hundred square metres: anything smaller is a slip of the pen. */
const AREA_MIN_KM2 = 0.0001;
/** In all rings together: the time to measure BR-B4 grows with the square of this. Real beats have at most 132, sectors 276. */
const POLYGON_POSITIONS_MAX = 500;

/** It is one name whether an accent was written with its letter or apart from it, as some systems do. */
const Written = z.string().normalize();
/** Names of authorities, codes and editions of beats: no room for anything about a person. */
const Key = Written.regex(/^[\p{L}\p{N}][\p{L}\p{N} ./_-]{0,39}$/u, 'up to 40 letters, digits, . / _ -');
const PlaceName = Written.regex(/^\p{L}[\p{L}\p{N} .,'/()-]{0,59}$/u, 'up to 60 letters and digits');

/** GeoJSON, or the same as text, which the graph asks for until the next release. */
const GeoJson = z.unknown().transform((given, issues) => {
  if (typeof given !== 'string') return given;
  try {
    if (given.length <= POLYGON_LENGTH_MAX) return JSON.parse(given) as unknown;
    issues.addIssue({ code: 'custom', message: `at most ${POLYGON_LENGTH_MAX} characters` });
  } catch {
    issues.addIssue({ code: 'custom', message: 'not JSON' });
  }
  return z.NEVER;
});

/** The outline of a beat as the graph takes it. */
const Outline = GeoJson.pipe(Polygon)
  .refine(
    ({ coordinates }) => coordinates.flat().length <= POLYGON_POSITIONS_MAX,
    `a beat has at most ${POLYGON_POSITIONS_MAX} positions, in all its rings together: simplify its outline`,
  )
  .refine((polygon) => crossingOf(polygon) === undefined, {
    abort: true,
    error: 'its sides cross one another',
    params: { code: 'SIDES_CROSS' },
  })
  .refine((polygon) => !hasStrayHole(polygon), {
    abort: true,
    error: 'a hole is outside of it, or inside another hole',
    params: { code: 'HOLE_OUTSIDE' },
  })
  .refine((polygon) => areaKm2(polygon) >= AREA_MIN_KM2, {
    error: 'it encloses no ground: a beat has at least 100 square metres',
    params: { code: 'NO_AREA' },
  })
  .describe(
    `Its outline, ${POLYGON_POSITIONS_MAX} positions at most. JSON text is accepted as well until the next release.`,
  );
const BeatOutline = named('GeoJSONPolygon', Outline);

export const RedrawReason = closedList(
  'RedrawReason',
  {
    DEMAND: 'Where calls come from has changed.',
    POPULATION: 'More or fewer people live there.',
    STREETS_CHANGED: 'There are new streets, or streets are gone.',
    OVERLAP_CORRECTED: 'It overlapped another beat (BR-B4).',
    LIMITS_CHANGED: 'The limits of the municipality or the authority have changed.',
  },
  'Why a beat gets another shape.',
);

export const BeatStatus = closedList(
  'BeatStatus',
  {
    ACTIVE: 'On the map.',
    CLOSED: 'No longer on the map; others may have taken its place.',
  },
  'Whether a beat is on the map.',
);
export type BeatStatus = z.infer<typeof BeatStatus>;

// ---- events -------------------------------------------------------------------

const identity = { code: z.string(), edition: z.string(), municipality: Cvegeo };

export const beatEvents = eventFamily({
  BeatDesigned: {
    version: 1,
    schema: z.object({
      ...identity,
      authority: z.string(),
      name: z.string().nullable(),
      polygon: Polygon,
      areaKm2: z.number(),
      population: z.int().nullable(),
      validFrom: Instant,
    }),
  },
  /** Repeats what identifies the beat, so that a listener needs only this event. */
  BeatRedrawn: {
    version: 1,
    schema: z.object({
      ...identity,
      version: z.int().min(2),
      polygon: Polygon,
      areaKm2: z.number(),
      reason: RedrawReason,
      validFrom: Instant,
    }),
  },
  BeatClosed: {
    version: 1,
    schema: z.object({ version: z.int().min(1), successorBeatIds: z.array(PublicId), validFrom: Instant }),
  },
});
export type BeatEvent = EventOf<typeof beatEvents>;

// ---- commands -----------------------------------------------------------------

interface Designed {
  readonly code: string;
  readonly edition: string;
  readonly municipality: string;
  readonly version: number;
  readonly validFrom: Instant;
}
export type Beat =
  | { readonly status: 'unknown' }
  | ({ readonly status: 'active' } & Designed)
  | ({ readonly status: 'closed' } & Designed);

const { command } = commandsOf<Beat>();

const designInput = {
  authority: Key.describe('The authority that draws it, such as `auth-09-ssc`.'),
  code: Key.describe("Its authority's code for it, such as `C-1.8.4`."),
  edition: Key.describe('Edition of the design it belongs to, such as `2023`.'),
  name: optional(PlaceName).describe('What people call it, if it has a name.'),
  municipality: Cvegeo.describe("INEGI key, five digits; the first two are the beat's entity."),
  polygon: BeatOutline,
  population: optional(z.int().min(0).max(POPULATION_MAX)).describe('How many people live in it.'),
};
const redrawInput = {
  polygon: BeatOutline,
  validFrom: optional(Instant).describe(
    'When the new shape becomes valid, not after `occurredAt`; that, or else now, if omitted.',
  ),
  reason: RedrawReason.describe('Why it gets another shape.'),
};
const closeInput = {
  validFrom: optional(Instant).describe(
    'When it ceases to exist, not after `occurredAt`; that, or else now, if omitted.',
  ),
  successorBeatIds: optional(
    z
      .array(PublicId)
      .max(SUCCESSORS_MAX)
      .refine((ids) => new Set(ids).size === ids.length, 'each beat once'),
  ).describe('Beats that take its place, at most 20.'),
};

/** What the map shows when a shape is drawn. */
interface Measured {
  /** Active beats of the same authority and edition that the shape overlaps. */
  readonly overlaps: readonly string[];
}
interface Succeeded {
  /** Whether the beat would take its own place, directly or through others. */
  readonly comesBack: boolean;
}
interface Timed {
  readonly at: Instant;
}

/** A territory with an owner, through all its shapes. Id: authority, edition and code. */
export const beat = aggregate({
  category: 'beat',
  events: beatEvents,
  initialState: { status: 'unknown' } as Beat,
  commands: {
    DesignBeat: command({
      doc: 'Draws a new beat. Its id follows from authority, edition and code. Refused with AlreadyDesigned or OverlapsBeat (BR-B4).',
      mayExecute: ['commander', 'machine'],
      addresses: 'natural',
      input: designInput,
      finds: looksUp<Measured>(),
      decide: (state, drawn) => (state.status === 'unknown' ? design(drawn) : refuse('AlreadyDesigned')),
    }),
    RedrawBeat: command({
      doc: 'Gives an active beat another shape from a date on. Refused with BeatNotFound, BeatClosed, NotLaterThanDesign, ValidFromInFuture, OverlapsBeat (BR-B4) or TooManyRedrawings.',
      mayExecute: ['commander'],
      input: redrawInput,
      finds: looksUp<Measured>(),
      decide: (state, drawn) => {
        if (state.status === 'closed') return refuse('BeatClosed');
        return state.status === 'active' ? redraw(state, drawn) : notDesigned();
      },
    }),
    CloseBeat: command({
      doc: 'Closes a beat and names those that take its place. Closing it again changes nothing. Refused with BeatNotFound, NotLaterThanDesign, ValidFromInFuture, SuccessorNotFound, OutsideEntity (BR-A1) or SucceedsItself.',
      mayExecute: ['commander'],
      input: closeInput,
      finds: looksUp<Succeeded>(),
      decide: (state, given) => {
        if (state.status === 'closed') return [];
        return state.status === 'active' ? close(state, given) : notDesigned();
      },
    }),
  },
  evolve,
});

export function beatId(municipality: string, authority: string, edition: string, code: string): string {
  return idFor(municipality.slice(0, 2), 'beat', authority, edition, code);
}

// ---- rules --------------------------------------------------------------------

function design({ at, overlaps, ...drawn }: Fields<typeof designInput> & Measured & Timed) {
  if (overlaps.length > 0) return overlapsBeat();
  const { authority, code, edition, name, municipality, polygon, population } = drawn;
  const facts = { authority, code, edition, name, municipality, polygon, population };
  return [{ type: 'BeatDesigned' as const, ...facts, areaKm2: roundedArea(polygon), validFrom: at }];
}

function redraw(state: Designed, command: Fields<typeof redrawInput> & Measured & Timed) {
  const { code, edition, municipality } = state;
  const { polygon, reason, at } = command;
  const validFrom = command.validFrom ?? at;
  const refusal = validity(state, { validFrom, at });
  if (refusal) return refusal;
  if (command.overlaps.length > 0) return overlapsBeat();
  if (state.version > REDRAWINGS_MAX) return refuse('TooManyRedrawings', { max: REDRAWINGS_MAX });
  return [
    {
      type: 'BeatRedrawn' as const,
      ...{ code, edition, municipality, version: state.version + 1 },
      ...{ polygon, areaKm2: roundedArea(polygon), reason, validFrom },
    },
  ];
}

function close(state: Designed, command: Fields<typeof closeInput> & Succeeded & Timed) {
  const { comesBack, at } = command;
  const validFrom = command.validFrom ?? at;
  const successorBeatIds = command.successorBeatIds ?? [];
  const refusal = validity(state, { validFrom, at });
  if (refusal) return refusal;
  if (comesBack) return refuse('SucceedsItself');
  return [{ type: 'BeatClosed' as const, version: state.version, successorBeatIds, validFrom }];
}

function validity(state: Designed, { validFrom, at }: Timed & { readonly validFrom: Instant }) {
  if (validFrom.ms < state.validFrom.ms) {
    return refuse('NotLaterThanDesign');
  }
  // A future shape would be on the map today: it has to be drawn when it begins.
  return validFrom.ms > at.ms ? refuse('ValidFromInFuture') : undefined;
}

function overlapsBeat() {
  return refuse('OverlapsBeat');
}

function notDesigned() {
  return refuse('BeatNotFound');
}

function evolve(state: Beat, event: BeatEvent): Beat {
  switch (event.type) {
    case 'BeatDesigned': {
      const { code, edition, municipality, validFrom } = event;
      return { status: 'active', code, edition, municipality, version: 1, validFrom };
    }
    case 'BeatRedrawn':
      return state.status === 'unknown'
        ? state
        : { ...state, version: event.version, validFrom: event.validFrom };
    case 'BeatClosed':
      return state.status === 'unknown' ? state : { ...state, status: 'closed', validFrom: event.validFrom };
  }
}

function roundedArea(polygon: Polygon): number {
  return Number(areaKm2(polygon).toFixed(AREA_DECIMALS));
}
