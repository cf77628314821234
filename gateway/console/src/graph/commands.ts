import type { Document } from '../documents/documents.gen.ts';
import { useSyncExternalStore } from 'react';
import { useSettings } from '../words/settings.ts';
import type { Graph } from './graph.ts';
import { languageTag, useConnection } from './use-graph.ts';

/** How a command stands. A refusal is an answer; `unanswered` can be sent again as the same command. */
export type Outcome =
  | { readonly state: 'sending' | 'waiting' | 'unanswered' }
  | { readonly state: 'accepted'; readonly position: string }
  | { readonly state: 'refused'; readonly message: string; readonly rule: string | undefined };

interface Result {
  readonly result:
    | { readonly __typename: 'Refusal'; readonly message: string; readonly rule: string | null }
    | { readonly __typename: string; readonly position?: string }
    | null;
}

const ATTEMPT_PAUSE_MS = 1_000;
const ATTEMPTS_MAX = 30;
/** Under its id the command is the same one however often it is sent, so it is kept until it has been answered. */
const idOf = new Map<string, string>();
const outcomes = new Map<string, Outcome>();
const listeners = new Set<() => void>();

/**
 * Sends a command and goes on sending it until it is answered. `intent` names what somebody wants ("send 12-03 to this
 * incident"): wanting the same again before there is an answer is the same command.
 */
export function useCommand(): <Input extends { readonly commandId: string }>(
  document: Document<Result, { input: Input }>,
  input: Omit<Input, 'commandId'>,
  intent: string,
) => Promise<Outcome> {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  return (document, input, intent) =>
    sendUntilAnswered(graph, { document: document as never, input, intent, language: languageTag(language) });
}

/** How what somebody wants stands; undefined when it was never asked for. */
export function useOutcome(intent: string): Outcome | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => outcomes.get(intent),
  );
}

interface Sent {
  readonly document: Document<Result, { input: object }>;
  readonly input: object;
  readonly intent: string;
  readonly language: string;
}

async function sendUntilAnswered(
  graph: Graph,
  { document, input, intent, language }: Sent,
): Promise<Outcome> {
  const commandId = idOf.get(intent) ?? crypto.randomUUID();
  idOf.set(intent, commandId);
  stands(intent, { state: 'sending' });
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const outcome = await once(graph, document, { input: { ...input, commandId }, language });
    if (outcome) {
      idOf.delete(intent);
      return stands(intent, outcome);
    }
    stands(intent, { state: 'waiting' });
    await new Promise((again) => setTimeout(again, ATTEMPT_PAUSE_MS));
  }
  return stands(intent, { state: 'unanswered' });
}

const ACCIDENTS = new Set(['SERVICE_UNAVAILABLE', 'CONFLICT', 'INTERNAL', 'NOT_READY']);

/** What one sending of a command came to; undefined when nobody can tell whether it was done. */
export async function once(
  graph: Graph,
  document: Document<Result, { input: object }>,
  { input, language }: Pick<Sent, 'input' | 'language'>,
): Promise<Exclude<Outcome, { readonly state: 'sending' | 'waiting' | 'unanswered' }> | undefined> {
  try {
    const { data, troubles } = await graph.ask(document, { input }, { language });
    const result = data?.result;
    if (!result) {
      const [trouble] = troubles;
      if (trouble === undefined || ACCIDENTS.has(trouble.code)) return undefined;
      return { state: 'refused', message: trouble.message, rule: undefined };
    }
    if ('message' in result)
      return { state: 'refused', message: result.message, rule: result.rule ?? undefined };
    return { state: 'accepted', position: result.position ?? '' };
  } catch {
    return undefined;
  }
}

function stands(intent: string, outcome: Outcome): Outcome {
  outcomes.set(intent, outcome);
  listeners.forEach((listener) => listener());
  return outcome;
}
