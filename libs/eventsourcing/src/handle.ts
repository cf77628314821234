import type { z } from 'zod';
import type { Aggregate } from './aggregate.ts';
import { isRejection, type Rejection } from './decider.ts';
import { decode, encode, type EventFamily, type EventOf } from './events.ts';
import { entityOf, streamOf, uuidv5 } from './ids.ts';
import { type EventMetadata, type EventStore, type RecordedEvent, RevisionConflict } from './store.ts';

/** What travels with a command besides its own fields; becomes the metadata of what it records. */
export type Told = Pick<
  EventMetadata,
  'commandId' | 'occurredAt' | 'actor' | 'correlationId' | 'causationId' | 'purpose' | 'traceparent'
> & { readonly municipality?: string };

export type Outcome<State, Event, Code extends string> =
  | {
      readonly ok: true;
      readonly state: State;
      readonly events: readonly Event[];
      readonly revision: number;
      /** Of the last event the command recorded; undefined when it recorded nothing. */
      readonly position: number | undefined;
      /** Of the last event that `state` is made of: who has read so far sees it; undefined for an empty stream. */
      readonly seen: number | undefined;
      /** True when the command had been done before and this is its first outcome. */
      readonly known: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection<Code> };

const ATTEMPTS_MAX = 5;

/**
 * Parse, load, look for the command's id, decide, append at the revision read. When someone else appended in
 * between, starts over on the newer stream. A command whose id is already in the stream answers its first outcome
 * without deciding, for ever (architecture, decision 4).
 *
 * @throws {z.ZodError} when the command is malformed.
 * @throws {RevisionConflict} after ATTEMPTS_MAX lost races.
 */
export async function handle<
  State,
  Commands extends z.ZodType,
  Events extends EventFamily,
  Code extends string,
>(
  store: EventStore,
  target: Aggregate<State, Commands, Events, Code>,
  id: string,
  input: z.input<Commands>,
  told: Told,
): Promise<Outcome<State, EventOf<Events>, Code>> {
  const entity = entityOf(id);
  const stream = streamOf(target.category, id);
  const command = target.commands.parse(input);
  const evolve = (state: State, event: EventOf<Events>) => target.evolve(state, event);
  const { municipality, ...rest } = told;
  const jurisdiction = municipality === undefined ? { entity } : { entity, municipality };

  for (let attempt = 1; ; attempt++) {
    const slice = await store.read(stream);
    const history = slice.events.map((event) => decode(target.events, encodedForm(event)));
    const known = firstOutcome(slice.events, told.commandId);
    if (known) {
      const state = history.slice(0, known.end).reduce(evolve, target.initialState);
      const last = slice.events[known.end - 1]!;
      const events = history.slice(known.start, known.end);
      const { revision, position } = last;
      return { ok: true, state, events, revision, position, seen: position, known: true };
    }
    const state = history.reduce(evolve, target.initialState);
    const decision = target.decide(state, command);
    if (isRejection(decision)) return { ok: false, rejection: decision };
    if (decision.length === 0) {
      const seen = slice.events.at(-1)?.position;
      return {
        ok: true,
        state,
        events: [],
        revision: slice.revision,
        position: undefined,
        seen,
        known: false,
      };
    }
    const events = decision.map((event, index) => {
      const { type, version, data } = encode(target.events, event);
      return { id: uuidv5(told.commandId, index), type, data, metadata: { ...rest, jurisdiction, version } };
    });
    try {
      const previousHash = slice.events.at(-1)?.metadata.hash ?? null;
      const appended = await store.append(stream, slice.revision, events, previousHash);
      const after = decision.reduce(evolve, state);
      return { ok: true, state: after, events: decision, ...appended, seen: appended.position, known: false };
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

/** Half-open range of the events that `commandId` recorded, if it did. */
function firstOutcome(events: readonly RecordedEvent[], commandId: string) {
  const start = events.findIndex((event) => event.metadata.commandId === commandId);
  if (start < 0) return undefined;
  let end = start + 1;
  while (events[end]?.metadata.commandId === commandId) end++;
  return { start, end };
}

function encodedForm({ type, data, metadata }: RecordedEvent) {
  return { type, data, version: metadata.version };
}
