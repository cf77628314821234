import { type ServiceConfig, settingsTaken } from './config.ts';
import { type ServiceDefinition, flushTraces } from '@proximidad/edge';
import { openLogger } from './log.ts';
import { collectAtRest } from './rest.ts';
import { type RunningService, startService } from './start-service.ts';

const DRAIN_TIMEOUT_MS = 6_000;
/** Files of read models are readable only by the process's own user. */
const OWNER_ONLY_UMASK = 0o077;

/**
 * The whole process of a service: starts, logs that in one line, and ends on SIGTERM, on SIGINT or when the launcher goes away
 * (exit 0), or when one of its parts gave up (exit 1).
 */
export async function runService<Resources = undefined>(
  definition: ServiceDefinition<Resources>,
  readConfig: () => ServiceConfig,
): Promise<void> {
  process.umask(OWNER_ONLY_UMASK);
  let config: ServiceConfig;
  try {
    config = readConfig();
  } catch (error) {
    process.stderr.write(`${definition.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  const logger = openLogger(definition.name, config.logLevel);
  process.on('unhandledRejection', (error) => {
    logger.error({ error }, 'unhandled rejection');
    process.exit(1);
  });
  const asked = stopAsked();
  let running: RunningService;
  try {
    const started = await Promise.race([startService(definition, config), asked]);
    // Asked to end before it had started, perhaps because the store never came up: there is nothing to finish.
    if (typeof started === 'string') process.exit(0);
    running = started;
  } catch (error) {
    logger.error({ error, settings: settingsTaken(config) }, 'could not start');
    process.exit(1);
  }
  const { url, port, service } = running;
  logger.info(
    { url, port, pid: process.pid, log: service.logId, settings: settingsTaken(config) },
    'listening',
  );
  collectAtRest({ release: () => service.readModels.shrink() });
  void service.caughtUp.then(() => logger.info({ position: service.readModels.position }, 'ready'));

  const reason = await Promise.race([asked, service.failed]);
  const failed = reason instanceof Error;
  logger.info({ reason: failed ? reason.name : reason }, 'stopping');
  setTimeout(() => {
    logger.error({ millis: DRAIN_TIMEOUT_MS }, 'did not stop in time');
    process.exit(1);
  }, DRAIN_TIMEOUT_MS).unref();
  await running.close();
  await flushTraces();
  logger.info({}, 'stopped');
  process.exit(failed ? 1 : 0);
}

/** Resolves with what asked for the end; later signals change nothing. */
function stopAsked(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const)
      process.on(signal, () => resolve(signal));
  });
}
