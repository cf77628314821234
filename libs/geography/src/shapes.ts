import { area } from '@turf/area';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import { intersect } from '@turf/intersect';
import { named } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { planarShare } from './planar-overlap.ts';

const VERTICES_MAX = 2_000;
const EARTH_RADIUS_METRES = 6_371_008.8;

/** WGS84, degrees. */
export const Point = named(
  'PointInput',
  z.object({
    lon: z.number().min(-180).max(180).describe('Degrees east: negative in Mexico.'),
    lat: z.number().min(-90).max(90).describe('Degrees north.'),
  }),
  'WGS84, degrees.',
);
export type Point = z.infer<typeof Point>;

const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const Ring = z
  .array(Position)
  .min(4, 'a ring needs at least four positions')
  .max(VERTICES_MAX, `a ring has at most ${VERTICES_MAX} positions`)
  .refine(
    (ring) => ring[0]?.[0] === ring.at(-1)?.[0] && ring[0]?.[1] === ring.at(-1)?.[1],
    'a ring must close',
  );

/** A GeoJSON (RFC 7946) Polygon: lon, lat; the first ring outside, the others holes. */
export const Polygon = z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1).max(50) });
export type Polygon = z.infer<typeof Polygon>;

export function contains(polygon: Polygon, { lon, lat }: Point): boolean {
  return booleanPointInPolygon([lon, lat], polygon);
}

export function areaKm2(polygon: Polygon): number {
  return area(polygon) / 1e6;
}

/** An urban beat has a square kilometre or two; from this size on a beat is rural. */
const RURAL_FROM_KM2 = 25;

/** Whether a beat is so large that units have far to go (BR-B7, BR-I3). */
export function isRural(beatKm2: number): boolean {
  return beatKm2 >= RURAL_FROM_KM2;
}

/** Great-circle distance. */
export function distanceMetres(a: Point, b: Point): number {
  const rad = Math.PI / 180;
  const dLat = (b.lat - a.lat) * rad;
  const dLon = (b.lon - a.lon) * rad;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_METRES * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Below this the exact share does not matter: neighbours that share a border. */
const NEGLIGIBLE_SHARE = 0.002;

/** Area of the intersection as a share of the smaller of the two, 0 to 1; small ones to a few per cent of themselves. */
export function overlapShare(a: Polygon, b: Polygon): number {
  const share = planarShare(a, b);
  if (share !== undefined && share < NEGLIGIBLE_SHARE) return share;
  const feature = (geometry: Polygon) => ({ type: 'Feature' as const, properties: {}, geometry });
  const common = intersect({ type: 'FeatureCollection', features: [feature(a), feature(b)] });
  return common ? area(common) / Math.min(area(a), area(b)) : 0;
}

/** To `decimals` places; 3 is about 110 m and the finest that leaves a state (docs/field.md#places). */
export function roundPoint({ lon, lat }: Point, decimals: number): Point {
  const factor = 10 ** decimals;
  return { lon: Math.round(lon * factor) / factor, lat: Math.round(lat * factor) / factor };
}
