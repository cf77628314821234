import { filterError } from '@proximidad/edge';
import { inOneSpelling, latest, publicIdIn } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { GraphQLError } from 'graphql';
import { directiveOf } from '../planning/directives.ts';
import { codedError, limitExceeded } from '../errors.ts';
import type { Allowances } from '../identity/allowances.ts';
import type { Executor } from '../execution/executor.ts';
import type { Graph, Prepared, PreparedPositions, PreparedSubscription } from '../planning/graph.ts';
import type { FreshnessOfEntities } from '@proximidad/nation';
import { askingAs } from './asking.ts';
import { changeStream, type Place } from './change-stream.ts';
import { type Cursor, cursorIn, encodeCursor } from './cursor.ts';
import { decreesIn } from './decrees.ts';
import { seenOf, type FeedChange } from '@proximidad/feed';
import type { FeedSource } from './feed-source.ts';
import { type Frame, type Frames, openFrames } from './frames.ts';
import type { LiveResult } from './live-result.ts';
import { frameFor, type LiveResults, openLiveResults } from './live-results.ts';
import { rightsOf } from './rights.ts';
import { openFeedBuffers, type FeedBuffers } from './feed-buffers.ts';
import type { Opened, StreamWish } from './opened.ts';
import { openUnitPositions } from './unit-positions.ts';
import { openFairLimiter, type FairLimits } from '@proximidad/cost';

/** Ids that one subscription may name. */
const IDS_MAX = 100;

type Values = Readonly<Record<string, unknown>>;

/** Frames for one client, as fast as it takes them; frames of available changes are made together, at most TOGETHER_MAX. */
export interface FrameStream {
  /** `undefined` once it is over. One caller at a time. */
  next(): Promise<Frame | undefined>;
  close(): void;
}

/** Everything that keeps answering: subscriptions to changes, and live results. */
export interface Hub {
  changes(subscription: PreparedSubscription, wish: StreamWish): Promise<FrameStream | GraphQLError>;
  live(prepared: Prepared, wish: StreamWish): FrameStream | GraphQLError;
  positions(subscription: PreparedPositions, wish: StreamWish): Promise<FrameStream | GraphQLError>;
  /** Where a client that connects now begins: everything from now on comes after this cursor. */
  cursor(): string;
  readonly counts: () => Readonly<Record<Counted, number>>;
  close(): void;
}

type Counted =
  | 'streams'
  | 'sightings'
  | 'feeds'
  | 'liveQueries'
  | 'evaluations'
  | 'evaluationsWaiting'
  | 'catchUps'
  | 'catchUpsWaiting';

export interface HubDeps {
  readonly graph: Graph;
  readonly executor: Executor;
  readonly sources: readonly FeedSource[];
  readonly passportOf: (subject: Subject, audience: string) => Promise<string>;
  readonly freshnessOfEntities: FreshnessOfEntities;
  readonly logId: string;
  /** How far this process has read the log. */
  readonly position: () => number;
  readonly now: () => number;
  readonly onTrouble: (service: string, error: unknown) => void;
  /** Called for errors that are not a service's outage: bugs. */
  readonly onFailure: (error: unknown) => void;
  readonly bufferedChangesMax?: number;
  readonly allowances: Allowances;
}

/** Evaluations under way: in the whole gateway, and of those that one subject was the first to want. */
const EVALUATIONS: FairLimits = { atATime: 256, perKey: 32 };
/** Feeds of single readers who are far behind; each holds a page. */
const CATCH_UPS: FairLimits = { atATime: 512, perKey: 16 };

export function openHub(deps: HubDeps): Hub {
  const { sources, passportOf, logId, now, onTrouble, onFailure } = deps;
  const evaluations = openFairLimiter(EVALUATIONS);
  const catchUps = openFairLimiter(CATCH_UPS);
  const asking = askingAs({ ...deps, evaluations });
  const limits = deps.bufferedChangesMax === undefined ? {} : { changesMax: deps.bufferedChangesMax };
  const buffers = openFeedBuffers({ sources, passportOf, catchUps, onTrouble, ...limits });
  const head = () => latest(deps.position(), buffers.position());
  const inner: Inner = {
    ...{ graph: deps.graph, buffers, head, logId },
    decrees: decreesIn({ graph: deps.graph, asking }),
    frames: openFrames({ asking, logId, now }),
    results: openLiveResults({ allowances: deps.allowances, asking, buffers, logId, head, now, onFailure }),
  };
  const { frames, results } = inner;
  const positions = openUnitPositions({ ...deps, sources });
  let streams = 0;
  const counted = (opened: Opened | GraphQLError): FrameStream | GraphQLError => {
    if (opened instanceof GraphQLError) return opened;
    streams++;
    return frameStream(opened, () => streams--);
  };
  return {
    changes: async (subscription, wish) => counted(await openChanges(inner, subscription, wish)),
    live: (prepared, wish) => counted(openLiveQuery(inner, prepared, wish)),
    async positions(subscription, wish) {
      const { municipality } = subscription.rewritten.args(wish.variables);
      const made = await inner.decrees(municipality, wish.subject);
      return counted(positions.open(subscription, wish, () => made));
    },
    cursor: () => encodeCursor(logId, { position: head(), clock: now() }),
    counts: () => ({
      streams,
      feeds: buffers.count(),
      sightings: positions.count(),
      liveQueries: results.count(),
      evaluations: frames.evaluated() + results.evaluated(),
      evaluationsWaiting: evaluations.counts().waiting,
      catchUps: catchUps.counts().inside,
      catchUpsWaiting: catchUps.counts().waiting,
    }),
    close() {
      results.close();
      positions.close();
      buffers.close();
    },
  };
}

