import {
  type AnyAggregate,
  clientCommandId,
  entityOf,
  idFor,
  type Instant,
  instantAt,
  isFormerly,
  type Rejection,
  streamOf,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { SubjectErased } from '@proximidad/vault';
import type { PageArgs } from './connection.ts';
import { historyOf } from './history.ts';
import { zoneOf } from '@proximidad/catalogues';
import {
  decided,
  type Definition,
  digestOf,
  formerDigestOf,
  type Input,
  inputOf,
  neverFuture,
  onTheClockOf,
  type Read,
  readInput,
} from './command-input.ts';
import type { Context } from './context.ts';
import { commandsAt, hasHistory, mutationName } from './declared.ts';
import type { Dependencies, OutcomeOf, ResolverMap } from './definition.ts';
import { type CommandIds, doneBefore } from './done-before.ts';
import { ServiceError } from './errors.ts';
import { argumentError } from './filters.ts';
import type { InTurn, Unprojected } from './one-by-one.ts';
import { implausibleIn, wasPlausible } from './plausible.ts';
import { type SealedFor, type SealedInput, sealedInput } from './sealing.ts';
import type { Answers, AnyEdge, Echo, Found, Seeking, Unrecorded } from './slice.ts';

/** The entity of national records. */
const NATIONAL = '00';

/** What all edges of a service share. */
interface Shared<Resources> {
  readonly deps: Dependencies<Resources>;
  readonly unrecorded: Unrecorded<Resources> | undefined;
  readonly inTurn: InTurn;
  readonly behind: Unprojected;
}

/** Resolvers of the edge's mutations, and of the history of its records. */
export function edgeResolvers<Resources>(
  edge: AnyEdge<Resources>,
  { deps, unrecorded, inTurn, behind }: Shared<Resources>,
): { readonly mutations: Readonly<Record<string, unknown>>; readonly histories: ResolverMap } {
  const mutations = commandsAt(edge).map(([type, definition]) => {
    const parsing = inputOf(edge, definition);
    const about = edge.oneByOne?.[type];
    const resolve = async (_: unknown, { input }: { readonly input: Input }, context: Context) => {
      const asked = readInput(edge, definition, parsing.parse(input) as Input, context);
      const things = about ? [about(asked.input as never, asked.id!)].flat() : [];
      const settles = edge.settles === true || things.length > 0;
      return inTurn(things, async () => {
        if (things.length > 0) await behind.passed(context);
        return mutate({ edge, deps, context, type, definition, unrecorded, settles, behind, ...asked });
      });
    };
    return [mutationName(type), resolve] as const;
  });
  const histories = hasHistory(edge as AnyEdge<never>) ? [historyResolver(edge, deps)] : [];
  return { mutations: Object.fromEntries(mutations), histories: Object.fromEntries(histories) };
}

function historyResolver<Resources>(
  { type, aggregate, history }: AnyEdge<Resources>,
  { log }: Dependencies<Resources>,
) {
  const streamOfRow = history ?? (({ id }: { readonly id: string }) => streamOf(aggregate.category, id));
  const resolve = (row: object, page: PageArgs, context: Context) =>
    historyOf(log, streamOfRow(row as never), context, page);
  return [type, { history: resolve }] as const;
}

interface Mutation<Resources> extends Read {
  readonly edge: AnyEdge<Resources>;
  readonly deps: Dependencies<Resources>;
  readonly context: Context;
  readonly type: string;
  readonly definition: Definition;
  readonly unrecorded: Unrecorded<Resources> | undefined;
  /** Whether it is answered once it has been projected, whatever is requested. */
  readonly settles: boolean;
  readonly behind: Unprojected;
}

/** Right, record, look-up, decision, answer: the path of every command from outside. */
async function mutate<Resources>(mutation: Mutation<Resources>): Promise<object> {
  const { edge, context, definition, type, given, input } = mutation;
  const { aggregate } = edge;
  const entity = entityAsked(mutation);
  const placed = entity ?? placeNamed(input);
  if (placed !== undefined) context.mayExecute(aggregate, type, placed);
  for (const field of definition.past) neverFuture(context, field, input[field]);
  const implausible = implausibleNow(mutation, placed);
  const ids = commandIdsOf(context, given);
  const isChosen = definition.addresses === 'chosen';
  const id = isChosen ? await createdId(mutation, entity!, ids) : mutation.id;
  const row = await recordSeen(mutation, id);
  const record = id ?? edge.natural?.[type]?.(input as never, context.cut.clock);
  const at = (place: string) => timeAt(mutation, place);
  const before: Before = (stream = record) =>
    doneBefore(edge, { deps: mutation.deps, record: stream, id, row, at }, ids);
  if (implausible && !(await before())) throw implausible;
  const named = namedBy(mutation, row);
  if (named !== undefined) context.mayExecute(aggregate, type, entityOf(id!), named);
  const seeking: Seeking<Resources> = {
    ...{ context, deps: mutation.deps, input, commandId: ids.commandId, id, row },
    at,
  };
  /** Refused before it reached a decision, or by all streams of its record; any other refusal is noted where it is executed. */
  const refused = (rejection: Rejection) => refusedBefore(mutation, id ?? placed, rejection);
  const outside = isChosen ? outsideEntity(input, id, entity) : undefined;
  if (outside) return refused(outside);
  const looked = await lookedUp(mutation, seeking, before);
  if ('rejected' in looked) return refused(looked);
  const target = ('id' in looked ? looked.id : undefined) ?? record;
  if (target === undefined) throw new TypeError(`${type} names no record`);
  const municipality = 'municipality' in looked ? looked.municipality : municipalityOf(mutation, seeking);
  if (isChosen && liesOutside(municipality, target)) {
    context.mayExecute(aggregate, type, municipality.slice(0, 2));
    return refused(OUTSIDE);
  }
  noteTelemetry(mutation, seeking, target);
  const place = municipality ?? entityOf(target);
  const when = at(place);
  const sealed = await sealing(mutation, target, before);
  if ('rejected' in sealed) return refused(sealed);
  const command = {
    ...(onTheClockOf(place, decided(definition, sealed.input)) as object),
    ...looked.found,
    type,
    at: when,
  };
  const execute = (stream: string) =>
    context.execute(aggregate, stream, command as never, {
      ...(sealed.done ? ids : digested(ids, { type, input: { ...sealed.digested, ...mutation.asShown } })),
      municipality,
      named,
      beat: ('beat' in looked ? looked.beat : undefined) ?? beatOf(row, input),
      onBehalfOf: input['onBehalfOf'] as string | null,
      device: mutation.device,
      occurredAt: mutation.occurredAt ? instantAt(mutation.occurredAt.ms, zoneOf(place)) : when,
      ...{ creates: isChosen, record: edge.through && target },
    });
  const through = () => edge.through?.({ ...seeking, municipality }, when, execute) ?? execute(target);
  const outcome = await executed(edge, { done: looked.done ?? sealed.done, through, execute, before });
  if (edge.through && !outcome.ok) return refused(outcome.rejection);
  if (!hasRecorded(outcome)) await numberHeard(mutation, target, municipality);
  if (outcome.ok && mutation.settles) await mutation.behind.reach(context, outcome.position);
  const answers = edge.answers?.[type];
  const key = answers ? answers.key(input as never, id ?? target) : edge.through ? (id ?? target) : target;
  return context.answer(outcome, () => ({
    __typename: `${(answers ?? edge).type}Accepted`,
    key,
    recordedAt: outcome.ok ? outcome.position : undefined,
  }));
}

/** Why the input is not possible now, although it may have been when the command was first told. @throws {ServiceError} for what never was. */
function implausibleNow<Resources>(
  { context, normalised, input }: Mutation<Resources>,
  entity: string | undefined,
): ServiceError | undefined {
  const ms = normalised?.ms ?? context.cut.clock;
  const implausible = implausibleIn(input, { entity, ms, decreed: context.decreed });
  if (implausible && !wasPlausible(implausible)) throw implausible;
  return implausible;
}

/**
 * What the look-up of a command found. A command that was executed before is answered with its first outcome,
 * whatever has changed since: it does not matter that its look-up would now refuse it, find nothing or not allow it.
 */
async function lookedUp<Resources>(
  { edge, type, definition }: Mutation<Resources>,
  seeking: Seeking<Resources>,
  before: Before,
): Promise<Rejection | (Found<object> & { readonly done?: Done })> {
  const looked = definition.finds ? await lookUp(edge, type, seeking) : { found: {} };
  const saysNo = looked instanceof ServiceError || 'rejected' in looked;
  const done = saysNo ? await before() : undefined;
  if (done) return { found: {}, done, municipality: done.event.metadata.jurisdiction.municipality ?? null };
  if (looked instanceof ServiceError) throw looked;
  return looked;
}

/**
 * Nothing more is sealed for somebody who was erased from the record. A command that told of them before is known all the
 * same, by its id and type: its personal data can no longer be compared.
 */
async function sealing<Resources>(
  mutation: Mutation<Resources>,
  target: string,
  before: Before,
): Promise<Rejection | (SealedInput & { readonly done?: Done })> {
  const { deps, definition, input } = mutation;
  try {
    return await sealedInput(deps.vault, sealedFor(mutation, target), definition.input, input);
  } catch (error) {
    if (!(error instanceof SubjectErased)) throw error;
    const done = await before(target);
    return done ? { input: {}, digested: {}, done } : refuse('PersonWasErased');
  }
}

/** One that was executed before goes to the stream that knows it; what would now refuse it on the way to a stream does not matter either. */
async function executed<Resources>(
  { through: isThrough }: AnyEdge<Resources>,
  { done, through, execute, before }: Execution,
): Promise<OutcomeOf<AnyAggregate>> {
  if (done) return (await execute(done.streamId)) as OutcomeOf<AnyAggregate>;
  const outcome = (await through()) as OutcomeOf<AnyAggregate>;
  const known = isThrough && !outcome.ok ? await before() : undefined;
  return known ? ((await execute(known.streamId)) as OutcomeOf<AnyAggregate>) : outcome;
}

/** What the command recorded before, in the stream of its record or in another of the aggregate. */
type Before = (id?: string) => ReturnType<typeof doneBefore>;
type Done = NonNullable<Awaited<ReturnType<Before>>>;
interface Execution {
  readonly done: Done | undefined;
  readonly through: () => Promise<unknown>;
  readonly execute: (streamId: string) => Promise<unknown>;
  readonly before: Before;
}

/** What it found, or its error about the caller's input or rights. */
async function lookUp<Resources>(
  { lookUps }: AnyEdge<Resources>,
  type: string,
  seeking: Seeking<Resources>,
): Promise<Rejection | Found<object> | ServiceError> {
  try {
    return await lookUps[type]!(seeking);
  } catch (error) {
    const isOfCaller =
      error instanceof ServiceError && (error.code === 'FORBIDDEN' || error.code === 'BAD_USER_INPUT');
    if (isOfCaller) return error;
    throw error;
  }
}

function hasRecorded(outcome: OutcomeOf<AnyAggregate>): boolean {
  return outcome.ok && !outcome.known && outcome.events.length > 0;
}

/** Notes that a device's report was answered although no event says so. `about` is a record's id, or the INEGI key of its place. */
async function numberHeard<Resources>(
  { unrecorded, deps, device }: Mutation<Resources>,
  about: string,
  municipality?: string | null,
): Promise<void> {
  if (!unrecorded || !device) return;
  const entity = about.slice(0, ENTITY_LENGTH);
  await unrecorded(deps, { entity, municipality: municipality ?? undefined, device });
}
const ENTITY_LENGTH = 2;

export function commandIdsOf({ subject }: Pick<Context, 'subject'>, given: string): CommandIds {
  const former = { actor: subject.formerly ?? subject.id, given };
  return { commandId: clientCommandId(subject.id, given), former };
}

/** The ids of a command, with digests of what its sender gave. */
export function digested({ commandId, former }: CommandIds, given: Parameters<typeof digestOf>[0]) {
  const digest = digestOf(given);
  return { commandId, digest, former: { ...former, digest: formerDigestOf(given) } };
}

/** Keeps data besides the record, only from those who may execute the command, and before the store is reached. */
function noteTelemetry<Resources>(
  { edge, type, context }: Mutation<Resources>,
  seeking: Seeking<Resources>,
  target: string,
): void {
  const note = edge.telemetry?.[type];
  if (!note) return;
  context.mayExecute(edge.aggregate, type, entityOf(target));
  note(seeking);
}

/** `about` is the id of the record, or else the INEGI key of its place, or else the caller's. */
async function refusedBefore<Resources>(
  mutation: Mutation<Resources>,
  about: string | undefined,
  rejection: Rejection,
): Promise<object> {
  const { context, type: what } = mutation;
  const id = about ?? context.subject.entity;
  if (id !== undefined) {
    const record = id.length > CVEGEO_LENGTH ? id : undefined;
    const entity = id.slice(0, ENTITY_LENGTH);
    const { rejected: reason } = rejection;
    context.noteAccess({ action: 'EXECUTE', what, entity, outcome: 'REFUSED', reason, record });
    await numberHeard(mutation, id);
  }
  return context.answer({ ok: false, rejection }, never);
}
const CVEGEO_LENGTH = 5;

/** The entity of a record that a command finds by its natural key. */
function placeNamed({ municipality }: Input): string | undefined {
  return typeof municipality === 'string' ? municipality.slice(0, 2) : undefined;
}

function sealedFor<Resources>({ edge, context }: Mutation<Resources>, id: string): SealedFor {
  return { category: edge.aggregate.category, id, authority: context.subject.authority };
}

function never(): never {
  throw new TypeError('a refusal has no success');
}

/**
 * The entity named, or that of the id, the municipality or the caller; undefined where only a look-up gives it.
 *
 * @throws {ServiceError} BAD_USER_INPUT when nothing gives it.
 */
function entityAsked<Resources>({
  edge,
  type,
  id,
  input,
  context,
  definition,
}: Mutation<Resources>): string | undefined {
  const { entity, municipality } = input;
  if (typeof entity === 'string') return entity;
  if (id !== undefined) return entityOf(id);
  if (typeof municipality === 'string') return municipality.slice(0, 2);
  if (definition.addresses === 'natural') return undefined;
  if (context.subject.entity !== undefined) return context.subject.entity;
  // A caller who may execute it nowhere has to be told that, not that a field is missing.
  context.mayExecute(edge.aggregate, type, NATIONAL);
  throw argumentError({ path: 'entity', code: 'REQUIRED', message: 'is needed: no other field gives it' });
}

/** Refuses a new record whose id or municipality lies outside the named entity. */
function outsideEntity(
  { municipality }: Input,
  id: string | undefined,
  entity: string | undefined,
): Rejection | undefined {
  const isOutside =
    (id !== undefined && entityOf(id) !== entity) ||
    // Federal records lie somewhere in a state.
    (typeof municipality === 'string' && entity !== NATIONAL && municipality.slice(0, 2) !== entity);
  return isOutside ? OUTSIDE : undefined;
}

/** Whether a look-up found the place in another entity than the record's. */
function liesOutside(municipality: string | null | undefined, id: string): municipality is string {
  const entity = entityOf(id);
  return typeof municipality === 'string' && entity !== NATIONAL && municipality.slice(0, 2) !== entity;
}

const OUTSIDE = refuse('OutsideEntity');

/**
 * The id of a new record: chosen by the client, or else derived from the command. A command from before ids were
 * bound to their sender is found again under the id that it had then.
 */
async function createdId<Resources>(
  { edge, id, given, deps }: Mutation<Resources>,
  entity: string,
  { commandId, former }: ReturnType<typeof commandIdsOf>,
): Promise<string> {
  if (id !== undefined) return id;
  const { category } = edge.aggregate;
  if (deps.idsBound) return idFor(entity, commandId, category);
  for (const name of new Set([given, clientCommandId(former.actor, given)])) {
    const before = idFor(entity, name, category);
    const row = name === commandId ? undefined : deps.readModels.table(edge.model).get(before);
    // A missing row means nothing while rows are still being built from the log.
    if (row === undefined && deps.readModels.complete) continue;
    const [first] = (await deps.log.read(`${category}_${before}`)).events;
    if (first && isFormerly(first.metadata, former)) return before;
  }
  return idFor(entity, commandId, category);
}

/** The record as the caller sees it; a caller who serves one municipality waits until it is known to be theirs. */
async function recordSeen<Resources>(
  { edge, definition, context }: Mutation<Resources>,
  id: string | undefined,
) {
  if (id === undefined || definition.addresses === 'chosen') return undefined;
  const look = () => context.table(edge.model, edge.kind).get(id) as object | undefined;
  const waits =
    context.subject.municipality !== undefined ||
    definition.finds !== undefined ||
    edge.through ||
    definition.rights?.oneself;
  return waits ? context.found(look) : look();
}

/** Whom or what a command names that some roles may execute only for themselves: in its input, or else in the record. */
function namedBy<Resources>({ definition, input }: Mutation<Resources>, row: object | undefined) {
  const { oneself } = definition.rights!;
  if (!oneself) return undefined;
  const named = { ...row, ...input } as Readonly<
    Record<string, string | readonly string[] | null | undefined>
  >;
  return [named[oneself.field] ?? []].flat();
}

/** The record's; the one named in the input counts only for new records: elsewhere it may be the destination. */
function municipalityOf<Resources>(
  { edge, definition, input }: Mutation<Resources>,
  seeking: Seeking<Resources>,
): string | null | undefined {
  const named = definition.addresses === 'given' ? undefined : input['municipality'];
  if (edge.municipality) return edge.municipality(seeking);
  if (seeking.row && 'municipality' in seeking.row) return seeking.row.municipality as string | null;
  return typeof named === 'string' ? named : undefined;
}

/** The beat of the record, or the one given for what is to be recorded. */
function beatOf(row: object | undefined, { beatId: named }: Input): string | null {
  const { beatId } = (row ?? {}) as { readonly beatId?: unknown };
  return [beatId, named].find((beat) => typeof beat === 'string') ?? null;
}

function timeAt<Resources>({ context, normalised }: Mutation<Resources>, place: string): Instant {
  return instantAt(normalised?.ms ?? context.cut.clock, zoneOf(place));
}

/** Callers read their own writes: the answer waits until the record has been projected. */
export function answerOf(answers: Answers | Echo) {
  if ('value' in answers) return ({ key }: { readonly key: string }) => answers.value(key);
  const { model, kind } = answers;
  return async (
    { key, recordedAt }: { readonly key: string; readonly recordedAt: number | undefined },
    _: unknown,
    context: Context,
  ) => {
    await context.waitFor(recordedAt);
    return context.table(model, kind).get(key) ?? null;
  };
}
