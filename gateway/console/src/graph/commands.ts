import type { Document } from '../documents/documents.gen.ts';
import { useEffect, useSyncExternalStore } from 'react';
import { useSettings } from '../words/settings.ts';
import type { Graph } from './graph.ts';
import { type Outcome, outcomeIn, type Result } from './outcome.ts';
import { AGAIN_MS } from './pressed.ts';
import { languageTag, useConnection } from './use-graph.ts';

const ATTEMPT_PAUSE_MS = 1_000;
const ATTEMPTS_MAX = 30;
/** The id of each command that has not been answered: sent again with the same input it is the same command, with another input a new one. */
const unanswered = new Map<string, { readonly commandId: string; readonly given: string }>();
/** Commands under way, or sent or accepted a moment ago: pressing again does not send another one. */
const pressed = new Map<string, Promise<Outcome>>();
/** Those of them that were answered: the hand that gives another order since has stopped. */
const answered = new Set<string>();
const outcomes = new Map<string, Outcome>();
const listeners = new Set<() => void>();

/**
 * Sends a command and goes on sending it until it is answered. `intent` names what the user wants ("send 12-03 to this
 * incident"): wanting it again, with the same input, before there is an answer is the same command.
 */
export function useCommand(): <Input extends { readonly commandId: string }>(
  document: Document<Result, { input: Input }>,
  input: Omit<Input, 'commandId'>,
  intent: string,
) => Promise<Outcome> {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  return (document, input, intent) =>
    sendOnce(graph, { document: document as never, input, intent, language: languageTag(language) });
}

function sendOnce(graph: Graph, sent: Sent): Promise<Outcome> {
  const key = `${sent.intent} ${JSON.stringify(sent.input)}`;
  const before = pressed.get(key);
  if (before) return before;
  answered.forEach((other) => pressed.delete(other));
  answered.clear();
  const outcome = sendUntilAnswered(graph, sent);
  pressed.set(key, outcome);
  void outcome.then(() => answered.add(key));
  void Promise.all([outcome.then(isTakenIn), aMoment()]).finally(() => {
    if (pressed.get(key) === outcome) pressed.delete(key);
  });
  return outcome;
}

/** Of what was accepted, over once the hand has had time to stop; what was refused may be tried again at once. */
const isTakenIn = ({ state }: Outcome) => (state === 'accepted' ? aMoment() : undefined);

const aMoment = () => new Promise((over) => setTimeout(over, AGAIN_MS));

/** The state of an intent; undefined when it was never sent, or was answered and the answer has been shown: on a return it starts anew. */
export function useOutcome(intent: string): Outcome | undefined {
  useEffect(() => () => forget(intent), [intent]);
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => outcomes.get(intent),
  );
}

function forget(intent: string): void {
  const state = outcomes.get(intent)?.state;
  if (state === 'accepted' || state === 'refused') outcomes.delete(intent);
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
  const [before, given] = [unanswered.get(intent), JSON.stringify(input)];
  const commandId = before?.given === given ? before.commandId : crypto.randomUUID();
  unanswered.set(intent, { commandId, given });
  stands(intent, { state: 'sending' });
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const outcome = await once(graph, document, { input: { ...input, commandId }, language });
    if (outcome) {
      unanswered.delete(intent);
      return stands(intent, outcome);
    }
    stands(intent, { state: 'waiting' });
    await new Promise((again) => setTimeout(again, ATTEMPT_PAUSE_MS));
  }
  return stands(intent, { state: 'unanswered' });
}

/** The outcome of sending a command once; undefined when it has to be sent again. */
async function once(
  graph: Graph,
  document: Document<Result, { input: object }>,
  { input, language }: Pick<Sent, 'input' | 'language'>,
): Promise<ReturnType<typeof outcomeIn>> {
  try {
    return outcomeIn(await graph.ask(document, { input }, { language }));
  } catch {
    return undefined;
  }
}

function stands(intent: string, outcome: Outcome): Outcome {
  outcomes.set(intent, outcome);
  listeners.forEach((listener) => listener());
  return outcome;
}
