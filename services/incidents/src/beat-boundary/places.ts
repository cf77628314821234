import { unspecifiedMunicipality } from '@proximidad/catalogues';
import { areaKm2, PlaceIndex, type Point, type Polygon } from '@proximidad/geography';
import type { ReadModels } from '@proximidad/readmodel';
import { boundaries, type BoundaryRow } from './boundaries.ts';
import type { PlaceBasis } from '../historical/historical.ts';

export interface Sought {
  readonly entity: string;
  readonly point?: Point | null | undefined;
  readonly beatCode?: string | null | undefined;
  /** A code without its edition means nothing. */
  readonly beatEdition?: string | null | undefined;
  readonly municipality?: string | null | undefined;
}

export interface Found {
  readonly municipality: string;
  readonly beatId: string | null;
  readonly basis: PlaceBasis;
  /** Units have far to go: the beat is that large (BR-I3). */
  readonly rural: boolean;
}

/** A beat of a town has a square kilometre or two; from here on it is the country. */
const RURAL_FROM_KM2 = 25;

/** Where a report belongs, by the boundaries that this service has noted. */
export interface Places {
  /** By the point in the newest edition that holds it, else by the beat's code in its edition, else the municipality. */
  find(sought: Sought): Found;
  close(): void;
}

interface Beat {
  readonly id: string;
  readonly polygon: Polygon;
  readonly row: BoundaryRow;
}

/** Keeps the boundaries in memory, as the read model has them at the moment of the question. */
export function openPlaces(readModels: ReadModels): Places {
  const index = new PlaceIndex<Beat>();
  const byCode = new Map<string, BoundaryRow>();
  const stale = new Set<string>();
  let loaded = false;
  const stopListening = readModels.onChange(({ touched }) => {
    for (const { model, key } of touched) if (model === boundaries.name) stale.add(key);
  });
  const take = (row: BoundaryRow) => {
    byCode.set(codeKey(row.entity, row.edition, row.code), row);
    if (row.closed) index.delete(row.id);
    else index.set({ id: row.id, polygon: row.polygon, row });
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
    find({ entity, point, beatCode, beatEdition, municipality }) {
      refresh();
      const held = point ? newestAt(index, point, entity) : undefined;
      if (held) return inBeat(held, 'POINT');
      const named = beatCode && beatEdition ? byCode.get(codeKey(entity, beatEdition, beatCode)) : undefined;
      if (named) return inBeat(named, 'BEAT_CODE');
      const unspecified = unspecifiedMunicipality(entity);
      return municipality && municipality !== unspecified
        ? { municipality, beatId: null, basis: 'MUNICIPALITY', rural: false }
        : { municipality: unspecified, beatId: null, basis: 'UNKNOWN', rural: false };
    },
    close: stopListening,
  };
}

function inBeat({ id: beatId, municipality, polygon }: BoundaryRow, basis: PlaceBasis): Found {
  return { municipality, beatId, basis, rural: areaKm2(polygon) >= RURAL_FROM_KM2 };
}

function codeKey(entity: string, edition: string, code: string): string {
  return JSON.stringify([entity, edition, code]);
}

/** Editions are years or dates: the greatest text is the newest. */
function newestAt(index: PlaceIndex<Beat>, point: Point, entity: string): BoundaryRow | undefined {
  let newest: BoundaryRow | undefined;
  for (const { row } of index.at(point)) {
    if (row.entity === entity && (!newest || row.edition > newest.edition)) newest = row;
  }
  return newest;
}
