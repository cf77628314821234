import type { BASE_MAP as BaseMapName, Outlines, STATES as AllStates } from '@proximidad/geography';
import { useEffect, useState } from 'react';

/** A territory beneath everything else on a map. */
export type MapOutline = Outlines['features'][number];

const NONE: readonly MapOutline[] = [];
/** The collection of all states. */
export const STATES: typeof AllStates = 'estados';

/** What the site imported of a collection: all states, or the municipalities of one. A site that has none is not asked for it. */
export function useOutlines(of: string): readonly MapOutline[] {
  const [outlines, setOutlines] = useState(NONE);
  useEffect(() => {
    const left = new AbortController();
    setOutlines(NONE);
    outlinesOf(of, left.signal).then(
      (found) => left.signal.aborted || setOutlines(found),
      () => {},
    );
    return () => left.abort();
  }, [of]);
  return outlines;
}

async function outlinesOf(of: string, signal: AbortSignal): Promise<readonly MapOutline[]> {
  const there = await listed(signal);
  if (!there.includes(of)) return NONE;
  return ((await (await fetch(`/geografia/${of}.json`, { signal })).json()) as Outlines).features;
}

const BASE_MAP: typeof BaseMapName = 'mapa-base';

/** The path of the site's base map; undefined if it has none. */
export async function baseMapPath(signal: AbortSignal): Promise<string | undefined> {
  return (await listed(signal)).includes(BASE_MAP) ? `/geografia/${BASE_MAP}.pmtiles` : undefined;
}

/** The collections that the site has. */
async function listed(signal: AbortSignal): Promise<readonly string[]> {
  return (await (await fetch('/geografia/indice.json', { signal })).json()) as readonly string[];
}
