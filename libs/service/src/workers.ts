import type { LaneLimits } from '@proximidad/bus';
import { type Projector, runProjector } from '@proximidad/readmodel';
import { contractsOf, openBus } from './bus.ts';
import type { Bus } from './config.ts';
import type { Dependencies, ServiceDefinition } from '@proximidad/edge';
import type { Health } from './health.ts';
import type { Metrics } from './metrics.ts';
import { type RestartLimits, supervise } from './supervise.ts';
import { tick } from './ticker.ts';

export interface WorkersOptions {
  readonly logId: string;
  readonly metrics: Metrics;
  readonly restarts: RestartLimits;
  readonly lanes: LaneLimits;
  readonly bus: Bus;
}

/** What runs besides the requests. */
export interface Workers {
  readonly caughtUp: Promise<void>;
  /** Resolves with the error that a part gave up with. */
  readonly failed: Promise<Error>;
  lagSeconds(): number;
  states(): Health['parts'];
  gauges(): Readonly<Record<string, number | undefined>>;
  stop(): Promise<void>;
}

type Supervised = (part: string, run: (signal: AbortSignal) => Promise<void>) => Promise<void>;

/** Starts projector and relay and, after the first catch-up, consumer and ticker, which read what was projected. */
export function startWorkers<Resources>(
  definition: ServiceDefinition<Resources>,
  deps: Dependencies<Resources>,
  options: WorkersOptions,
): Workers {
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
  const { relay, inbound, ...bus } = openBus(definition, deps, options);
  const relaying = relay && supervised('relay', (signal) => relay.run(signal));
  const afterCatchUp = beforeAbort(projection.caughtUp, stopping.signal);
  const reactions = definition.reactions?.(deps) ?? [];
  const consumer = afterCatchUp.then(async (ready) => {
    if (!ready || reactions.length === 0) return undefined;
    const { openConsumer } = await import('./reacting.ts');
    const { execute, logger } = deps;
    const reacting = {
      reactions,
      contracts: contractsOf(definition),
      execute,
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
      const consuming = inbound.status().running ? 'ready' : 'starting';
      const projecting = projection.isCaughtUp() && !deps.readModels.building ? 'ready' : 'starting';
      return { projector: projecting, ...(reactions.length > 0 ? { consumer: consuming } : {}) };
    },
    gauges: () => ({
      position: deps.readModels.position,
      lag_positions: projection.projector()?.lag.positions,
      lag_seconds: projection.projector()?.lag.seconds,
      ...bus.gauges(),
    }),
    /** Inputs first: nothing new is begun while running work is finished. */
    async stop() {
      stopping.abort();
      await (await consumer.catch(() => undefined))?.close();
      await Promise.all([ticking, relaying, projection.done]);
      await bus.close();
    },
  };
}

function startProjector<Resources>(
  { families }: ServiceDefinition<Resources>,
  { log, readModels, now }: Dependencies<Resources>,
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
      // `done` carries the reason.
      () => undefined,
    );
    await projector.done;
  });
  return { done, caughtUp: first.promise, isCaughtUp: () => isCaughtUp, projector: () => projector };
}

function startTicker<Resources>(
  { due }: ServiceDefinition<Resources>,
  deps: Dependencies<Resources>,
  supervised: Supervised,
): Promise<void> | undefined {
  if (!due) return undefined;
  const { execute, now, logger } = deps;
  return supervised('ticker', (signal) => tick({ due: (at) => due(deps, at), execute, now, logger }, signal));
}

/** True when `promise` resolved before the signal. */
async function beforeAbort(promise: Promise<void>, signal: AbortSignal): Promise<boolean> {
  const aborted = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => aborted.resolve());
  await Promise.race([promise, aborted.promise]);
  return !signal.aborted;
}
