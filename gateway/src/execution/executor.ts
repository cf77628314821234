import { executeQueryPlan } from '@apollo/gateway/dist/executeQueryPlan.js';
import { type Cut, earliest, encodePosition } from '@proximidad/eventsourcing';
import { type Language, LANGUAGE_USUAL, say } from '@proximidad/refusals';
import { type Footprint, footprintsTogether } from '@proximidad/feed';
import type { Screen } from '@proximidad/policy';
import type { FetchNode } from '@apollo/query-planner';
import type { GraphQLError } from 'graphql';
import type { EntityFreshness } from '@proximidad/nation';
import { inTime } from '../subgraphs/deadline.ts';
import { type Subgraph, SubgraphFailed, type WireRequest, type WireResponse } from '../subgraphs/wire.ts';
import { codedError, type PublicError, publicError, requestError, serviceUnavailable } from '../errors.ts';
import type { Planned, Schemas } from './planned.ts';

/** How long a subgraph has for one query and for one mutation: partial answers are sent within 2 s of a query's start. */
export const QUERY_DEADLINE_MS = 1_900;
export const MUTATION_DEADLINE_MS = 10_000;
/** The time for a whole operation, however many subgraphs it visits one after the other. */
export const OPERATION_TIMEOUT_MS: Readonly<Record<'query' | 'mutation', number>> = {
  query: 5_000,
  mutation: 12_000,
};

/** How far one service had read when it answered. */
interface ReadProgress {
  readonly position: number;
  readonly lagSeconds: number;
}

/** An operation under way: what every call to a subgraph needs of it. */
export interface Operation {
  readonly kind: 'query' | 'mutation';
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly language?: Language | undefined;
  /** Unix milliseconds. */
  readonly deadline: number;
  /** The one cut at which every subgraph answers; undefined lets each answer at its own head. */
  readonly cut: Cut | undefined;
  readonly atLeast?: number | undefined;
  /** The caller's passport for a subgraph. */
  passport(audience: string): Promise<string>;
  readonly progress: Map<string, ReadProgress>;
  /** Services that did not answer. */
  readonly silent: Set<string>;
  /** Types of entities that one service refers to and their own service does not have, or does not show to the caller. */
  readonly absent: Set<string>;
  /** Filled with what the answer depends on, by service, when that is wanted. */
  readonly footprints?: Map<string, Footprint> | undefined;
  /** Who is shown the answer, where it is made for several subjects with the same rights. */
  readonly readers?: readonly string[] | undefined;
  /** Where it is shown, frame after frame, to somebody who watches in person. */
  readonly screen?: Screen | undefined;
  /** Its calls to a service share no request with those of others. */
  readonly alone?: boolean | undefined;
}

export type OperationInput = Omit<
  Operation,
  'kind' | 'deadline' | 'progress' | 'silent' | 'absent' | 'cut'
> & {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly cut?: Cut;
  /** When some part of the answer was made by a service that had not read the log for longer, the answer is an error. */
  readonly maxAgeSeconds?: number;
  /** How lately the entities in the answer are known; called once the answer is there. */
  readonly entities?: () => readonly EntityFreshness[];
};

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly PublicError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Executor {
  /** Never throws because of a subgraph: that part is null, and an error says which service failed. */
  execute(prepared: Planned, input: OperationInput): Promise<Answer>;
}

/** Called after each call to a subgraph, for metrics and log. */
export type CallListener = (
  call: {
    service: string;
    outcome: 'answered' | SubgraphFailed['reason'];
    ms: number;
    correlationId: string;
  },
  failure?: SubgraphFailed,
) => void;

export interface ExecutorDeps {
  readonly graph: Schemas;
  readonly subgraphs: readonly Subgraph[];
  /** The log that positions belong to; undefined while it is not known. */
  readonly logId: () => string | undefined;
  readonly onCall?: CallListener;
}

