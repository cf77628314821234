import type { Outline } from '@proximidad/geography';
import { feature } from 'topojson-client';
import { presimplify, simplify } from 'topojson-simplify';
import type { GeometryObject, Topology } from 'topojson-specification';
import { z } from 'zod';

/**
 * Corners that make a smaller triangle with their neighbours are left out: about 1.2 hectares, the area of a pixel on
 * a state's map.
 */
const TRIANGLE_MIN_DEG2 = 1e-6;
/** About 11 m. */
const DECIMALS = 4;
/** Mexico with its islands. */
const BOX = { west: -119, south: 14, east: -86, north: 33 } as const;
const POSITIONS_MAX = 2_000_000;

const Position = z.tuple([z.number(), z.number()], z.number());
const Ring = z
  .array(Position)
  .min(4, 'a ring needs at least four positions')
  .refine((ring) => ring[0]![0] === ring.at(-1)![0] && ring[0]![1] === ring.at(-1)![1], 'a ring must close');
const Area = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring).min(1)).min(1) }),
]);
type Area = z.infer<typeof Area>;
type Shape = Outline['geometry'];

/** What is wrong with it as the area of a place in Mexico; undefined when nothing is. */
export function faultOf(geometry: unknown): string | undefined {
  const { data, error } = Area.safeParse(geometry);
  if (!data) return `not a Polygon or MultiPolygon: ${error.issues[0]!.message}`;
  const positions = polygonsOf(data).flat(2);
  if (positions.length > POSITIONS_MAX) return `more than ${POSITIONS_MAX} positions`;
  const outside = positions.find(
    ([lon, lat]) => !(lon >= BOX.west && lon <= BOX.east && lat >= BOX.south && lat <= BOX.north),
  );
  return outside && `outside Mexico at ${outside[0]}, ${outside[1]}: WGS84, longitude first`;
}

const polygonsOf = (area: Area) => (area.type === 'Polygon' ? [area.coordinates] : area.coordinates);

/** Each of `geometries` with fewer corners; shared borders stay shared. Undefined: nothing of it is left. */
export function simplified(topology: Topology, geometries: readonly GeometryObject[]): (Shape | undefined)[] {
  const light = simplify(presimplify(topology as never), TRIANGLE_MIN_DEG2);
  return geometries.map((geometry) => {
    const area = (feature(light, geometry as never) as unknown as { readonly geometry: Area }).geometry;
    const coordinates = polygonsOf(area).flatMap(([outer, ...holes]) => {
      const ring = rounded(outer!);
      return ring ? [[ring, ...holes.map(rounded).filter((hole) => hole !== undefined)]] : [];
    });
    return coordinates.length > 0 ? { type: 'MultiPolygon', coordinates } : undefined;
  });
}

type Corner = [number, number];

/** Undefined when it is too small to be distinguished. */
function rounded(ring: readonly (readonly [number, number, ...number[]])[]): Corner[] | undefined {
  const corners: Corner[] = [];
  for (const [lon, lat] of ring) {
    const [x, y] = [Number(lon.toFixed(DECIMALS)), Number(lat.toFixed(DECIMALS))];
    const [beforeX, beforeY] = corners.at(-1) ?? [];
    if (x !== beforeX || y !== beforeY) corners.push([x, y]);
  }
  return new Set(corners.map(String)).size > 2 ? corners : undefined;
}
