import { randomUUID } from 'node:crypto';
import { refuse } from '@proximidad/refusals';
import type { AnyAggregate, CommandOf, RefusalOf, StateOf } from './aggregate.ts';
import type { CommandDefinition } from './command.ts';
import { isRejection, type Rejection } from './decider.ts';
import { decode, encode, type EventOf } from './events.ts';
import { entityOf, streamOf, uuidv5 } from './ids.ts';
import {
  type EventMetadata,
  type EventStore,
  type NewEvent,
  type RecordedEvent,
  RevisionConflict,
} from './store.ts';

/** What travels with a command besides its own fields; becomes the metadata of what it records. */
export type CommandMetadata = Pick<
  EventMetadata,
  | 'commandId'
  | 'occurredAt'
  | 'receivedAt'
  | 'device'
  | 'actor'
  | 'authority'
  | 'correlationId'
  | 'causationId'
  | 'purpose'
  | 'traceparent'
> & {
  readonly municipality?: string;
  readonly beat?: string;
  /** The edition of the INEGI keys in which the place is given. */
  readonly geography?: string;
  /** A digest of what the sender gave: the same id with different content is not the same command. */
  readonly digest?: string;
  /** How older events identify the same command of the same sender. */
  readonly former?: FormerIds;
  /** Whether the stream already holds what came after this command: it then changes nothing. */
  readonly isOvertaken?: (recorded: readonly RecordedEvent[]) => boolean;
};

/** What a sender and its commands were called in older events: by the token's own subject, by the id that the client chose, and by another digest. */
export interface FormerIds {
  readonly actor: string;
  readonly given: string;
  /** As it was made before 2026-12-01: with the offsets in which moments were told. */
  readonly digest?: string;
}

export type Outcome<State, Event, Code extends string> =
  | {
      readonly ok: true;
      readonly state: State;
      readonly events: readonly Event[];
      readonly revision: number;
      /** Position of the last event that the command recorded; undefined when it recorded nothing. */
      readonly position: number | undefined;
      /** Position of the last event that `state` is made of: anyone who has read this far sees it; undefined for an empty stream. */
      readonly seen: number | undefined;
      /** True when the command had been executed before and this is its first outcome. */
      readonly known: boolean;
    }
  | { readonly ok: false; readonly rejection: Rejection<Code | 'CommandIdReused' | 'NotOwner'> };

type OutcomeOf<A extends AnyAggregate> = Outcome<StateOf<A>, EventOf<A['events']>, RefusalOf<A>>;

const ATTEMPTS_MAX = 5;

/**
 * The id by which a client's command goes internally. It is bound to its sender and lies in a space of its own, so that no
 * client can choose an id that the platform derives, or one that another sender's command has.
 */
export function clientCommandId(subject: string, given: string): string {
  return uuidv5('client', subject, given);
}

/**
 * Loads the stream, looks for the command's id, decides, and appends at the revision that was read. When someone else
 * appended in between, it starts over on the newer stream. A command whose id is already in the stream gets its first
 * outcome without being decided again, for ever (ADR 104); an id that belongs to another command, or comes with other
 * content, is refused.
 *
 * With `creates` the stream is taken to be empty until the append shows otherwise: the answers are the same, and nothing
 * is read for a new record.
 *
 * @throws {RevisionConflict} after ATTEMPTS_MAX lost races.
 */