export function executor({ graph, subgraphs, logId, onCall = () => {} }: ExecutorDeps): Executor {
  const asks = new Map(subgraphs.map((subgraph) => [subgraph.name, asking(subgraph, onCall)]));
  const missing = graph.subgraphs.filter((name) => !asks.has(name));
  if (missing.length > 0) throw new TypeError(`no address for ${missing.join(', ')}`);
  const sources = Object.fromEntries([...asks].map(([name, ask]) => [name, sourceOf(ask)]));
  const local = new Set(subgraphs.filter(({ isLocal }) => isLocal).map(({ name }) => name));

  /** The library checks what each service answers against the schema, and puts it together. */
  const byPlan = (
    { plan, context }: Planned,
    variables: Values,
    operation: Operation,
    asked: typeof sources = sources,
  ): Promise<Executed> =>
    executeQueryPlan(
      plan,
      asked,
      { request: { variables }, context: operation, logger: SILENT, metrics: {} } as unknown as PlanContext,
      context,
      graph.supergraphSchema,
      graph.apiSchema,
    );

  /**
   * When everything that was asked for was made in this process, it is the answer as it is: it was checked against the
   * schema when it was made.
   */
  const executed = async (prepared: Planned, variables: Values, operation: Operation): Promise<Executed> => {
    const { whole } = prepared;
    if (!whole || !local.has(whole.serviceName)) return byPlan(prepared, variables, operation);
    const { serviceName, operation: query, operationName } = whole;
    const request = { query, operationName, variables: variablesOf(whole, variables) };
    const given = asks.get(serviceName)!(request, operation);
    const told = await given.catch(() => undefined);
    if (told?.data && !told.errors) return { data: told.data };
    const known = sourceOf(() => given);
    return byPlan(prepared, variables, operation, { ...sources, [serviceName]: known });
  };

  return {
    async execute(prepared, { variables, cut, maxAgeSeconds, entities, ...input }) {
      const deadline = Date.now() + OPERATION_TIMEOUT_MS[prepared.kind];
      const operation: Operation = {
        ...input,
        cut,
        kind: prepared.kind,
        deadline,
        progress: new Map(),
        silent: new Set(),
        absent: new Set(),
      };
      const { data, errors, extensions } = await executed(prepared, variables, operation);
      const { correlationId, language = LANGUAGE_USUAL } = input;
      const telling = { correlationId, language };
      const known = entities?.();
      const answered = { cut: cutOf(operation, logId(), known) };
      const aged = tooOld(operation, known, maxAgeSeconds);
      if (aged) {
        return { data: null, errors: [requestError(aged, telling)], extensions: answered };
      }
      const incomplete = (extensions?.['valueCompletion'] ?? []) as readonly GraphQLError[];
      const broken = incomplete.filter(({ message }) => !operation.absent.has(holderIn(message)));
      const failed = [...(errors ?? []), ...broken].map((error) => publicError(error, telling));
      return {
        ...(failed.length > 0 && { errors: failed }),
        data: data ?? null,
        extensions: answered,
      };
    },
  };
}

type PlanContext = Parameters<typeof executeQueryPlan>[2];
type Values = Readonly<Record<string, unknown>>;

interface Executed {
  readonly data?: Answer['data'];
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** What the plan asks of one subgraph. */
interface Fetched {
  readonly query?: string | undefined;
  readonly variables?: object | undefined;
  readonly operationName?: string | undefined;
}

interface Told {
  readonly data?: WireResponse['data'];
  readonly errors?: readonly object[] | undefined;
}

type Ask = (request: Fetched, operation: Operation) => Promise<Told>;

function variablesOf({ variableUsages = [] }: FetchNode, given: Values): Values {
  return Object.fromEntries(
    variableUsages.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]),
  );
}

