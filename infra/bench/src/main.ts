import { runMain } from '@proximidad/program';
import { parseArgs } from 'node:util';
import { progress, type Report, reporter } from './report.ts';

const BENCH_TIMEOUT_MS = 600_000;
const EXIT_INTERRUPTED = 130;

interface Bench {
  readonly what: string;
  /** Longer than BENCH_TIMEOUT_MS, where it needs that. */
  readonly timeoutMs?: number;
  readonly run: (scope: AsyncDisposableStack, report: Report) => Promise<void>;
}

/** A bench is loaded when it is run: each brings much of the platform with it. */
const benches: Readonly<Record<string, Bench>> = {
  'gateway-read': {
    what: 'a federated read of two hops, against stock Apollo, Hive and a bare answer',
    run: async (scope, report) => (await import('./gateway-read.ts')).gatewayRead(scope, report),
  },
  'stack-read': {
    what: 'a federated read through the whole platform, with policy',
    run: async (scope, report) => (await import('./stack-read.ts')).stackRead(scope, report),
  },
  store: {
    what: 'the embedded store alone: appends, live, replay, against raw SQLite and a process without a protocol',
    run: async (scope, report) => (await import('./store.ts')).store(scope, report),
  },
  mutations: {
    what: 'durable mutations through the gateway, against the store alone',
    run: async (scope, report) => (await import('./mutations.ts')).mutations(scope, report),
  },
  'as-of': {
    what: 'queries as of the past at three depths of history, against the same queries now',
    run: async (scope, report) => (await import('./as-of.ts')).asOf(scope, report),
  },
  rebuild: {
    what: 'rebuilding read models, against a plain subscription',
    run: async (scope, report) => (await import('./rebuild.ts')).rebuild(scope, report),
  },
  bus: {
    what: 'relay to Kafka, against a bare producer and Kafka’s own tool; reactions on both carriers; idle CPU',
    run: async (scope, report) => (await import('./bus.ts')).bus(scope, report),
  },
  import: {
    what: 'rows of a real file through the platform, new and known, and a year of it',
    run: async (scope, report) => (await import('./importing.ts')).importing(scope, report),
    timeoutMs: 1_800_000,
  },
  live: {
    what: 'from an event to the frames of 1,000 and 5,000 watchers, against Hive',
    timeoutMs: 1_200_000,
    run: async (scope, report) => (await import('./live.ts')).live(scope, report),
  },
  patches: {
    what: 'one change of a picture of 1,000 units and 1,000 incidents, whole and as a patch',
    run: async (scope, report) => (await import('./patches.ts')).patches(scope, report),
  },
  positions: {
    what: 'the positions of 2,000 units, every second, on 200 maps of all of them',
    run: async (scope, report) => (await import('./positions.ts')).positions(scope, report),
  },
  console: {
    what: 'a room of 1,200 moving units in a browser: frames, long tasks, heap, from an event to its row; a wall’s heap',
    timeoutMs: 1_800_000,
    run: async (scope, report) => (await import('./console.ts')).inConsole(scope, report),
  },
  fairness: {
    what: 'one subject at full tilt, and how long another waits meanwhile',
    run: async (scope, report) => (await import('./fairness.ts')).fairness(scope, report),
  },
  'noted-read': {
    what: 'a read that is noted, against one that is not',
    run: async (scope, report) => (await import('./noted-read.ts')).notedRead(scope, report),
  },
  opening: {
    what: 'sealed values, opened and noted by the vault',
    run: async (scope, report) => (await import('./opening.ts')).opening(scope, report),
  },
  sealed: {
    what: '10,000 calls whose callers are sealed, projected, opened and answered, against calls without',
    timeoutMs: 1_800_000,
    run: async (scope, report) => (await import('./sealed.ts')).sealed(scope, report),
  },
  start: {
    what: 'from the command to the first answered query',
    run: async (scope, report) => (await import('./starting.ts')).starting(scope, report),
  },
};

const HELP = `npm run bench [-- <name>...]

Measures on this machine and writes one JSON line per figure to stdout, and progress to stderr. All of them take about a
quarter of an hour and two processors; each starts and stops what it needs, in temporary folders and on free ports.

${Object.entries(benches)
  .map(([name, { what }]) => `  ${name.padEnd(14)} ${what}`)
  .join('\n')}

  --list   the names
  --help   this text

Settings (environment): PROXIMIDAD_BENCH_DATA (../shared/data), the folder with the files to import, or one file; PROXIMIDAD_BENCH_SUBSCRIBERS
(1000,5000), the numbers of watchers; PROXIMIDAD_BENCH_EVENTS (200), events a second; PROXIMIDAD_BENCH_PEER, another checkout with its
modules, with which import, mutations, gateway-read and as-of are compared.
`;

await runMain(async () => {
  process.exitCode = await main();
});

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { list: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return print(HELP);
  if (values.list) return print(`${Object.keys(benches).join('\n')}\n`);
  const unknown = positionals.find((name) => !benches[name]);
  if (unknown !== undefined) {
    process.stderr.write(`There is no bench ${unknown}; there are ${Object.keys(benches).join(', ')}.\n`);
    return 1;
  }
  const failed: string[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(benches)) {
    try {
      await runOne(name, benches[name]!);
    } catch (error) {
      failed.push(name);
      progress(`${name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return failed.length === 0 ? 0 : 1;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Everything the bench started ends with it, also when it fails, takes too long or is interrupted. */
async function runOne(name: string, { run, timeoutMs = BENCH_TIMEOUT_MS }: Bench): Promise<void> {
  const scope = new AsyncDisposableStack();
  const stop = Promise.withResolvers<'interrupted'>();
  const timer = setTimeout(() => stop.reject(new Error('it takes too long')), timeoutMs);
  const interrupt = () => stop.resolve('interrupted');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  let outcome: 'interrupted' | void;
  try {
    progress(`${name} …`);
    const running = run(scope, reporter(name));
    // What is ended under it makes it fail once nobody waits for it any more.
    running.catch(() => undefined);
    outcome = await Promise.race([running, stop.promise]);
  } finally {
    clearTimeout(timer);
    await scope.disposeAsync();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, interrupt);
  }
  if (outcome !== 'interrupted') return;
  progress('Interrupted; everything it had started is gone.');
  process.exit(EXIT_INTERRUPTED);
}
