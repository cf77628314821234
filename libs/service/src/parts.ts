import {
  type Inbound,
  type LaneLimits,
  openRelay,
  type Relay,
  storeInbound,
  storeOutbound,
} from '@proximidad/bus';
import { contracts as platformContracts } from '@proximidad/contracts';
import { type Projector, runProjector } from '@proximidad/readmodel';
import type { Dependencies, ServiceDefinition } from './definition.ts';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import { openConsumer } from './reacting.ts';
import { type RestartLimits, supervise } from './supervise.ts';
import { tick } from './ticker.ts';

export interface PartsOptions {
  readonly logId: string;
  readonly metrics: Metrics;
  readonly restarts: RestartLimits;
  readonly lanes: LaneLimits;
}

/** What runs beside the requests. */
export interface Parts {
  readonly caughtUp: Promise<void>;
  /** Resolves with the error that a part gave up with. */
  readonly failed: Promise<Error>;
  lagSeconds(): number;
  states(): Health['parts'];
  gauges(): Readonly<Record<string, number | undefined>>;
  stop(): Promise<void>;
}

type Supervised = (part: string, run: (signal: AbortSignal) => Promise<void>) => Promise<void>;

/** Starts projector and relay, and, after the first catch-up, consumer and ticker: those read what was projected. */
export function startParts<Own>(
  definition: ServiceDefinition<Own>,
  deps: Dependencies<Own>,
  options: PartsOptions,
): Parts {
  const stopping = new AbortController();
  const failed = Promise.withResolvers<Error>();
  const supervised: Supervised = async (part, run) => {
    try {
      await supervise(part, run, stopping.signal, deps.logger, options.restarts);
    } catch (error) {
      deps.logger.error({ part, error }, 'gave up');
      failed.resolve(error instanceof Error ? error : new Error('a part gave up', { cause: error }));
    }
  };

  const projection = startProjector(definition, deps, options.logId, supervised);
  const relay = relayOf(definition, deps, options.logId);
  const relaying = relay && supervised('relay', (signal) => relay.run(signal));
  const inbound = inboundOf(definition, deps, options);
  const afterCatchUp = beforeAbort(projection.caughtUp, stopping.signal);
  const reactions = definition.reactions?.(deps) ?? [];
  const consumer = afterCatchUp.then((ready) => {
    if (!ready || reactions.length === 0) return undefined;
    const { tell, logger } = deps;
    const reacting = {
      reactions,
      contracts: contractsOf(definition),
      tell,
      metrics: options.metrics,
      logger,
    };
    return openConsumer(reacting, inbound, (run) => supervised('consumer', run));
  });
  consumer.catch(failed.resolve);
  const ticking = afterCatchUp.then((ready) =>
    ready ? startTicker(definition, deps, supervised) : undefined,
  );

  return {
    caughtUp: projection.caughtUp,
    failed: failed.promise,
    lagSeconds: () => projection.projector()?.lag.seconds ?? 0,
    states() {
      const { running, held } = inbound.status();
      const consuming = held > 0 ? 'held back' : running ? 'ready' : 'starting';
      const projecting = projection.isCaughtUp() && !deps.readModels.building ? 'ready' : 'starting';
      return { projector: projecting, ...(reactions.length > 0 ? { consumer: consuming } : {}) };
    },
    gauges: () => ({
      position: deps.readModels.position,
      lag_positions: projection.projector()?.lag.positions,
      lag_seconds: projection.projector()?.lag.seconds,
      ...relayGauges(relay),
      consumer_position: inbound.status().position,
      consumer_held: inbound.status().held,
    }),
    /** Inputs first: nothing new is begun while what runs is finished. */
    async stop() {
      stopping.abort();
      await (await consumer.catch(() => undefined))?.close();
      await Promise.all([ticking, relaying, projection.done]);
    },
  };
}

function startProjector<Own>(
  { families }: ServiceDefinition<Own>,
  { log, readModels, now }: Dependencies<Own>,
  logId: string,
  supervised: Supervised,
) {
  const first = Promise.withResolvers<void>();
  let projector: Projector | undefined;
  let isCaughtUp = false;
  const categories = Object.keys(families);
  const done = supervised('projector', async (signal) => {
    projector = runProjector({ log, readModels, categories, logId, signal, now });
    projector.caughtUp.then(
      () => {
        isCaughtUp = true;
        first.resolve();
      },
      // `done` says why.
      () => undefined,
    );
    await projector.done;
  });
  return { done, caughtUp: first.promise, isCaughtUp: () => isCaughtUp, projector: () => projector };
}

function contractsOf<Own>({ contracts = platformContracts }: ServiceDefinition<Own>) {
  return contracts;
}

function relayOf<Own>(
  definition: ServiceDefinition<Own>,
  { log, now }: Dependencies<Own>,
  logId: string,
): Relay | undefined {
  const { name: service, families, published } = definition;
  if (Object.keys(published).length === 0) return undefined;
  const outbound = storeOutbound(log, logId);
  return openRelay({
    log,
    logId,
    service,
    families,
    published,
    contracts: contractsOf(definition),
    outbound,
    now,
  });
}

function relayGauges(relay: Relay | undefined) {
  if (!relay) return {};
  const { running, position, messages } = relay.status();
  return { relay_running: Number(running), relay_position: position, relay_messages: messages };
}

function inboundOf<Own>(
  { name }: ServiceDefinition<Own>,
  deps: Dependencies<Own>,
  { logId, lanes }: PartsOptions,
): Inbound {
  const { log, now, logger } = deps;
  return storeInbound({
    ...{ log, logId, service: name, now, limits: lanes },
    onHeld({ context, kind, type, source: { stream } }, error) {
      logger.error({ part: 'consumer', context, kind, type, stream, error }, 'a stream is held back');
    },
  });
}

function startTicker<Own>(
  { due }: ServiceDefinition<Own>,
  deps: Dependencies<Own>,
  supervised: Supervised,
): Promise<void> | undefined {
  if (!due) return undefined;
  const { tell, now, logger } = deps;
  return supervised('ticker', (signal) => tick({ due: (at) => due(deps, at), tell, now, logger }, signal));
}

/** True when `promise` came before the signal. */
async function beforeAbort(promise: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => aborted.resolve());
  await Promise.race([promise, aborted.promise]);
  return !signal.aborted;
}
