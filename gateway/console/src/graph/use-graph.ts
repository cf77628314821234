import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Document } from '../documents/documents.gen.ts';
import type { Session } from '../session/session.ts';
import { useSettings, useTimeZone, useWords } from '../words/settings.ts';
import { type Absence, absenceOf, isPassing, UNREACHABLE } from './absence.ts';
import type { Answer, Graph } from './graph.ts';
import type { Line } from './line.ts';

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

/** How long to wait before asking again for what was not answered. */
const AGAIN_MS = 5_000;

/** Asks, and asks again while a part is temporarily unavailable, unless told otherwise; returns a function that stops it. */
export function askUntilTold<Data>(
  ask: (signal: AbortSignal) => Promise<Answer<Data>>,
  onAnswer: (answer: Answer<Data>) => void,
  isWhole: (answer: Answer<Data>) => boolean = (answer) => !isPassing(answer),
): () => void {
  const left = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async () => {
    const answer = await ask(left.signal).catch(failure);
    if (left.signal.aborted) return;
    onAnswer(answer);
    if (!isWhole(answer)) timer = setTimeout(() => void run(), AGAIN_MS);
  };
  void run();
  return () => {
    left.abort();
    clearTimeout(timer);
  };
}

/** The answer to a question, none to the one before it. In another language it is the same question: what was told stays until it is told in that one. */
export function useHeld<Told>(question: string) {
  const [held, setHeld] = useState<{ readonly question: string; readonly answer: Told }>();
  const hold = (answer: Told) => setHeld({ question, answer });
  return [held?.question === question ? held.answer : undefined, hold] as const;
}

/**
 * A live question, or its one answer as of a past moment, which is asked for again while `isPart` finds that something is missing of which
 * there is no error. A new question discards the answer to the one before; when frames come faster than the screen is drawn, only the
 * newest is shown.
 */
export function useAnswer<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables | undefined,
  asOf?: string,
  isPart: (data: Data) => boolean = () => false,
): Answer<Data> | undefined {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  const question = JSON.stringify([document, variables, asOf]);
  const [held, hold] = useHeld<Answer<Data>>(question);
  // The question is the same as long as its text is the same.
  const asked = useMemo(() => variables, [question]);
  useEffect(() => {
    if (asked === undefined) return undefined;
    if (asOf !== undefined)
      return askUntilTold(
        (signal) => graph.ask(document, asked, { asOf, language: languageTag(language), signal }),
        hold,
        (answer) => !isPassing(answer) && !(answer.data && isPart(answer.data)),
      );
    let [newest, drawn] = [undefined as Answer<Data> | undefined, 0];
    const end = graph.live<Data, Variables>(document, asked, (answer) => {
      newest = answer;
      drawn ||= requestAnimationFrame(() => {
        drawn = 0;
        hold(newest!);
      });
    });
    return () => {
      cancelAnimationFrame(drawn);
      end();
    };
  }, [graph, question, language]);
  return held;
}

interface Asked<Data> {
  /** The purpose, whatever the session's current one is. */
  readonly purpose?: string;
  /** Whether this much of an answer will do, although the rest is missing. */
  readonly isEnough?: (data: Data | undefined) => boolean;
}

/** A question that is answered once, and asked again when it changes. */
export function useAsked<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables | undefined,
  { purpose, isEnough = () => false }: Asked<Data> = {},
): Answer<Data> | undefined {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  const question = JSON.stringify([document, variables, purpose]);
  const [held, hold] = useHeld<Answer<Data>>(question);
  useEffect(() => {
    if (variables === undefined) return undefined;
    return askUntilTold(
      (signal) => graph.ask(document, variables, { language: languageTag(language), purpose, signal }),
      hold,
      (answer) => !isPassing(answer) || isEnough(answer.data),
    );
  }, [graph, question, language]);
  return held;
}

export const languageTag = (language: 'es' | 'en') => (language === 'es' ? 'es-MX' : 'en');

function failure(error: unknown): Answer<never> {
  return {
    data: undefined,
    cut: undefined,
    troubles: [{ message: (error as Error).message, code: UNREACHABLE }],
  };
}

/** Why there is nothing to show, in words; undefined when there is something. */
export function useAbsence(answer: Answer<unknown> | undefined): Absence | undefined {
  return usePartAbsence(answer, answer?.data);
}

/** The same for the part of one service in an answer to which several contribute. */
export function usePartAbsence(answer: Answer<unknown> | undefined, part: unknown): Absence | undefined {
  return absenceOf(answer, part, useWords(), useTimeZone());
}