interface Inner {
  readonly graph: Graph;
  readonly decrees: ReturnType<typeof decreesIn>;
  readonly buffers: FeedBuffers;
  readonly frames: Frames;
  readonly results: LiveResults;
  readonly head: () => number;
  readonly logId: string;
}

/** Why work under way for a stream is aborted; shared, since otherwise an error would be made for each. */
const OVER = 'the stream is over';

function frameStream({ next, close }: Opened, onEnd: () => void): FrameStream {
  const stopping = new AbortController();
  return {
    next: () => next(stopping.signal),
    close() {
      if (stopping.signal.aborted) return;
      stopping.abort(OVER);
      close();
      onEnd();
    },
  };
}

async function openChanges(
  { buffers, frames, head, logId, decrees }: Inner,
  subscription: PreparedSubscription,
  wish: StreamWish,
): Promise<Opened | GraphQLError> {
  const { variables } = wish;
  const { watched, args: argsOf } = subscription.rewritten;
  const args = inOneSpelling(argsOf(variables));
  const start = startOf(logId, args['resume'], wish) ?? { position: head() };
  if (start instanceof GraphQLError) return start;
  const made = await decrees(args['municipality'], wish.subject);
  const outside = filterError(args, wish.subject, watched.kind, () => made);
  if (outside) return codedError(outside.code, outside.said, { ...outside.details });
  const filter = filterOf(watched, args);
  if (filter instanceof GraphQLError) return filter;
  const rights = rightsOf(wish.subject);
  const owner = wish.subject.id;
  const mine = frames.of(subscription, { variables, rights, owner, language: wish.language });
  const stopping = new AbortController();
  const changes = changeStream({
    ...{ buffers, service: watched.service, rights, owner, signal: stopping.signal, wanted: filter.wanted },
    ...{ start: placeOf(start), head: head() },
    wish: { types: [watched.type], ...filter.wish },
  });
  const ready: Frame[] = [];
  return {
    async next() {
      if (ready.length > 0) return ready.shift();
      const step = await changes.next();
      if (!step) return undefined;
      if ('lagged' in step) return mine.lagged(step.lagged);
      // One after the other, each would take a round trip to the services and a packet.
      ready.push(...(await Promise.all(step.changes.map((change) => mine.changed(change, stopping.signal)))));
      return ready.shift();
    },
    close() {
      stopping.abort();
      changes.close();
    },
  };
}

function openLiveQuery(
  { graph, results, logId }: Inner,
  prepared: Prepared,
  wish: StreamWish,
): Opened | GraphQLError {
  const { variables } = wish;
  const directive = directiveOf('live', graph.schema, prepared.operation, variables);
  const start = startOf(logId, directive?.['resume'], wish);
  if (start instanceof GraphQLError) return start;
  const atLeast = latest(start?.position, wish.atLeast);
  const patch = directive?.['patch'] === true;
  const query = results.watch(prepared, wish);
  if (query instanceof GraphQLError) return query;
  let shown: LiveResult | undefined;
  return {
    async next(signal) {
      const result = await query.next(shown, atLeast, signal);
      if (!result || signal.aborted) return undefined;
      const frame = frameFor(result, shown, patch);
      shown = result;
      return frame;
    },
    close: () => query.release(),
  };
}

function startOf(log: string, asked: unknown, { resume }: StreamWish): Cursor | GraphQLError | undefined {
  const token = typeof asked === 'string' ? asked : resume;
  return token === undefined ? undefined : cursorIn(log, token);
}

function placeOf({ position, key }: Pick<Cursor, 'position' | 'key'>): Place {
  return { position, key };
}

/** What the arguments of a subscription let pass, as a request to the service and as a filter on a change. */
function filterOf({ type, places }: PreparedSubscription['rewritten']['watched'], args: Values) {
  const ids = args['ids'] as readonly string[] | null | undefined;
  const statuses = args['status'] as readonly string[] | null | undefined;
  if (ids && ids.length > IDS_MAX) return limitExceeded('ids', IDS_MAX);
  if (ids && (ids.length === 0 || ids.some((id) => publicIdIn(id) === undefined)))
    return codedError('BAD_USER_INPUT', 'ids names no record.');
  if (statuses?.length === 0) return codedError('BAD_USER_INPUT', 'status names no status.');
  const where: Record<string, string[]> = {};
  for (const [place, column] of Object.entries(places)) {
    const value = args[place];
    if (typeof value === 'string') where[column] = [value];
  }
  if (statuses) where['status'] = [...statuses];
  const conditions = Object.entries(where);
  const wanted = (change: FeedChange) => {
    if (change.type !== type || (ids && !ids.includes(change.key))) return undefined;
    return seenOf(change, (columns) =>
      conditions.every(([column, values]) => values.includes(columns[column] as string)),
    );
  };
  return { wish: { where, ...(ids && { keys: [...ids] }) }, wanted };
}
