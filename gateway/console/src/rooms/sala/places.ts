import type { Polygon } from '@proximidad/geography';
import { useEffect, useState } from 'react';
import { Beats, Positions } from '../../documents/documents.gen.ts';
import { languageTag, useConnection } from '../../graph/use-graph.ts';
import { useSettings } from '../../words/settings.ts';

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

/** Pages of what belongs to an entity; beyond them a room looks at a municipality. */
const PAGES_MAX = 20;

interface Page<Node> {
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

/** The entity's beats, read once: they change by a decree, not by the hour. */
export function useBeats(entity: string, asOf: string | undefined): readonly Beat[] {
  const [{ graph }, { language }, [beats, setBeats]] = [
    useConnection(),
    useSettings(),
    useState<readonly Beat[]>([]),
  ];
  useEffect(() => {
    const left = new AbortController();
    const asking = { asOf, language: languageTag(language), signal: left.signal };
    allOf(async (after) => (await graph.ask(Beats, { entity, after }, asking)).data?.beats).then(
      (all) =>
        left.signal.aborted ||
        setBeats(
          all.map(({ municipality: { cvegeo, name }, ...beat }) => ({
            ...{ ...beat, municipality: cvegeo, municipalityName: name ?? cvegeo },
          })),
        ),
      () => {},
    );
    return () => left.abort();
  }, [graph, entity, asOf, language]);
  return beats;
}

const NOWHERE: ReadonlyMap<string, Place> = new Map();

/** Where units are, as they move; nothing of a past moment, for positions are not kept. A break begins with the whole again. */
export function usePositions(entity: string, asOf: string | undefined): ReadonlyMap<string, Place> {
  const [{ graph }, [places, setPlaces]] = [useConnection(), useState(NOWHERE)];
  useEffect(() => {
    setPlaces(NOWHERE);
    if (asOf !== undefined) return undefined;
    return graph.live(Positions, { entity }, ({ data }) => {
      const moved = data?.unitPositions ?? [];
      if (moved.length > 0)
        setPlaces(
          (before) =>
            new Map([...before, ...moved.map(({ unitId, lat, lon }) => [unitId, { lat, lon }] as const)]),
        );
    });
  }, [graph, entity, asOf]);
  return places;
}

/** The middle of its corners: where something is shown of which only the beat is known. */
export function centreOf({ boundary }: Beat): Place | undefined {
  const corners = boundary.coordinates.flat(2);
  if (corners.length < 2) return undefined;
  const [lons, lats] = [corners.filter((_, i) => i % 2 === 0), corners.filter((_, i) => i % 2 === 1)];
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  return { lat: middle(lats), lon: middle(lons) };
}
