import { contains, type Polygon } from './shapes.ts';

type Corner = readonly [number, number];
type Side = readonly [Corner, Corner];

/**
 * Where two sides of a polygon cross, if any do: a bow-tie, or a hole that leaves its ring. Sides that only touch are accepted, since
 * drawn maps are full of them. Each side is compared with every side whose longitudes meet it.
 */
export function crossingOf({ coordinates }: Polygon): Corner | undefined {
  const sides = coordinates
    .flatMap((ring) => ring.slice(1).map((corner, index): Side => [ring[index]!, corner]))
    .map((side) => ({ side, west: Math.min(side[0][0], side[1][0]), east: Math.max(side[0][0], side[1][0]) }))
    .sort((a, b) => a.west - b.west);
  for (const [index, { side, east }] of sides.entries()) {
    for (let next = index + 1; next < sides.length && sides[next]!.west <= east; next++) {
      if (cross(side, sides[next]!.side)) return side[0];
    }
  }
  return undefined;
}

/** Each side has the ends of the other on both sides of it. */
function cross([a, b]: Side, [c, d]: Side): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** 1 when c lies left of the way from a to b, -1 when right, 0 when on it. */
function turn([ax, ay]: Corner, [bx, by]: Corner, [cx, cy]: Corner): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

/** Whether a hole lies outside the ring that it is cut out of, or inside another hole, where there is nothing to cut out. */
export function hasStrayHole({ coordinates: [outer, ...holes] }: Polygon): boolean {
  return holes.some(
    (hole, index) =>
      !hole.some((corner) => isWithin(outer!, corner)) ||
      holes.some((other, at) => at !== index && hole.every((corner) => isWithin(other, corner))),
  );
}

function isWithin(ring: Polygon['coordinates'][number], [lon, lat]: Corner): boolean {
  return contains({ type: 'Polygon', coordinates: [ring] }, { lon, lat });
}
