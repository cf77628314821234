import type { Polygon } from '@proximidad/geography';
import { useEffect, useMemo, useState } from 'react';
import { Beats, type BeatsQuery, Positions } from '../../documents/documents.gen.ts';
import { languageTag, useConnection } from '../../graph/use-graph.ts';
import { presentMs } from '../../words/present.ts';
import { useSettings } from '../../words/settings.ts';
import { useOfNow } from '../../words/time.tsx';
import { freshAt, type Sighting } from './sightings.ts';

export interface Place {
  readonly lat: number;
  readonly lon: number;
}

export interface Beat {
  readonly id: string;
  readonly code: string;
  readonly boundary: Polygon;
  readonly municipality: string;
  readonly municipalityName: string;
}

export const NO_BEATS: readonly Beat[] = [];

/** Pages read of what belongs to an entity; for more, a room looks at a municipality. */
const PAGES_MAX = 20;

export interface Page<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: Node }[];
}

export async function allOf<Node>(
  read: (after: string | null) => Promise<Page<Node> | null | undefined>,
): Promise<Node[]> {
  const found: Node[] = [];
  let after: string | null = null;
  for (let count = 0; count < PAGES_MAX; count++) {
    const page: Page<Node> | null | undefined = await read(after);
    if (!page) break;
    found.push(...page.edges.map(({ node }) => node));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  return found;
}

interface Read {
  /** Undefined until they are known. */
  readonly beats: readonly Beat[] | undefined;
  /** How many readings ended, whether or not they succeeded. */
  readonly readings: number;
}

/** Beats that are named and not known are asked for again after this time, then after twice as long each time. */
const AGAIN_MS = 5_000;
const AGAIN_MAX_MS = 10 * 60_000;

/**
 * The entity's beats. They change by decree, not by the hour: they are read once, and again while something that is shown names one
 * that is not among them. Undefined while they are not known; what was known stays when the beats service falls silent.
 */
export function useBeats(
  entity: string,
  asOf: string | undefined,
  named: readonly { readonly beat: string | null }[],
): readonly Beat[] | undefined {
  const [{ graph }, { language }, [again, setAgain]] = [useConnection(), useSettings(), useState(0)];
  const [{ beats, readings }, setRead] = useState<Read>({ beats: undefined, readings: 0 });
  const known = useMemo(() => new Set<string | null>([null, ...(beats ?? []).map(({ id }) => id)]), [beats]);
  const isMissing = beats === undefined || named.some(({ beat }) => !known.has(beat));
  useEffect(() => {
    if (!isMissing || readings === 0) return undefined;
    const pauseMs = Math.min(AGAIN_MAX_MS, AGAIN_MS * 2 ** (readings - 1));
    const timer = setTimeout(() => setAgain(readings), pauseMs);
    return () => clearTimeout(timer);
  }, [isMissing, readings]);
  useEffect(() => {
    const left = new AbortController();
    const asking = { asOf, language: languageTag(language), signal: left.signal };
    const ended = (all?: readonly Beat[]) =>
      left.signal.aborted ||
      setRead((before) => ({ beats: all ?? before.beats, readings: before.readings + 1 }));
    let isTold = true;
    const read = async (after: string | null) => {
      const page = (await graph.ask(Beats, { entity, after }, asking)).data?.beats;
      isTold &&= Boolean(page);
      return page;
    };
    allOf(read).then(
      (all) => ended(isTold ? all.map(beatOf) : undefined),
      () => ended(),
    );
    return () => left.abort();
  }, [graph, entity, asOf, language, again]);
  return beats;
}

type BeatNode = NonNullable<BeatsQuery['beats']>['edges'][number]['node'];

const beatOf = ({ municipality: { cvegeo, name }, ...beat }: BeatNode): Beat => ({
  ...{ ...beat, municipality: cvegeo, municipalityName: name ?? cvegeo },
});

const NOWHERE: ReadonlyMap<string, Sighting> = new Map();

/** Where units are, as they move; empty for a past moment, since positions are not kept. After a break it starts again with all of them. */
export function usePositions(entity: string, asOf: string | undefined): ReadonlyMap<string, Place> {
  const [{ graph }, [seen, setSeen]] = [useConnection(), useState(NOWHERE)];
  useEffect(() => {
    setSeen(NOWHERE);
    if (asOf !== undefined) return undefined;
    return graph.live(Positions, { entity }, ({ data }) => {
      const moved = (data?.unitPositions ?? []).map(
        ({ unitId, lat, lon, at }) => [unitId, { lat, lon, atMs: Date.parse(at) }] as const,
      );
      if (moved.length > 0) setSeen((before) => new Map([...before, ...moved]));
    });
  }, [graph, entity, asOf]);
  // No frame says that a unit is silent.
  const count = useOfNow((ms) => freshAt(seen, ms).size);
  return useMemo(() => (count === seen.size ? seen : freshAt(seen, presentMs())), [seen, count]);
}

/** Of a degree: a tenth of a metre. */
const DECIMALS = 6;

/** The mean of its corners: the place shown for something of which only the beat is known. */
export function centreOf({ boundary }: Pick<Beat, 'boundary'>): Place | undefined {
  const corners = boundary.coordinates.flat(2);
  if (corners.length < 2) return undefined;
  const [lons, lats] = [corners.filter((_, i) => i % 2 === 0), corners.filter((_, i) => i % 2 === 1)];
  const middle = (values: readonly number[]) =>
    Number(((Math.min(...values) + Math.max(...values)) / 2).toFixed(DECIMALS));
  return { lat: middle(lats), lon: middle(lons) };
}
