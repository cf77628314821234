import { area } from '@turf/area';
import { intersect } from '@turf/intersect';
import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { planarShare } from './planar-overlap.ts';
import { overlapShare, type Polygon } from './shapes.ts';

const polygon = (...rings: [number, number][][]): Polygon => ({ type: 'Polygon', coordinates: rings });
const square = (lon: number, lat: number, side: number): [number, number][] => [
  [lon, lat],
  [lon + side, lat],
  [lon + side, lat + side],
  [lon, lat + side],
  [lon, lat],
];

/** The share by the general clipping algorithm, on the sphere. */
function clippedShare(a: Polygon, b: Polygon): number {
  const feature = (geometry: Polygon) => ({ type: 'Feature' as const, properties: {}, geometry });
  const common = intersect({ type: 'FeatureCollection', features: [feature(a), feature(b)] });
  return common ? area(common) / Math.min(area(a), area(b)) : 0;
}

/** A star around a centre near Mexico City: simple, seldom convex, drawn either way round. */
const star = fc
  .record({
    lon: fc.double({ min: -99.14, max: -99.12, noNaN: true }),
    lat: fc.double({ min: 19.42, max: 19.44, noNaN: true }),
    radii: fc.array(fc.double({ min: 0.002, max: 0.02, noNaN: true }), { minLength: 3, maxLength: 24 }),
    reversed: fc.boolean(),
  })
  .map(({ lon, lat, radii, reversed }) => {
    const ring = radii.map((radius, n): [number, number] => {
      const angle = (2 * Math.PI * n) / radii.length;
      return [lon + radius * Math.cos(angle), lat + radius * Math.sin(angle)];
    });
    if (reversed) ring.reverse();
    return polygon([...ring, ring[0]!]);
  });

test('two drawings overlap as much as clipping them says', () => {
  fc.assert(
    fc.property(star, star, (a, b) => {
      expect(planarShare(a, b)).toBeCloseTo(clippedShare(a, b), 3);
    }),
    runs(200),
  );
});

test('neighbours that share a border do not overlap', () => {
  const share = planarShare(polygon(square(-99.2, 19.4, 0.01)), polygon(square(-99.19, 19.4, 0.01)));
  expect(share).toBeCloseTo(0, 6);
});

test('what lies in a hole is not overlapped', () => {
  const ringed = polygon(square(-99.2, 19.4, 0.03), square(-99.19, 19.41, 0.01));
  expect(planarShare(ringed, polygon(square(-99.19, 19.41, 0.01)))).toBeCloseTo(0, 6);
  expect(planarShare(ringed, polygon(square(-99.2, 19.4, 0.005)))).toBeCloseTo(1, 6);
});

test('a drawing that crosses itself is left to clipping', () => {
  const bowTie = polygon([
    [-99.2, 19.4],
    [-99.1, 19.5],
    [-99.1, 19.4],
    [-99.2, 19.5],
    [-99.2, 19.4],
  ]);
  expect(planarShare(bowTie, polygon(square(-99.2, 19.4, 0.1)))).toBeUndefined();
  expect(overlapShare(bowTie, polygon(square(-99.2, 19.4, 0.1)))).toBeGreaterThan(0.9);
});
