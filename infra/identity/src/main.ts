import { readConfig } from './config.ts';
import { watchNamespace } from './namespace.ts';
import { startIdentity } from './server.ts';

/** One JSON line on stdout, as every process of the platform writes them. */
function say(level: 'info' | 'error', msg: string, fields: object = {}): void {
  process.stdout.write(`${JSON.stringify({ level, time: Date.now(), name: 'identity', msg, ...fields })}\n`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') return 'its port is taken; set PROXIMIDAD_PORT';
  return error.message;
}

/** Keys and secrets are for the process's own user alone. */
const OWNER_ONLY_UMASK = 0o077;

process.umask(OWNER_ONLY_UMASK);
// When the disk is full, logging stops but requests are still answered.
process.stdout.on('error', () => undefined);
try {
  const config = readConfig();
  const identity = await startIdentity(config, (error) => say('error', error.message));
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    void identity.close().then(() => {
      say('info', 'stopped');
      process.exit(0);
    });
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, stop);
  if (config.sharesNamespace) {
    watchNamespace(() => {
      say('error', 'the network namespace that it shares is gone; it ends, to be started in the new one');
      process.exit(1);
    });
  }
  say('info', 'ready', {
    issuer: identity.issuer,
    port: identity.port,
    host: config.host,
    data: config.data,
  });
} catch (error) {
  process.stderr.write(`identity does not start: ${reasonOf(error)}\n`);
  process.exitCode = 1;
}
