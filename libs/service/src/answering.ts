import { latest } from '@proximidad/eventsourcing';
import { randomUUID } from 'node:crypto';
import { type Subject, watchesForMany } from '@proximidad/policy';
import type { ReadModels } from '@proximidad/readmodel';
import { type Language, LANGUAGE_USUAL } from '@proximidad/refusals';
import { GraphQLError } from 'graphql';
import {
  accessNoter,
  type Cut,
  formatted,
  publicError,
  ServiceError,
  severityOf,
  type Logger,
  noteForbidden,
  notReady,
  openContext,
  REACHED_WAIT_MAX_MS,
  type Executing,
  type Decreed,
  type Granted,
  inTraceOf,
} from '@proximidad/edge';
import type { Vault } from '@proximidad/vault';
import { type Feeds, type FootprintNote, footprintNote } from '@proximidad/feed';
import type { Execute } from './execution.ts';
import { type ItemTurns, openItemTurns } from './item-turns.ts';
import type { Metrics } from './metrics.ts';
import { pathsNamed } from './named-path.ts';
import { WireRequest, type WireResponse } from './wire.ts';

/** No operation takes longer, whatever the caller's deadline. */
const OPERATION_MAX_MS = 30_000;
/** Beyond this many the service says at once that it is busy, instead of answering everybody late. */
const OPERATIONS_IN_FLIGHT_MAX = 2_000;

export interface Answering {
  readonly service: string;
  readonly verify: (passport: string) => Promise<Subject>;
  readonly execute: Execute;
  readonly readModels: ReadModels;
  readonly feeds: Feeds;
  readonly logId: string;
  readonly executing: Executing;
  readonly vault: Vault;
  /** What owners have opened to subjects, record by record. */
  readonly granted?: readonly Granted[] | undefined;
  /** What the service knows about municipalities that were the subject of a decree. */
  readonly decreed?: Decreed | undefined;
  readonly lagSeconds: () => number;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Answers entries of the wire, whatever they contain: what goes wrong is in the answer, never thrown. */
export function answerer(answering: Answering): (entry: unknown) => Promise<WireResponse> {
  let inFlight = 0;
  const inTurns = { ...answering, itemTurns: openItemTurns() };
  return async (entry) => {
    inFlight++;
    try {
      return await answerEntry(inTurns, entry, inFlight > OPERATIONS_IN_FLIGHT_MAX);
    } finally {
      inFlight--;
    }
  };
}

type InTurns = Answering & { readonly itemTurns: ItemTurns };

async function answerEntry(answering: InTurns, entry: unknown, busy: boolean): Promise<WireResponse> {
  const { service, readModels, metrics, lagSeconds } = answering;
  let extensions: WireResponse['extensions'] = { position: readModels.position, lagSeconds: lagSeconds() };
  let correlationId: string = randomUUID();
  let language: Language = LANGUAGE_USUAL;
  try {
    if (busy) throw new ServiceError('SERVICE_UNAVAILABLE', 'Too busy; try again.', { service });
    const request = WireRequest.parse(entry);
    correlationId = request.extensions.correlationId ?? correlationId;
    language = request.extensions.language ?? language;
    const subject = await answering.verify(passportOf(request));
    const note = request.extensions.footprint ? footprintNote(answering.feeds, subject) : undefined;
    const { data = null, errors = [] } = await inTime(service, request, () =>
      inTraceOf(request.extensions.traceparent, 'graphql', async () => {
        await reachWanted(readModels, request);
        extensions = { position: readModels.position, lagSeconds: lagSeconds() };
        return run(answering, request, subject, correlationId, note);
      }),
    );
    const noteAccess = accessNoter({ ...answering, subject, readers: readersOf(request, subject), note });
    const named = pathsNamed({ query: request.query, operationName: request.operationName ?? undefined });
    for (const { path = [], originalError } of errors)
      noteForbidden(noteAccess, named(path), subject.entity ?? NATION, originalError);
    if (note) extensions = { ...extensions, footprint: note.footprint() };
    metrics.count('operations_total', { outcome: errors.length > 0 ? 'errors' : 'answered' });
    if (errors.length === 0) return { data, extensions };
    const told = errors.map((error) => shown(answering, error, { correlationId, language, named }));
    return { data, errors: told, extensions };
  } catch (error) {
    metrics.count('operations_total', { outcome: publicError(error, service).code });
    const wrapped = new GraphQLError('failed', {
      originalError: error instanceof Error ? error : new Error('thrown'),
    });
    return { data: null, errors: [shown(answering, wrapped, { correlationId, language })], extensions };
  }
}

async function reachWanted(
  readModels: ReadModels,
  { extensions: { cut, atLeast } }: WireRequest,
): Promise<void> {
  const wanted = latest(cut?.position, atLeast);
  if (!(await readModels.waitFor(wanted, { timeoutMs: REACHED_WAIT_MAX_MS }))) throw notReady();
}

function run(
  answering: InTurns,
  request: WireRequest,
  subject: Subject,
  correlationId: string,
  note: FootprintNote | undefined,
) {
  const { readModels, logId, executing, vault, granted, decreed, itemTurns } = answering;
  itemTurns.asks(subject.id);
  const passport = passportOf(request);
  const { cut: asked, traceparent, language = LANGUAGE_USUAL, screen, deadline } = request.extensions;
  const cut: Cut = { at: asked?.position, clock: asked?.clock ?? executing.now() };
  const context = openContext({
    ...{ subject, cut, correlationId, language, traceparent, readModels, logId, executing, note },
    ...{ vault, passport, readers: readersOf(request, subject), screen, granted, decreed, deadline },
    itemInTurn: (work) => itemTurns.run(subject.id, work),
  });
  const { query, operationName, variables } = request;
  return answering.execute(
    { query, operationName: operationName ?? undefined, variables: variables ?? {} },
    context,
  );
}

/** In whose name what is shown is noted: a person's passport stands for that person alone, whomever the request names. */
function readersOf({ extensions }: WireRequest, subject: Subject): readonly string[] | undefined {
  return watchesForMany(subject) ? extensions.readers : undefined;
}

/** The entity of refusals that name no place, for a caller who serves no state. */
const NATION = '00';

function passportOf({ extensions }: WireRequest): string {
  if (extensions.passport !== undefined) return extensions.passport;
  throw new ServiceError('UNAUTHENTICATED', 'A valid passport is needed.');
}

/** Ends at the caller's deadline: once nobody waits for an answer, it is not waited for here either. */
async function inTime<T>(service: string, { extensions }: WireRequest, work: () => Promise<T>): Promise<T> {
  const left = Math.min(OPERATION_MAX_MS, (extensions.deadline ?? Infinity) - Date.now());
  const late = () => new ServiceError('SERVICE_UNAVAILABLE', 'There was no answer in time.', { service });
  if (left <= 0) throw late();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), left);
  try {
    return await Promise.race([work(), promise]);
  } finally {
    clearTimeout(timer);
  }
}

function shown(
  { service, logger }: Answering,
  failure: GraphQLError,
  {
    correlationId,
    language,
    named = (path) => path,
  }: {
    readonly correlationId: string;
    readonly language: Language;
    readonly named?: ReturnType<typeof pathsNamed>;
  },
) {
  const { answer, error, cause } = formatted(failure, { service, correlationId, language });
  const severity = severityOf(error);
  const noteworthy = severity === 'error' || severity === 'warn';
  const fields = { code: error.code, correlationId, path: failure.path && named(failure.path).join('.') };
  logger[severity](noteworthy ? { ...fields, error: cause } : fields, 'an operation failed');
  return answer;
}
