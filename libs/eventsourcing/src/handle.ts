import type { z } from 'zod';
import type { Aggregate } from './aggregate.ts';
import { isRejection, type Rejection } from './decider.ts';
import { decode, encode, type EventFamily, type EventOf } from './events.ts';
import { entityOf, streamOf, uuidv5 } from './ids.ts';
import {
  type EventMetadata,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
  RevisionConflict,
} from './store.ts';

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
 * With `creates` the stream is taken to be empty until the append says otherwise: the same answers, and nothing is
 * read for what is new.
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
  { creates = false }: { readonly creates?: boolean | undefined } = {},
): Promise<Outcome<State, EventOf<Events>, Code>> {
  const entity = entityOf(id);
  const { municipality, ...rest } = told;
  const jurisdiction = municipality === undefined ? { entity } : { entity, municipality };
  const telling: Telling<State, Commands, Events, Code> = {
    ...{ store, target, stream: streamOf(target.category, id) },
    command: target.commands.parse(input),
    metadata: { ...rest, jurisdiction },
  };
  const created = creates ? await tellNew(telling) : undefined;
  if (created) return created;
  for (let attempt = 1; ; attempt++) {
    try {
      return await tellOnce(telling);
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

interface Telling<State, Commands extends z.ZodType, Events extends EventFamily, Code extends string> {
  readonly store: EventStore;
  readonly target: Aggregate<State, Commands, Events, Code>;
  readonly stream: string;
  readonly command: z.infer<Commands>;
  /** Of every event it records, but for its version. */
  readonly metadata: Omit<NewEvent['metadata'], 'version'>;
}

/** @throws {RevisionConflict} when someone else appended in between. */
async function tellOnce<State, Commands extends z.ZodType, Events extends EventFamily, Code extends string>(
  telling: Telling<State, Commands, Events, Code>,
): Promise<Outcome<State, EventOf<Events>, Code>> {
  const { store, target, stream, command, metadata } = telling;
  const evolve = (state: State, event: EventOf<Events>) => target.evolve(state, event);
  const slice = await store.read(stream);
  const history = slice.events.map((event) => decode(target.events, encodedForm(event)));
  const known = firstOutcome(slice.events, metadata.commandId);
  if (known) {
    const state = history.slice(0, known.end).reduce(evolve, target.initialState);
    const { revision, position } = slice.events[known.end - 1]!;
    const events = history.slice(known.start, known.end);
    return { ok: true, state, events, revision, position, seen: position, known: true };
  }
  const state = history.reduce(evolve, target.initialState);
  const events = target.decide(state, command);
  if (isRejection(events)) return { ok: false, rejection: events };
  if (events.length === 0) {
    const seen = slice.events.at(-1)?.position;
    return { ok: true, state, events, revision: slice.revision, position: undefined, seen, known: false };
  }
  const previousHash = slice.events.at(-1)?.metadata.hash ?? null;
  const { revision, position } = await store.append(
    stream,
    slice.revision,
    newEvents(telling, events),
    previousHash,
  );
  const after = events.reduce(evolve, state);
  return { ok: true, state: after, events, revision, position, seen: position, known: false };
}

/**
 * Decides as if the stream were empty; undefined when it was not, or when only reading it can give the answer. The
 * store answers a repeated append with its first position: what lies behind the head as it was before is new.
 */
async function tellNew<State, Commands extends z.ZodType, Events extends EventFamily, Code extends string>(
  telling: Telling<State, Commands, Events, Code>,
): Promise<Outcome<State, EventOf<Events>, Code> | undefined> {
  const { store, target, stream, command } = telling;
  const events = target.decide(target.initialState, command);
  if (isRejection(events) || events.length === 0) return undefined;
  const head = await store.head();
  try {
    const { revision, position } = await store.append(stream, -1, newEvents(telling, events), null);
    if (position <= head) return undefined;
    const state = events.reduce((before: State, event) => target.evolve(before, event), target.initialState);
    return { ok: true, state, events, revision, position, seen: position, known: false };
  } catch (error) {
    if (error instanceof RevisionConflict) return undefined;
    throw error;
  }
}

function newEvents<State, Commands extends z.ZodType, Events extends EventFamily, Code extends string>(
  { target, metadata }: Telling<State, Commands, Events, Code>,
  decision: readonly EventOf<Events>[],
): NewEvent[] {
  return decision.map((event, index) => {
    const { type, version, data } = encode(target.events, event);
    return { id: uuidv5(metadata.commandId, index), type, data, metadata: { ...metadata, version } };
  });
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
