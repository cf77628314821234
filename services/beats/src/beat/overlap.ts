import { overlapShare, type Polygon } from '@proximidad/geography';

/** Share of the smaller of two beats that may lie in both (BR-B4). */
const OVERLAP_SHARE_MAX = 0.01;

/** What a beat is drawn as, and by whom. */
export interface Drawn {
  readonly id: string;
  readonly authority: string;
  readonly edition: string;
  readonly polygon: Polygon;
}

/** Those of `others` that overlap the beat by more than BR-B4 allows: of its own authority and edition only. */
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

/** Saves the exact measurement, which takes a thousand times as long. */
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
