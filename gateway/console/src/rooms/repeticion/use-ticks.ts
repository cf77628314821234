import { useEffect, useState } from 'react';
import { Ticks, type TicksQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { askUntilTold, languageTag, useConnection } from '../../graph/use-graph.ts';
import { useSettings } from '../../words/settings.ts';
import { allOf } from '../sala/places.ts';

interface Told {
  readonly ticks: readonly NonNullable<TicksQuery['incidents']>['edges'][number]['node'][];
  readonly silences: TicksQuery['silences'];
}

/** Every incident that was reported in a stretch, page after page, and when the state was not heard; undefined until all of it is told. */
export function useTicks(entity: string, from: string, to: string): Told | undefined {
  const [{ graph }, { language }, [told, setTold]] = [useConnection(), useSettings(), useState<Told>()];
  useEffect(() => {
    const ask = async (signal: AbortSignal): Promise<Answer<Told>> => {
      const asking = { language: languageTag(language), signal };
      let last: Answer<TicksQuery> | undefined;
      const ticks = await allOf(async (after) => {
        last = await graph.ask(Ticks, { entity, from, to, after }, asking);
        return last.data?.incidents;
      });
      const { data, ...rest } = last!;
      return { ...rest, data: data?.incidents ? { ticks, silences: data.silences } : undefined };
    };
    return askUntilTold(ask, ({ data }) => setTold(data));
  }, [graph, entity, from, to, language]);
  return told;
}
