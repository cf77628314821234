import { PlaceIndex, type Point, type Polygon } from '@proximidad/geography';
import type { ReadModels } from '@proximidad/readmodel';
import { beats, type BeatRow } from './beats.ts';
import { type Drawn, overlapping } from './overlap.ts';

/** How many of the beats that a drawing overlaps are named; more would add nothing. */
const OVERLAPS_NAMED_MAX = 20;
/** About 200 m: beats that come this near border on each other. */
const ADJACENT_DEGREES = 0.002;

/** The active beats in memory, as the read model has them at the moment of the question. */
export interface Places {
  /** Ids of the beats that contain the point, newest edition first. */
  at(point: Point): string[];
  has(beatId: string): boolean;
  /** Ids of the beats beside this one, of its own edition. */
  adjacent(beatId: string): Set<string>;
  /** Ids of the beats that the drawing overlaps by more than it may, `besides` included: at most OVERLAPS_NAMED_MAX. */
  overlaps(drawn: Drawn, besides?: readonly Drawn[]): string[];
  close(): void;
}

interface Place extends Drawn {
  readonly polygon: Polygon;
}

export function openPlaces(readModels: ReadModels): Places {
  const index = new PlaceIndex<Place>();
  const byId = new Map<string, Place>();
  const stale = new Set<string>();
  let loaded = false;
  const stopListening = readModels.onChange(({ touched }) => {
    for (const { model, key } of touched) if (model === beats.name) stale.add(key);
  });
  const take = ({ id, authority, edition, polygon, status }: BeatRow) => {
    if (status === 'CLOSED') {
      byId.delete(id);
      return index.delete(id);
    }
    const place = { id, authority, edition, polygon };
    byId.set(id, place);
    index.set(place);
  };
  /** Loaded at the first query, which comes when the read models have caught up. */
  const current = () => {
    const table = readModels.table(beats);
    if (loaded) {
      for (const key of stale) {
        const row = table.get(key);
        if (row) take(row);
      }
    } else {
      for (const { row } of table.scan({ where: { status: 'ACTIVE' } })) take(row);
      loaded = true;
    }
    stale.clear();
    return index;
  };
  return {
    at(point) {
      const places = current().at(point);
      return places.sort((a, b) => (a.edition < b.edition ? 1 : -1)).map(({ id }) => id);
    },
    has(beatId) {
      current();
      return byId.has(beatId);
    },
    adjacent(beatId) {
      const near = current();
      const beat = byId.get(beatId);
      if (!beat) return new Set();
      const others = near.near(beat.polygon, ADJACENT_DEGREES);
      return new Set(
        others.filter(({ id, edition }) => id !== beatId && edition === beat.edition).map(({ id }) => id),
      );
    },
    overlaps(drawn, besides = []) {
      const near = current().near(drawn.polygon);
      const found = overlapping(drawn, [...near, ...besides.filter(({ id }) => !byId.has(id))]);
      return [...new Set(found.map(({ id }) => id))].slice(0, OVERLAPS_NAMED_MAX);
    },
    close: stopListening,
  };
}
