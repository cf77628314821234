import { useEffect, useMemo } from 'react';
import type { Document } from '../documents/documents.gen.ts';
import type { Answer } from './graph.ts';
import { livePages, type Page, pagesTold } from './live-pages.ts';
import { useConnection, useHeld } from './use-graph.ts';

/** Pages that a screen reads of a list: of a longer one it says how much it shows. */
const PAGES_MAX = 10;

/** A live list with all its pages, as far as a screen reads. */
export function usePages<Data, Given extends object, Edge extends { readonly node: { readonly id: string } }>(
  document: Document<Data, Given & { readonly after?: string | null | undefined }>,
  given: Given,
  pageIn: (data: Data) => Page<Edge> | null | undefined,
  max = PAGES_MAX,
) {
  const { graph } = useConnection();
  const question = JSON.stringify([document, given]);
  const [answers, hold] = useHeld<readonly Answer<Data>[]>(question);
  useEffect(() => {
    let [newest, drawn] = [[] as readonly Answer<Data>[], 0];
    const end = livePages<Data>({
      open: (after, onAnswer) => graph.live(document, { ...given, after }, onAnswer),
      ...{ pageIn, max },
      onAnswers(told) {
        newest = told;
        drawn ||= requestAnimationFrame(() => {
          drawn = 0;
          hold(newest);
        });
      },
    });
    return () => {
      cancelAnimationFrame(drawn);
      end();
    };
    // The question is the same as long as its text is the same.
  }, [graph, question, max]);
  return useMemo(() => answers && pagesTold(answers, pageIn), [answers]);
}
