import { parseArgs } from 'node:util';
import { type EmbeddedStore, startEmbeddedStore } from './server.ts';
import { StoreRefused } from './store/database.ts';
import { stats, verify } from './store/verify.ts';

const HELP = `The embedded event store: EventStoreDB's streams protocol on one file.

  store serve  --data <folder> --port <n>   serves on 127.0.0.1 until SIGTERM or Ctrl-C
  store verify --data <folder>              proves every event; exit 1 with the findings listed
  store stats  --data <folder>              counts, head position and size, as JSON
  store --help

Exit: 0 done, 1 failed or findings, 2 wrong use.
`;
const PORT_DEFAULT = '2113';
const EXIT_FAILED = 1;
const EXIT_WRONG_USE = 2;
/** What is left to an orderly end after the disk has failed. */
const FAILURE_GRACE_MS = 2_000;

interface Arguments {
  readonly command: string | undefined;
  readonly data: string | undefined;
  readonly port: string;
  readonly help: boolean;
}

async function run({ command, data, port, help }: Arguments): Promise<number> {
  if (help || command === undefined) {
    process.stdout.write(HELP);
    return help ? 0 : EXIT_WRONG_USE;
  }
  if (data === undefined) return wrongUse('--data <folder> is missing');
  switch (command) {
    case 'serve':
      return serve(data, port);
    case 'verify':
      return report(data);
    case 'stats':
      process.stdout.write(`${JSON.stringify(stats(data))}\n`);
      return 0;
    default:
      return wrongUse(`there is no command ${command}`);
  }
}

async function serve(data: string, portText: string): Promise<number> {
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return wrongUse(`--port ${portText} is not a port`);
  let exitCode = 0;
  const stopping = Promise.withResolvers<string>();
  const store: EmbeddedStore = await startEmbeddedStore({
    data,
    port,
    onBug: (error) => log('error', 'an internal error', { error: textOf(error) }),
    onFailure(error) {
      exitCode = EXIT_FAILED;
      log('error', 'the disk failed: nothing more is acknowledged', { error: textOf(error) });
      setTimeout(() => process.exit(EXIT_FAILED), FAILURE_GRACE_MS).unref();
      stopping.resolve('disk failure');
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.resolve(signal));
  // The launcher is gone, however it went: nobody else would ever stop this process.
  if (process.channel) process.once('disconnect', () => stopping.resolve('launcher gone'));
  log('info', 'ready', { url: store.url, port: store.port, data, pid: process.pid });
  // A launcher that is gone already is told of by 'disconnect'.
  process.send?.({ ready: true, url: store.url, port: store.port }, undefined, undefined, () => undefined);
  const reason = await stopping.promise;
  log('info', 'stopping', { reason });
  await store.close();
  return exitCode;
}

function report(data: string): number {
  const { streams, events, findings } = verify(data);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  process.stdout.write(`${streams} streams, ${events} events, ${findings.length} findings\n`);
  return findings.length === 0 ? 0 : EXIT_FAILED;
}

function wrongUse(problem: string): number {
  process.stderr.write(`${problem}; see store --help\n`);
  return EXIT_WRONG_USE;
}

function log(level: 'info' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
  const time = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ time, level, process: 'store', message, ...fields })}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function argumentsOf(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: PORT_DEFAULT },
      help: { type: 'boolean', default: false },
    },
  });
  return { command: positionals[0], data: values.data, port: values.port, help: values.help };
}

try {
  process.exitCode = await run(argumentsOf(process.argv.slice(2)));
} catch (error) {
  if (error instanceof StoreRefused) process.stderr.write(`${error.message}\n`);
  else if (error instanceof TypeError && 'code' in error) process.stderr.write(`${error.message}\n`);
  else throw error;
  process.exitCode = error instanceof StoreRefused ? EXIT_FAILED : EXIT_WRONG_USE;
} finally {
  if (process.connected) process.disconnect();
}
