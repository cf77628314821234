import { collectAtRest, openLogger } from '@proximidad/service';
import { type GatewayConfig, readConfig, settingsTaken } from './config.ts';
import { type RunningGateway, startGateway } from './gateway.ts';

const STOP_TIMEOUT_MS = 6_000;
/** Files of read models are readable only by the process's own user. */
const OWNER_ONLY_UMASK = 0o077;

/** Resolves with what asked for the end; later signals change nothing. */
function stopAsked(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
      process.on(signal, () => resolve(signal));
    }
  });
}

function configOrExit(): GatewayConfig {
  try {
    return readConfig();
  } catch (error) {
    process.stderr.write(`gateway: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

process.umask(OWNER_ONLY_UMASK);
const config = configOrExit();
const logger = openLogger('gateway', config.logLevel);
process.on('unhandledRejection', (error) => {
  logger.error({ error }, 'unhandled rejection');
  process.exit(1);
});
const asked = stopAsked();
let running: RunningGateway;
try {
  const started = await Promise.race([startGateway(config), asked]);
  if (typeof started === 'string') process.exit(0);
  running = started;
} catch (error) {
  logger.error({ error, settings: settingsTaken(config) }, 'could not start');
  process.exit(1);
}
const { url, port, nation } = running;
logger.info({ url, port, pid: process.pid, log: nation.logId, settings: settingsTaken(config) }, 'listening');
collectAtRest({ release: () => nation.readModels.shrink() });
void nation.caughtUp.then(() => logger.info({ position: nation.readModels.position }, 'ready'));

const reason = await Promise.race([asked, nation.failed]);
const failed = reason instanceof Error;
logger.info({ reason: failed ? reason.name : reason }, 'stopping');
setTimeout(() => {
  logger.error({ millis: STOP_TIMEOUT_MS }, 'did not stop in time');
  process.exit(1);
}, STOP_TIMEOUT_MS).unref();
await running.close();
logger.info({}, 'stopped');
process.exit(failed ? 1 : 0);
