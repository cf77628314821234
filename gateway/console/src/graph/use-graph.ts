import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Document } from '../documents/documents.gen.ts';
import type { Session } from '../session/session.ts';
import { momentIn } from '../words/clock.ts';
import { useSettings, useTimeZone, useWords } from '../words/settings.ts';
import type { Answer, Graph, Line } from './graph.ts';

interface Connected {
  readonly session: Session;
  readonly graph: Graph;
}

const Connection = createContext<Connected | undefined>(undefined);
export const ConnectionProvider = Connection.Provider;

export function useConnection(): Connected {
  const connected = useContext(Connection);
  if (!connected) throw new Error('nobody is signed in here');
  return connected;
}

export function useLine(): Line {
  const { graph } = useConnection();
  return useSyncExternalStore(graph.subscribe, graph.line);
}

/**
 * A question that goes on being answered, or its one answer as of a past moment. Another question forgets the answer of the
 * one before; of frames that come faster than the screen is drawn the newest is shown.
 */
export function useAnswer<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables | undefined,
  asOf?: string,
): Answer<Data> | undefined {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  const key = JSON.stringify([document, variables, asOf, language]);
  const [held, setHeld] = useState<{ readonly key: string; readonly answer: Answer<Data> }>();
  // The question is the same as long as its text is.
  const asked = useMemo(() => variables, [key]);
  useEffect(() => {
    if (asked === undefined) return undefined;
    if (asOf !== undefined) {
      const left = new AbortController();
      const asking = { asOf, language: languageTag(language), signal: left.signal };
      graph.ask(document, asked, asking).then(
        (answer) => setHeld({ key, answer }),
        (error: unknown) => left.signal.aborted || setHeld({ key, answer: failure(error) }),
      );
      return () => left.abort();
    }
    let [newest, drawn] = [undefined as Answer<Data> | undefined, 0];
    const end = graph.live<Data, Variables>(document, asked, (answer) => {
      newest = answer;
      drawn ||= requestAnimationFrame(() => {
        drawn = 0;
        setHeld({ key, answer: newest! });
      });
    });
    return () => {
      cancelAnimationFrame(drawn);
      end();
    };
  }, [graph, key]);
  return held?.key === key ? held.answer : undefined;
}

/** A question that is answered once, and again when it is another one. What failed for want of a connection is no answer yet. */
export function useAsked<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables | undefined,
): Answer<Data> | undefined {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  const key = JSON.stringify([document, variables, language]);
  const [held, setHeld] = useState<{ readonly key: string; readonly answer: Answer<Data> }>();
  useEffect(() => {
    if (variables === undefined) return undefined;
    const left = new AbortController();
    const asking = { language: languageTag(language), signal: left.signal };
    graph.ask(document, variables, asking).then(
      (answer) => setHeld({ key, answer }),
      (error: unknown) => left.signal.aborted || setHeld({ key, answer: failure(error) }),
    );
    return () => left.abort();
  }, [graph, key]);
  return held?.key === key ? held.answer : undefined;
}

export const languageTag = (language: 'es' | 'en') => (language === 'es' ? 'es-MX' : 'en');

/** No answer came. */
const UNREACHABLE = 'UNREACHABLE';

function failure(error: unknown): Answer<never> {
  return {
    data: undefined,
    cut: undefined,
    troubles: [{ message: (error as Error).message, code: UNREACHABLE }],
  };
}

/** Why there is nothing to show, in words; undefined when there is something. */
export function useAbsence(
  answer: Answer<unknown> | undefined,
): { readonly kind: 'loading' | 'denied' | 'failed'; readonly text: string } | undefined {
  const [{ live, language }, zone] = [useWords(), useTimeZone()];
  if (answer === undefined) return { kind: 'loading', text: live.waiting };
  const [trouble] = answer.troubles;
  if (answer.data !== undefined || trouble === undefined) return undefined;
  if (trouble.code === 'FORBIDDEN') return { kind: 'denied', text: `${live.denied} ${trouble.message}` };
  // What a browser says of a break is not in the room's language, and says no more.
  if (trouble.code === UNREACHABLE) return { kind: 'failed', text: live.failed };
  const { message, bound } = trouble;
  const said = bound === undefined ? message : message.replace(bound, momentIn(bound, language, zone));
  return { kind: 'failed', text: `${live.failed}: ${said}` };
}