export async function handle<A extends AnyAggregate>(
  store: EventStore,
  target: A,
  id: string,
  command: CommandOf<A>,
  metadata: CommandMetadata,
  { creates = false }: { readonly creates?: boolean | undefined } = {},
): Promise<OutcomeOf<A>> {
  const entity = entityOf(id);
  const { municipality, beat, geography, digest, former, isOvertaken, ...rest } = metadata;
  const { type } = command as { readonly type: string };
  const { legalBasis, byOwner = false } = definitionOf(target, type);
  const place = { municipality, beat, geography };
  const execution: Execution<A> = {
    ...{ store, target, command, former, isOvertaken, byOwner },
    stream: streamOf(target.category, id),
    metadata: {
      ...rest,
      command: digest === undefined ? { type } : { type, digest },
      jurisdiction: { entity, ...withoutUndefined(place) },
      ...(legalBasis === undefined ? {} : { legalBasis }),
    },
    // Two executions of one command never write the same event: the one that came second learns that it lost.
    nonce: randomUUID(),
  };
  const created = creates ? await executeOnNothing(execution) : undefined;
  if (created) return created;
  for (let attempt = 1; ; attempt++) {
    try {
      return await executeOnce(execution);
    } catch (error) {
      if (!(error instanceof RevisionConflict) || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

interface Execution<A extends AnyAggregate> {
  readonly store: EventStore;
  readonly target: A;
  readonly stream: string;
  readonly command: CommandOf<A>;
  readonly former: FormerIds | undefined;
  readonly isOvertaken: CommandMetadata['isOvertaken'] | undefined;
  readonly byOwner: boolean;
  /** For every event it records; version and catalogues are added for each event. */
  readonly metadata: Omit<NewEvent['metadata'], 'version' | 'catalogues'> &
    Required<Pick<NewEvent['metadata'], 'command'>>;
  readonly nonce: string;
}

/** @throws {RevisionConflict} when someone else appended in between. */
async function executeOnce<A extends AnyAggregate>(execution: Execution<A>): Promise<OutcomeOf<A>> {
  const { store, target, stream, command } = execution;
  const evolve = (state: StateOf<A>, event: EventOf<A['events']>) => target.evolve(state, event);
  const slice = await store.read(stream);
  const history = slice.events.map((event) => decode(target.events, encodedForm(event)));
  const known = firstOutcome(slice.events, execution);
  if (known) {
    if (!isSameCommand(known.first, execution)) return { ok: false, rejection: REUSED };
    const state = history.slice(0, known.end).reduce(evolve, target.initialState);
    const { revision, position } = slice.events[known.end - 1]!;
    const events = history.slice(known.start, known.end);
    return { ok: true, state, events, revision, position, seen: position, known: true };
  }
  if (execution.byOwner && !isOwner(slice.events, execution)) return { ok: false, rejection: NOT_OWNER };
  const state = history.reduce(evolve, target.initialState);
  const events = execution.isOvertaken?.(slice.events) ? [] : target.decide(state, command);
  if (isRejection(events)) return { ok: false, rejection: events as Rejection<RefusalOf<A>> };
  if (events.length === 0) {
    const seen = slice.events.at(-1)?.position;
    return { ok: true, state, events, revision: slice.revision, position: undefined, seen, known: false };
  }
  const previousHash = slice.events.at(-1)?.metadata.hash ?? null;
  const { revision, position } = await store.append(
    stream,
    slice.revision,
    newEvents(execution, events),
    previousHash,
  );
  const after = events.reduce(evolve, state);
  return { ok: true, state: after, events, revision, position, seen: position, known: false };
}

/** Decides as if the stream were empty; undefined when it was not, or when only reading the stream can give the answer. */
async function executeOnNothing<A extends AnyAggregate>(
  execution: Execution<A>,
): Promise<OutcomeOf<A> | undefined> {
  const { store, target, stream, command } = execution;
  const events = target.decide(target.initialState, command);
  if (isRejection(events) || events.length === 0) return undefined;
  try {
    const { revision, position } = await store.append(stream, -1, newEvents(execution, events), null);
    const state = events.reduce(
      (before: StateOf<A>, event) => target.evolve(before, event),
      target.initialState,
    );
    return { ok: true, state, events, revision, position, seen: position, known: false };
  } catch (error) {
    if (error instanceof RevisionConflict) return undefined;
    throw error;
  }
}

/** The ids serve only the store, for when an append is sent again because its answer was lost. */
function newEvents<A extends AnyAggregate>(
  { target, stream, metadata, nonce }: Execution<A>,
  decision: readonly EventOf<A['events']>[],
): NewEvent[] {
  return decision.map((event, index) => {
    const { type, version, data, catalogues } = encode(target.events, event);
    const id = uuidv5(stream, metadata.commandId, nonce, index);
    return { id, type, data, metadata: { ...metadata, ...(catalogues && { catalogues }), version } };
  });
}

const REUSED = refuse('CommandIdReused');
const NOT_OWNER = refuse('NotOwner');

/**
 * Whether the acting authority is the one whose event began the record; for events from before authorities were
 * recorded, the entity alone decides.
 */
function isOwner([first]: readonly RecordedEvent[], { metadata }: Pick<Execution<AnyAggregate>, 'metadata'>) {
  const owner = first?.metadata.authority;
  return owner === undefined || owner.code === metadata.authority?.code;
}

type Definition = Pick<CommandDefinition<never, never, never>, 'legalBasis' | 'byOwner'>;

function definitionOf({ commands }: AnyAggregate, type: string): Definition {
  const book = commands as Readonly<Record<string, Definition>>;
  return Object.hasOwn(book, type) ? book[type]! : {};
}

function withoutUndefined<T extends object>(fields: T) {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** Half-open range of the events that the command recorded, if any. */
function firstOutcome(
  events: readonly RecordedEvent[],
  { metadata, former }: Pick<Execution<AnyAggregate>, 'metadata' | 'former'>,
) {
  const isFormer = (kept: EventMetadata) => former !== undefined && isFormerly(kept, former);
  const start = events.findIndex(
    (event) => event.metadata.commandId === metadata.commandId || isFormer(event.metadata),
  );
  if (start < 0) return undefined;
  const first = events[start]!.metadata;
  let end = start + 1;
  while (events[end]?.metadata.commandId === first.commandId) end++;
  return { start, end, first };
}

/** Whether the event stems from this command, recorded before its sender had a pseudonym, or before ids were bound to senders. */
export function isFormerly({ command, commandId, actor }: EventMetadata, former: FormerIds): boolean {
  const isUnbound = command === undefined && commandId === former.given && actor.id === former.actor;
  return isUnbound || commandId === clientCommandId(former.actor, former.given);
}

/** As far as the event shows: older ones do not say which command it was. */
function isSameCommand(
  { command: kept }: EventMetadata,
  { metadata: { command }, former }: Pick<Execution<AnyAggregate>, 'metadata' | 'former'>,
) {
  if (kept === undefined) return true;
  if (kept.type !== command.type) return false;
  if (kept.digest === undefined || command.digest === undefined) return true;
  return [command.digest, former?.digest].includes(kept.digest);
}

function encodedForm({ type, data, metadata }: RecordedEvent) {
  return { type, data, version: metadata.version };
}
