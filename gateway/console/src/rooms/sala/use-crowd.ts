import { useEffect, useRef, useState } from 'react';
import type { BoardQuery, Document, WallQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { useAnswer } from '../../graph/use-graph.ts';
import { isCrowdedAfter } from './room-seen.ts';

type Crowded = Pick<BoardQuery | WallQuery, 'incidents' | 'operationsPicture'>;

/** A picture names the services that did not answer; there is no error. */
const lacksService = ({ operationsPicture: { servicesDown } }: Crowded) => servicesDown.length > 0;

/**
 * What is open in an entity, live or at a past moment. Once more is open than a page holds, what is due soonest is asked for with it, at the
 * same cut, until a page has room again; while that is not answered the page stands.
 */
export function useCrowd<Data extends Crowded>(
  document: Document<Data, { readonly entity: string; readonly isCrowded: boolean }>,
  entity: string | undefined,
  asOf?: string,
): Answer<Data> | undefined {
  const [crowded, setCrowded] = useState<string>();
  const isCrowded = crowded === entity;
  const asked = entity === undefined ? undefined : { entity, isCrowded };
  const answer = useAnswer(document, asked, asOf, lacksService);
  const [held, question] = [
    useRef<{ question: string; answer: typeof answer }>(undefined),
    `${entity} ${asOf}`,
  ];
  if (answer || held.current?.question !== question) held.current = { question, answer };
  const isOverfull = isCrowdedAfter(isCrowded, answer?.data?.incidents);
  useEffect(() => setCrowded(isOverfull ? entity : undefined), [isOverfull, entity]);
  return held.current?.answer;
}
