import {
  aggregate,
  eventFamily,
  type EventOf,
  idFor,
  Instant,
  PublicId,
  reject,
} from '@proximidad/eventsourcing';
import { Cvegeo } from '@proximidad/catalogues';
import { areaKm2, overlapShare, Polygon } from '@proximidad/geography';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const SUCCESSORS_MAX = 20;
/** Share of the smaller of two beats that may lie in both (domain, BR-B4). */
export const OVERLAP_SHARE_MAX = 0.01;
const AREA_DECIMALS = 4;
/** Named in a command; more would say nothing else. */
export const OVERLAPS_NAMED_MAX = 20;

/** Names of authorities, codes and editions of beats: no room for anything about a person. */
const Key = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ./_-]{0,39}$/u, 'up to 40 letters, digits, . / _ -');
const PlaceName = z.string().regex(/^\p{L}[\p{L}\p{N} .,'/()-]{0,59}$/u, 'up to 60 letters and digits');
export const RedrawReason = z.enum([
  'DEMAND',
  'POPULATION',
  'STREETS_CHANGED',
  'OVERLAP_CORRECTED',
  'LIMITS_CHANGED',
]);

// ---- events -------------------------------------------------------------------

const identity = { code: z.string(), edition: z.string(), municipality: z.string() };

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
  /** Repeats what names the beat, so that a listener needs no more than this event. */
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

/** Active beats of the same authority and edition that the shape overlaps, as the map showed when the command was told. */
const overlaps = z.array(PublicId).max(OVERLAPS_NAMED_MAX);

const BeatCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('DesignBeat'),
    at: Instant,
    authority: Key,
    code: Key,
    edition: Key,
    name: PlaceName.nullable(),
    municipality: Cvegeo,
    polygon: Polygon,
    population: z.int().min(0).max(10_000_000).nullable(),
    overlaps,
  }),
  z.object({
    type: z.literal('RedrawBeat'),
    at: Instant,
    polygon: Polygon,
    reason: RedrawReason,
    validFrom: Instant,
    overlaps,
  }),
  z.object({
    type: z.literal('CloseBeat'),
    at: Instant,
    /** Its own id, so that it cannot be its own successor. */
    beatId: PublicId,
    successorBeatIds: z.array(PublicId).max(SUCCESSORS_MAX),
    validFrom: Instant,
  }),
]);
export type BeatCommand = z.infer<typeof BeatCommand>;
type Command<Type extends BeatCommand['type']> = Extract<BeatCommand, { type: Type }>;

// ---- rules --------------------------------------------------------------------

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

/** A territory with an owner, through all its shapes. Id: authority, edition and code. */
export const beat = aggregate({
  category: 'beat',
  commands: BeatCommand,
  events: beatEvents,
  initialState: { status: 'unknown' } as Beat,
  decide,
  evolve,
});

function decide(state: Beat, command: BeatCommand) {
  switch (command.type) {
    case 'DesignBeat':
      return state.status === 'unknown'
        ? design(command)
        : reject('AlreadyDesigned', 'This authority has a beat of this code in this edition.');
    case 'RedrawBeat':
      if (state.status === 'closed') return reject('BeatClosed', 'A closed beat keeps its last shape.');
      return state.status === 'active' ? redraw(state, command) : notDesigned();
    case 'CloseBeat':
      if (state.status === 'closed') return [];
      return state.status === 'active' ? close(state, command) : notDesigned();
  }
}

function design({ type: _, at, overlaps, ...drawn }: Command<'DesignBeat'>) {
  if (overlaps.length > 0) return overlapsBeat();
  const areaKm2 = roundedArea(drawn.polygon);
  const event: BeatEvent = { type: 'BeatDesigned', ...drawn, areaKm2, validFrom: at };
  return [event];
}

function redraw(state: Designed, command: Command<'RedrawBeat'>) {
  const { code, edition, municipality } = state;
  const { polygon, reason, validFrom } = command;
  const refusal = validity(state, command);
  if (refusal) return refusal;
  if (command.overlaps.length > 0) return overlapsBeat();
  const event: BeatEvent = {
    type: 'BeatRedrawn',
    code,
    edition,
    municipality,
    version: state.version + 1,
    polygon,
    areaKm2: roundedArea(polygon),
    reason,
    validFrom,
  };
  return [event];
}

function close(state: Designed, command: Command<'CloseBeat'>) {
  const { beatId, successorBeatIds, validFrom } = command;
  const refusal = validity(state, command);
  if (refusal) return refusal;
  if (successorBeatIds.includes(beatId)) return reject('SucceedsItself', 'A beat cannot take its own place.');
  const event: BeatEvent = { type: 'BeatClosed', version: state.version, successorBeatIds, validFrom };
  return [event];
}

function validity(state: Designed, { validFrom, at }: { validFrom: Instant; at: Instant }) {
  if (validFrom.ms < state.validFrom.ms) {
    return reject('NotLaterThanDesign', 'The present shape is valid from a later moment.');
  }
  // A shape of tomorrow would be on the map today: it is told when it begins.
  return validFrom.ms > at.ms
    ? reject('ValidFromInFuture', 'A change of territory is told when it takes effect.')
    : undefined;
}

function overlapsBeat() {
  return reject('OverlapsBeat', 'More than 1 % of the smaller lies in another active beat too.', 'BR-B4');
}

function notDesigned() {
  return reject('NotDesigned', 'There is no such beat.');
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

// ---- what one beat alone cannot know ------------------------------------------

/** What a beat is drawn as, and by whom. */
export interface Drawn {
  readonly id: string;
  readonly authority: string;
  readonly edition: string;
  readonly polygon: Polygon;
}

/** Those of `others` that share more than BR-B4 allows with the beat: of its own authority and edition only. */
export function overlapping<D extends Drawn>(drawn: Drawn, others: Iterable<D>): D[] {
  return [...others].filter(
    (other) =>
      other.id !== drawn.id &&
      other.authority === drawn.authority &&
      other.edition === drawn.edition &&
      boxesMeet(drawn.polygon, other.polygon) &&
      overlapShare(drawn.polygon, other.polygon) > OVERLAP_SHARE_MAX,
  );
}

/** Spares the exact measure, which takes a thousand times as long. */
function boxesMeet(a: Polygon, b: Polygon): boolean {
  const [one, other] = [boxOf(a), boxOf(b)];
  return one.west < other.east && other.west < one.east && one.south < other.north && other.south < one.north;
}

/** West, east, south, north of a polygon's outer ring, degrees. */
export function boxOf(polygon: Polygon) {
  const ring = polygon.coordinates[0]!;
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return {
    west: Math.min(...lons),
    east: Math.max(...lons),
    south: Math.min(...lats),
    north: Math.max(...lats),
  };
}

export function beatId(municipality: string, authority: string, edition: string, code: string): string {
  return idFor(municipality.slice(0, 2), 'beat', authority, edition, code);
}
