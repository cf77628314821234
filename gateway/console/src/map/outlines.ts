import type { Outlines, STATES as AllStates } from '@proximidad/geography';
import { useEffect, useState } from 'react';

/** A territory beneath everything else on a map. */
export type MapOutline = Outlines['features'][number];

const NONE: readonly MapOutline[] = [];
/** The collection of all states. */
export const STATES: typeof AllStates = 'estados';

/** What the site imported of a collection: all states, or the municipalities of one. Nothing is asked of a site that has none. */
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
  const read = async (path: string) => (await fetch(path, { signal })).json() as Promise<unknown>;
  const there = (await read('/geografia/indice.json')) as readonly string[];
  return there.includes(of) ? ((await read(`/geografia/${of}.json`)) as Outlines).features : NONE;
}
