import { unspecifiedMunicipality } from '@proximidad/catalogues';
import type { Instant } from '@proximidad/eventsourcing';
import { areaKm2, isRural, PlaceIndex, type Point, type Polygon } from '@proximidad/geography';
import type { ReadModels } from '@proximidad/readmodel';
import { boundaries, type BoundaryRow, type Drawn } from './boundaries.ts';
import type { PlaceBasis } from '../historical/historical.ts';

export interface Sought {
  readonly entity: string;
  readonly point?: Point | null | undefined;
  readonly beatCode?: string | null | undefined;
  /** A code has no meaning without its edition. */
  readonly beatEdition?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  /** The time of the fact, whose boundaries are used (B15); the newest ones when left out. */
  readonly at?: Instant | null | undefined;
}

export interface Found {
  readonly municipality: string;
  readonly beatId: string | null;
  readonly basis: PlaceBasis;
  /** The beat is so large that units have far to go (BR-I3). */
  readonly rural: boolean;
}

/** Where a report belongs, by the boundaries that this service has noted. */
export interface Places {
  /** By the point, in the newest edition that contained it then; or else by the beat's code in its edition; or else by the municipality. */
  find(sought: Sought): Found;
  close(): void;
}

/** One boundary of a beat while it was in force, from one moment until another, Unix milliseconds. */
interface Held {
  readonly id: string;
  readonly polygon: Polygon;
  readonly from: number;
  readonly until: number;
  readonly row: BoundaryRow;
}

/** Keeps the boundaries in memory, as the read model has them at the moment of the question. */
export function openPlaces(readModels: ReadModels): Places {
  const index = new PlaceIndex<Held>();
  const byCode = new Map<string, BoundaryRow>();
  const held = new Map<string, readonly string[]>();
  const stale = new Set<string>();
  let loaded = false;
  const stopListening = readModels.onChange(({ touched }) => {
    for (const { model, key } of touched) if (model === boundaries.name) stale.add(key);
  });
  const take = (row: BoundaryRow) => {
    byCode.set(codeKey(row.entity, row.edition, row.code), row);
    for (const id of held.get(row.id) ?? []) index.delete(id);
    const all = heldBy(row);
    for (const one of all) index.set(one);
    held.set(
      row.id,
      all.map(({ id }) => id),
    );
  };
  const refresh = () => {
    const table = readModels.table(boundaries);
    if (!loaded) {
      for (const { row } of table.scan()) take(row);
      loaded = true;
    } else if (stale.size > 0) {
      for (const key of stale) {
        const row = table.get(key);
        if (row) take(row);
      }
    }
    stale.clear();
  };
  return {
    find({ entity, point, beatCode, beatEdition, municipality, at }) {
      refresh();
      const ms = at?.ms ?? Number.POSITIVE_INFINITY;
      const then = point ? newestAt(index, point, entity, ms) : undefined;
      if (then) return inBeat(then.row, ms, 'POINT');
      const named = beatCode && beatEdition ? byCode.get(codeKey(entity, beatEdition, beatCode)) : undefined;
      if (named) return inBeat(named, ms, 'BEAT_CODE');
      const unspecified = unspecifiedMunicipality(entity);
      return municipality && municipality !== unspecified
        ? { municipality, beatId: null, basis: 'MUNICIPALITY', rural: false }
        : { municipality: unspecified, beatId: null, basis: 'UNKNOWN', rural: false };
    },
    close: stopListening,
  };
}

/** Each boundary of a beat with the span in which it was in force. */
function heldBy(row: BoundaryRow): Held[] {
  const { id, drawn, closedFrom } = row;
  return drawn.map(({ polygon, from }, n) => {
    const next = drawn[n + 1];
    // A boundary noted before times were kept has no known beginning: it is in force at every moment.
    const replaced = next ? (next.from ?? Number.NEGATIVE_INFINITY) : Number.POSITIVE_INFINITY;
    const until = Math.min(replaced, closedFrom ?? Number.POSITIVE_INFINITY);
    return { id: `${id} ${n}`, polygon, from: from ?? Number.NEGATIVE_INFINITY, until, row };
  });
}

/** The boundary in force at the moment, or else the first. */
function drawnAt({ drawn }: BoundaryRow, ms: number): Drawn {
  return drawn.findLast(({ from }) => from === null || from <= ms) ?? drawn[0]!;
}

function inBeat(row: BoundaryRow, ms: number, basis: PlaceBasis): Found {
  const { polygon, municipality } = drawnAt(row, ms);
  return { municipality, beatId: row.id, basis, rural: isRural(areaKm2(polygon)) };
}

function codeKey(entity: string, edition: string, code: string): string {
  return JSON.stringify([entity, edition, code]);
}

/** Editions are years or dates: the greatest text is the newest. Without a moment, the last ones are used. */
function newestAt(index: PlaceIndex<Held>, point: Point, entity: string, ms: number): Held | undefined {
  let newest: Held | undefined;
  for (const held of index.at(point)) {
    const isOf =
      held.row.entity === entity && held.from <= ms && (ms < held.until || held.until === Infinity);
    if (isOf && (!newest || held.row.edition > newest.row.edition)) newest = held;
  }
  return newest;
}
