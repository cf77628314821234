import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LANE_LIMITS, type LaneLimits, pause } from '@proximidad/bus';
import { parseStream, StoreUnavailable } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { PassportRejected, passportVerifier } from '@proximidad/passport';
import { lookAtHead, openReadModels, type ReadModels } from '@proximidad/readmodel';
import { noVault, vaultClient } from '@proximidad/vault';
import { answerer } from './answering.ts';
import type { ServiceConfig } from './config.ts';
import {
  type Accesses,
  accessLogId,
  accessLogOf,
  openAccesses,
  type Dependencies,
  type ServiceDefinition,
  type Logger,
  type Executing,
  systemExecute,
} from '@proximidad/edge';
import { executor, subgraphSchema } from './execution.ts';
import { openFeeds, type OpenFeeds } from './feeds.ts';
import { openSightings, type OpenSightings } from './sightings.ts';
import { type Health, storeCheck } from './health.ts';
import { type LogSink, openLogger } from './log.ts';
import { openedLog } from './opened-log.ts';
import { openMetrics } from './metrics.ts';
import { passedOver, passingOver, positionsOf } from './passed-over.ts';
import { startWorkers } from './workers.ts';
import { RESTART_LIMITS, type RestartLimits } from './supervise.ts';
import type { WireResponse } from './wire.ts';

/** A running service, without HTTP. */
export interface OpenService {
  readonly name: string;
  readonly logId: string;
  readonly log: EventLog;
  readonly readModels: ReadModels;
  readonly logger: Logger;
  /** Answers one entry of the wire; what goes wrong is in the answer. */
  execute(entry: unknown): Promise<WireResponse>;
  /** Accesses, granted and refused, on their way to the log. */
  readonly accesses: Pick<Accesses, 'settled'> | undefined;
  /** Past and present changes, line by line. */
  readonly feeds: OpenFeeds;
  /** Where moving things are seen, line by line; undefined where nothing moves. */
  readonly sightings: OpenSightings | undefined;
  /** Resolves when the read models have caught up with the log for the first time. */
  readonly caughtUp: Promise<void>;
  health(): Promise<Health>;
  /** In the text form of Prometheus. */
  metrics(): Promise<string>;
  /** Resolves with the error that a part of the service gave up with; the process then has to end. */
  readonly failed: Promise<Error>;
  /** The service is about to end: it no longer waits for a store that does not answer. */
  hurry(): void;
  /** Ends what runs, then closes what was opened, in reverse order. */
  close(): Promise<void>;
}

/** Options for tests. */
export interface OpenOptions {
  readonly now?: () => number;
  readonly logSink?: LogSink;
  readonly restarts?: RestartLimits;
  readonly lanes?: LaneLimits;
}

/** With the service's access log, where the definition keeps one. */
function openExecuting(
  { name, families }: Pick<ServiceDefinition<never>, 'name' | 'families'>,
  executing: Executing,
  logger: Logger,
): Executing {
  const accessLog = accessLogOf(name);
  if (!Object.hasOwn(families, accessLog.category)) return executing;
  const execute = systemExecute(executing, name);
  const accesses = openAccesses({
    now: executing.now,
    write({ begun, part }, entries, commandId) {
      const id = accessLogId(accessLog, begun, part);
      return execute(accessLog, id, { type: 'NoteAccesses', entries }, { commandId });
    },
    onTrouble: (error) => logger.warn({ error }, 'accesses could not be noted yet'),
  });
  return { ...executing, accesses };
}

