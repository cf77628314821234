import RBush from 'rbush';
import { contains, type Point, type Polygon } from './shapes.ts';

export interface Place {
  readonly id: string;
  readonly polygon: Polygon;
}

interface Box<P extends Place> {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  readonly place: P;
}

/** Polygons by place, to find out which contain a point and which come near another polygon. */
export class PlaceIndex<P extends Place> {
  readonly #tree = new RBush<Box<P>>();
  readonly #boxes = new Map<string, Box<P>>();

  /** Adds the place, or replaces the one with the same id. */
  set(place: P): void {
    this.delete(place.id);
    const box = boxOf(place);
    this.#boxes.set(place.id, box);
    this.#tree.insert(box);
  }

  delete(id: string): void {
    const box = this.#boxes.get(id);
    if (!box) return;
    this.#boxes.delete(id);
    this.#tree.remove(box);
  }

  get size(): number {
    return this.#boxes.size;
  }

  /** In order of id, so that a point on a shared border always has the same first place. */
  at({ lon, lat }: Point): P[] {
    return this.#tree
      .search({ minX: lon, minY: lat, maxX: lon, maxY: lat })
      .filter(({ place }) => contains(place.polygon, { lon, lat }))
      .map(({ place }) => place)
      .sort(byId);
  }

  /** Places whose bounding box, grown by `marginDegrees`, meets that of the polygon. */
  near(polygon: Polygon, marginDegrees = 0): P[] {
    const { minX, minY, maxX, maxY } = boxOf({ id: '', polygon });
    return this.#tree
      .search({
        minX: minX - marginDegrees,
        minY: minY - marginDegrees,
        maxX: maxX + marginDegrees,
        maxY: maxY + marginDegrees,
      })
      .map(({ place }) => place)
      .sort(byId);
  }
}

const byId = (a: Place, b: Place) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

function boxOf<P extends Place>(place: P): Box<P> {
  const outer = place.polygon.coordinates[0]!;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of outer) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return { minX, minY, maxX, maxY, place };
}
