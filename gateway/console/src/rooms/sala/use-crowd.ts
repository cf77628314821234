import { useEffect, useRef, useState } from 'react';
import type { BoardQuery, Document, WallQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { useAnswer } from '../../graph/use-graph.ts';
import { isCrowdedAfter } from './room-seen.ts';

/**
 * What is open in an entity, live or at a past moment. Once more is open than a page holds, what is due soonest is asked for with it, at the
 * same cut, until a page has room again; while that is not answered the page stands.
 */
export function useCrowd<Data extends Pick<BoardQuery | WallQuery, 'incidents'>>(
  document: Document<Data, { readonly entity: string; readonly isCrowded: boolean }>,
  entity: string | undefined,
  asOf?: string,
): Answer<Data> | undefined {
  const [crowded, setCrowded] = useState<string>();
  const isCrowded = crowded === entity;
  const answer = useAnswer(document, entity === undefined ? undefined : { entity, isCrowded }, asOf);
  const [held, question] = [
    useRef<{ question: string; answer: typeof answer }>(undefined),
    `${entity} ${asOf}`,
  ];
  if (answer || held.current?.question !== question) held.current = { question, answer };
  const isOverfull = isCrowdedAfter(isCrowded, answer?.data?.incidents);
  useEffect(() => setCrowded(isOverfull ? entity : undefined), [isOverfull, entity]);
  return held.current?.answer;
}
