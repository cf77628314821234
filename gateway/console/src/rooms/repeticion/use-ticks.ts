import { useEffect, useState } from 'react';
import { Ticks, type TicksQuery } from '../../documents/documents.gen.ts';
import { languageTag, useConnection } from '../../graph/use-graph.ts';
import { useSettings } from '../../words/settings.ts';
import { allOf } from '../sala/places.ts';

interface Told {
  readonly ticks: readonly NonNullable<TicksQuery['incidents']>['edges'][number]['node'][];
  readonly silences: TicksQuery['silences'];
}

const NOTHING: Told = { ticks: [], silences: [] };

/** Every incident that was reported in a stretch, page after page, and when the state was not heard. */
export function useTicks(entity: string, from: string, to: string): Told {
  const [{ graph }, { language }, [told, setTold]] = [useConnection(), useSettings(), useState(NOTHING)];
  useEffect(() => {
    const left = new AbortController();
    const asking = { language: languageTag(language), signal: left.signal };
    let { silences } = NOTHING;
    allOf(async (after) => {
      const { data } = await graph.ask(Ticks, { entity, from, to, after }, asking);
      silences = data?.silences ?? silences;
      return data?.incidents;
    }).then(
      (ticks) => left.signal.aborted || setTold({ ticks, silences }),
      () => {},
    );
    return () => left.abort();
  }, [graph, entity, from, to, language]);
  return told;
}
