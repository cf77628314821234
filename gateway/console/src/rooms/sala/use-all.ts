import { useEffect } from 'react';
import type { Document } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { askUntilTold, languageTag, useConnection, useHeld } from '../../graph/use-graph.ts';
import { useSettings } from '../../words/settings.ts';
import { allOf, type Page } from './places.ts';

interface All<Data, Node> {
  /** What every page told. */
  readonly nodes: readonly Node[];
  /** The answer with the last of them. */
  readonly last: Data;
}

/** Every page of a question, as far as a room reads; undefined until that is told, and without data where a page is missing. */
export function useAll<Data, Given extends object, Node>(
  document: Document<Data, Given & { readonly after?: string | null | undefined }>,
  given: Given,
  pageIn: (data: Data) => Page<Node> | null | undefined,
): Answer<All<Data, Node>> | undefined {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  const question = JSON.stringify([document, given]);
  const [held, hold] = useHeld<Answer<All<Data, Node>>>(question);
  useEffect(() => {
    const ask = async (signal: AbortSignal): Promise<Answer<All<Data, Node>>> => {
      const asking = { language: languageTag(language), signal };
      let last: Answer<Data> | undefined;
      const nodes = await allOf(async (after) => {
        last = await graph.ask(document, { ...given, after }, asking);
        return last.data && pageIn(last.data);
      });
      const { data, ...rest } = last!;
      return { ...rest, data: data && pageIn(data) ? { nodes, last: data } : undefined };
    };
    return askUntilTold(ask, hold);
  }, [graph, question, language]);
  return held;
}