/** Opens a service: its read models follow the log, its events are relayed, its reactions and due commands run. */
export async function openService<Resources = undefined>(
  definition: ServiceDefinition<Resources>,
  config: ServiceConfig,
  options: OpenOptions = {},
): Promise<OpenService> {
  const [{ now = Date.now }, { name }] = [options, definition];
  const logger = openLogger(name, config.logLevel, options.logSink);
  const opened: (() => unknown)[] = [];
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const data = join(config.data, name);
    await mkdir(data, { recursive: true });
    const whole = connect(config.esdbUrl);
    opened.push(() => whole.close());
    const { id: logId, idsBound } = await whenReachable(() => openedLog(whole, now));
    const { log, without } = await whenReachable(() => recordIn(whole, definition, logger));
    const readModels = rowsIn(join(data, 'read-models.db'), definition, { logId, without }, logger);
    opened.push(() => readModels.close());
    await whenReachable(() => lookAtHead(log, readModels));
    const metrics = openMetrics(name);
    const executing = openExecuting(definition, { log, metrics, now }, logger);
    opened.push(() => executing.accesses?.close());
    const execute = systemExecute(executing, name);
    const vault = config.vault ? vaultClient(config.vault) : noVault;
    const base = { log, idsBound, readModels, execute, now, vault, data, logger, resources: undefined };
    const resources = (await definition.opened?.(base)) as Resources;
    opened.push(() => closeResources(resources));
    const deps: Dependencies<Resources> = { ...base, resources };
    const schema = subgraphSchema(sdlOf(definition.schema), definition.resolvers(deps));
    const { restarts = RESTART_LIMITS, lanes = LANE_LIMITS } = options;
    const workers = startWorkers(definition, deps, { logId, metrics, restarts, lanes, bus: config.bus });
    opened.push(() => workers.stop());
    const verify = tellingOfClocks(passportVerifier(config.passportJwks, name, { now }), logger);
    const feeds = openFeeds({ service: name, feeds: definition.feeds ?? {}, readModels, logId, verify });
    opened.push(() => feeds.close());
    const source = definition.sightings?.(deps);
    const sightings = source && openSightings({ source, verify });
    opened.push(() => sightings?.close());
    opened.push(() => log.hurry(STORE_WAIT_AT_END_MS));
    const answering = {
      ...{ feeds: definition.feeds ?? {}, granted: definition.granted, decreed: definition.decreed },
      ...{ service: name, readModels, logId, executing, vault, metrics, logger, verify },
      lagSeconds: workers.lagSeconds,
      execute: executor(schema),
    };
    const storeAnswers = storeCheck(log);
    const beside = () => ({
      passed_over_events: without.length,
      feeds: feeds.count(),
      sightings: sightings?.count(),
    });
    return {
      ...{ name, logId, log, readModels, logger, caughtUp: workers.caughtUp, failed: workers.failed },
      execute: answerer(answering),
      ...{ accesses: executing.accesses, feeds, sightings, close: closeAll },
      async health() {
        const store = (await storeAnswers()) ? 'ready' : 'unreachable';
        const states = { ...workers.states(), store } as const;
        return { ready: Object.values(states).every((state) => state === 'ready'), parts: states };
      },
      metrics: () => metrics.text({ ...workers.gauges(), ...beside() }),
      hurry: () => log.hurry(STORE_WAIT_AT_END_MS),
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The log without those of the service's events that are passed over. */
async function recordIn(
  log: EventLog,
  { families }: Pick<ServiceDefinition<never>, 'families'>,
  logger: Logger,
): Promise<{ readonly log: EventLog; readonly without: readonly number[] }> {
  const all = await passedOver(log);
  const own = all.filter(({ stream }) => families[parseStream(stream)?.category ?? ''] !== undefined);
  for (const { stream, revision, id, reason } of own)
    logger.warn({ stream, revision, event: id, reason }, 'an event is passed over, as was decided');
  return { log: passingOver(log, own), without: await positionsOf(log, own) };
}

/** The rows of a service; those in a damaged file are rebuilt. */
function rowsIn<Resources>(
  file: string,
  { readModels: models, families }: ServiceDefinition<Resources>,
  { logId, without }: { readonly logId: string; readonly without: readonly number[] },
  logger: Logger,
): ReadModels {
  const readModels = openReadModels({ file, models, families, without });
  if (readModels.found === 'damaged')
    logger.warn({ file }, 'the file is damaged: it will be rebuilt from the log');
  if (readModels.found === 'unfinished')
    logger.info(
      { file },
      'the system went down while the file was built: it will be built anew from the log',
    );
  readModels.follow(logId);
  return readModels;
}

/** How long each call to the store may take while the service ends. */
const STORE_WAIT_AT_END_MS = 1_000;
/** How long a service waits for the store when it starts. */
const STORE_WAIT_MAX_MS = 60_000;
const STORE_RETRY_MS = 250;

/** Waits for a store that starts at the same time as the service. */
async function whenReachable<T>(ask: () => Promise<T>): Promise<T> {
  const until = performance.now() + STORE_WAIT_MAX_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || performance.now() > until) throw error;
    }
    await pause(STORE_RETRY_MS, new AbortController().signal);
  }
}

function sdlOf(schema: URL | string): string {
  return typeof schema === 'string' ? schema : readFileSync(schema, 'utf8');
}

async function closeResources(resources: unknown): Promise<void> {
  if (
    typeof resources === 'object' &&
    resources !== null &&
    'close' in resources &&
    typeof resources.close === 'function'
  ) {
    await (resources.close as () => void | Promise<void>).call(resources);
  }
}

/** The time between two lines that say the same about the clocks. */
const CLOCKS_TOLD_MS = 60_000;

/** One line a minute about what would make each request fail without explanation: the gateway's clock differs from the one here. */
function tellingOfClocks<Verified>(
  verify: (passport: string) => Promise<Verified>,
  logger: Logger,
): (passport: string) => Promise<Verified> {
  let toldAt = -Infinity;
  return async (passport) => {
    try {
      return await verify(passport);
    } catch (error) {
      const isOfAnotherTime = error instanceof PassportRejected && error.ageS !== undefined;
      if (isOfAnotherTime && performance.now() - toldAt >= CLOCKS_TOLD_MS) {
        toldAt = performance.now();
        logger.warn({ error }, 'the clocks of the gateway and of this service differ, or it stood still');
      }
      throw error;
    }
  };
}
