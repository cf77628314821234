import { unspecifiedMunicipality } from '@proximidad/catalogues';
import type { Instant } from '@proximidad/eventsourcing';
import { areaKm2, drawnAt, DrawnPlaces, isRural, type Point } from '@proximidad/geography';
import type { ReadModels } from '@proximidad/readmodel';
import { boundaries, type BoundaryRow } from './boundaries.ts';
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
  /**
   * By the point, in the newest edition that contained it then; or else by the beat's code in its edition, and in the
   * municipality if several beats have that code; or else by the municipality.
   */
  find(sought: Sought): Found;
  close(): void;
}

/** Keeps the boundaries in memory, as the read model has them at the moment of the question. */
export function openPlaces(readModels: ReadModels): Places {
  const index = new DrawnPlaces<BoundaryRow>();
  const byCode = new Map<string, Map<string, BoundaryRow>>();
  const stale = new Set<string>();
  let loaded = false;
  const stopListening = readModels.onChange(({ touched }) => {
    for (const { model, key } of touched) if (model === boundaries.name) stale.add(key);
  });
  const take = (row: BoundaryRow) => {
    const key = codeKey(row.entity, row.edition, row.code);
    byCode.set(key, (byCode.get(key) ?? new Map<string, BoundaryRow>()).set(row.id, row));
    index.set(row);
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
      const then = point ? index.at(point, ms).find((beat) => beat.entity === entity) : undefined;
      if (then) return inBeat(then, ms, 'POINT');
      const ofCode = beatCode && beatEdition && byCode.get(codeKey(entity, beatEdition, beatCode));
      const named = ofCode ? onlyOne([...ofCode.values()], municipality) : undefined;
      if (named) return inBeat(named, ms, 'BEAT_CODE');
      const unspecified = unspecifiedMunicipality(entity);
      return municipality && municipality !== unspecified
        ? { municipality, beatId: null, basis: 'MUNICIPALITY', rural: false }
        : { municipality: unspecified, beatId: null, basis: 'UNKNOWN', rural: false };
    },
    close: stopListening,
  };
}

/** Each force numbers its own beats: where several of an entity chose the same code, it is meant in the municipality. */
function onlyOne(
  rows: readonly BoundaryRow[],
  municipality: string | null | undefined,
): BoundaryRow | undefined {
  const meant = rows.length === 1 ? rows : rows.filter((row) => row.municipality === municipality);
  return meant.length === 1 ? meant[0] : undefined;
}

function inBeat(row: BoundaryRow, ms: number, basis: PlaceBasis): Found {
  const { polygon, municipality } = drawnAt(row, ms);
  return { municipality, beatId: row.id, basis, rural: isRural(areaKm2(polygon)) };
}

function codeKey(entity: string, edition: string, code: string): string {
  return JSON.stringify([entity, edition, code]);
}