/** In the form in which the library asks. */
function sourceOf(ask: Ask) {
  return {
    async process({ request, context }: { request: Fetched; context: Readonly<Record<string, unknown>> }) {
      return (await ask(request, context as unknown as Operation)) as never;
    },
  };
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Asks one subgraph on behalf of the operation; when it does not answer, the error names only the service. */
function asking(subgraph: Subgraph, onCall: CallListener): Ask {
  const { name } = subgraph;
  return async (request, operation) => {
    const started = Date.now();
    const { correlationId } = operation;
    try {
      const wire = await wireRequest(name, request, operation, started);
      // The transport has a deadline per batch; this one is for the entry itself, and also holds for a subgraph in this process.
      const answer = await inTime(
        subgraph.ask(wire, operation.kind, operation.alone),
        wire.extensions.deadline,
      );
      note(operation.progress, name, answer.extensions);
      noteAbsent(operation.absent, request.variables, answer.data);
      noteFootprint(operation.footprints, name, answer.extensions?.footprint);
      onCall({ service: name, outcome: 'answered', ms: Date.now() - started, correlationId });
      return answer;
    } catch (error) {
      if (!(error instanceof SubgraphFailed)) throw error;
      operation.silent.add(name);
      onCall({ service: name, outcome: error.reason, ms: Date.now() - started, correlationId }, error);
      const { said, extensions } = serviceUnavailable(name);
      return { data: null, errors: [{ message: said[operation.language ?? LANGUAGE_USUAL], extensions }] };
    }
  };
}

async function wireRequest(
  name: string,
  request: Fetched,
  operation: Operation,
  now: number,
): Promise<WireRequest> {
  const { kind, traceparent, language, cut, atLeast, deadline, correlationId } = operation;
  const own = now + (kind === 'query' ? QUERY_DEADLINE_MS : MUTATION_DEADLINE_MS);
  return {
    query: request.query ?? '',
    variables: { ...request.variables },
    ...(request.operationName !== undefined && { operationName: request.operationName }),
    extensions: {
      passport: await operation.passport(name),
      correlationId,
      deadline: Math.min(own, deadline),
      ...(traceparent !== undefined && { traceparent }),
      ...(language !== undefined && { language }),
      ...(cut !== undefined && { cut }),
      ...(atLeast !== undefined && { atLeast }),
      ...(operation.footprints && { footprint: true }),
      ...(operation.readers && { readers: operation.readers }),
      ...(operation.screen && { screen: operation.screen }),
    },
  };
}

/** For a service that was asked twice, the oldest answer counts. */
function note(
  progress: Map<string, ReadProgress>,
  name: string,
  extensions: WireResponse['extensions'],
): void {
  const { position, lagSeconds = 0 } = extensions ?? {};
  if (position === undefined) return;
  const before = progress.get(name);
  progress.set(name, {
    position: earliest(position, before?.position ?? position),
    lagSeconds: Math.max(lagSeconds, before?.lagSeconds ?? 0),
  });
}

/**
 * An entity that a reference does not lead to is null, like anything that does not exist for the caller: that breaks no
 * promise of its fields.
 */
function noteAbsent(absent: Operation['absent'], variables: object = {}, data: WireResponse['data']): void {
  const entities = data?.['_entities'];
  if (!Array.isArray(entities)) return;
  const { representations = [] } = variables as { representations?: readonly { __typename: string }[] };
  for (const [index, found] of entities.entries())
    if (found === null && representations[index]) absent.add(representations[index].__typename);
}

/** The type in the gateway's message that a non-null field of it has no value. */
function holderIn(message: string): string {
  return /^Cannot return null for non-nullable field (\w+)\./.exec(message)?.[1] ?? '';
}

/** A service may be asked twice for one operation, or by another service: the answer depends on all of it. */
function noteFootprint(
  footprints: Operation['footprints'],
  name: string,
  footprint: Footprint | undefined,
): void {
  if (!footprints || !footprint) return;
  const { elsewhere = {}, ...own } = footprint;
  for (const [service, each] of [[name, own] as const, ...Object.entries(elsewhere)]) {
    const known = footprints.get(service);
    footprints.set(service, known ? footprintsTogether(known, each) : each);
  }
}

/** The answer comes from a service that has not read the log, or from an entity that is cut off, for longer than was allowed. */
function tooOld(
  { progress }: Operation,
  entities: readonly EntityFreshness[] = [],
  maxAgeSeconds = Infinity,
): GraphQLError | undefined {
  if (maxAgeSeconds === Infinity) return undefined;
  const services = [...progress]
    .filter(([, { lagSeconds }]) => lagSeconds > maxAgeSeconds)
    .map(([name]) => name);
  const cutOff = entities
    .filter(({ ageSeconds }) => ageSeconds === null || ageSeconds > maxAgeSeconds)
    .map(({ code }) => code);
  if (services.length + cutOff.length === 0) return undefined;
  const late = [...services, ...cutOff.map((code) => `entity ${code}`)].join(', ');
  const text = say('Older than {seconds} s: {late}.', { seconds: maxAgeSeconds, late });
  return codedError('STALE', text, { services, entities: cutOff });
}

function cutOf(
  { progress, silent, cut }: Operation,
  log: string | undefined,
  entities: readonly EntityFreshness[] | undefined,
) {
  const token = (position: number, clock = Date.now()) =>
    log === undefined ? null : encodePosition([{ log, position, clock }]);
  return {
    ...(cut && { position: token(cut.position, cut.clock), at: new Date(cut.clock).toISOString() }),
    services: [...progress].map(([name, { position, lagSeconds }]) => ({
      name,
      position: token(position),
      lagSeconds,
    })),
    ...(entities && {
      entities,
      completeness: {
        entitiesReporting: entities.filter(({ reporting }) => reporting).length,
        entitiesExpected: entities.length,
        servicesDown: [...silent].toSorted(),
      },
    }),
  };
}
