/** Rings of lon, lat: the first outside, the others holes. */
interface Polygon {
  readonly coordinates: readonly (readonly (readonly [number, number])[])[];
}

/** An edge by its x-extent, from left to right; the sign says on which side of it the polygon lies. */
interface Edge {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly sign: number;
}

interface Outline {
  readonly edges: readonly Edge[];
  /** In square degrees. */
  readonly area: number;
  /** False when rings cross themselves or one another: the sums below then count some places twice, or negative. */
  readonly isSimple: boolean;
}

const SIMPLE_TOLERANCE = 1e-6;
const outlines = new WeakMap<Polygon, Outline>();

/**
 * Share of the smaller polygon's area that both hold, on the plane of degrees; undefined for polygons that cross
 * themselves. Exact to rounding there, and near enough on the sphere for places of a few kilometres.
 */
export function planarShare(a: Polygon, b: Polygon): number | undefined {
  const [one, other] = [outlineOf(a), outlineOf(b)];
  if (!one.isSimple || !other.isSimple) return undefined;
  return Math.max(0, commonArea(one.edges, other.edges)) / Math.min(one.area, other.area);
}

function outlineOf(polygon: Polygon): Outline {
  const known = outlines.get(polygon);
  if (known) return known;
  const edges = polygon.coordinates.flatMap((ring, index) => edgesOf(ring, index > 0));
  const area = edges.reduce((sum, edge) => sum + edge.sign * under(edge, edge.x1, edge.x2), 0);
  // What a simple polygon has in common with itself is the whole of it, once.
  const isSimple = area > 0 && Math.abs(commonArea(edges, edges) - area) <= SIMPLE_TOLERANCE * area;
  const outline = { edges, area, isSimple };
  outlines.set(polygon, outline);
  return outline;
}

/** Signed so that the ring's inside counts +1, or -1 for a hole, whichever way round it is drawn. */
function edgesOf(ring: Polygon['coordinates'][number], isHole: boolean): Edge[] {
  const edges: Edge[] = [];
  for (let i = 1; i < ring.length; i++) {
    const [[x1, y1], [x2, y2]] = [ring[i - 1]!, ring[i]!];
    if (x1 < x2) edges.push({ x1, y1, x2, y2, sign: 1 });
    if (x2 < x1) edges.push({ x1: x2, y1: y2, x2: x1, y2: y1, sign: -1 });
  }
  const area = edges.reduce((sum, edge) => sum + edge.sign * under(edge, edge.x1, edge.x2), 0);
  const turn = area < 0 !== isHole ? -1 : 1;
  return turn === 1 ? edges : edges.map((edge) => ({ ...edge, sign: -edge.sign }));
}

/** A point inside lies under one more of the upper edges than of the lower ones: the products of the two sums add up. */
function commonArea(some: readonly Edge[], others: readonly Edge[]): number {
  let area = 0;
  for (const a of some) {
    for (const b of others) {
      const from = Math.max(a.x1, b.x1);
      const to = Math.min(a.x2, b.x2);
      if (from < to) area += a.sign * b.sign * underBoth(a, b, from, to);
    }
  }
  return area;
}

/** Integral of the lower of the two edges. */
function underBoth(a: Edge, b: Edge, from: number, to: number): number {
  const first = heightAt(a, from) - heightAt(b, from);
  const last = heightAt(a, to) - heightAt(b, to);
  if (first <= 0 && last <= 0) return under(a, from, to);
  if (first >= 0 && last >= 0) return under(b, from, to);
  const crossing = from + ((to - from) * first) / (first - last);
  return first < 0
    ? under(a, from, crossing) + under(b, crossing, to)
    : under(b, from, crossing) + under(a, crossing, to);
}

function under(edge: Edge, from: number, to: number): number {
  return ((heightAt(edge, from) + heightAt(edge, to)) / 2) * (to - from);
}

/** Above the south pole, so that no height is negative. */
function heightAt({ x1, y1, x2, y2 }: Edge, x: number): number {
  return 90 + y1 + ((y2 - y1) * (x - x1)) / (x2 - x1);
}
