import { Fault, randomFrom } from '@proximidad/program';
import { parseArgs } from 'node:util';
import { type Drill, hasPassed, type Line, type Verdict } from './drill.ts';

const EXIT_FAILED = 1;
const EXIT_CANNOT = 2;
const EXIT_INTERRUPTED = 130;

/** One line for each drill, loaded when it is asked for; the help says what it needs beyond Node. */
const drills: Readonly<Record<string, () => Promise<Drill>>> = {
  kill: async () => (await import('./crashes.ts')).kill,
  'power-cut': async () => (await import('./crashes.ts')).powerCut,
  fsync: async () => (await import('./fsync.ts')).fsync,
  'disk-full': async () => (await import('./disk-full.ts')).diskFull,
  'slow-disk': async () => (await import('./slow-disk.ts')).slowDisk,
  'bit-flip': async () => (await import('./bit-flip.ts')).bitFlip,
  compose: async () => (await import('./compose.ts')).compose,
  erase: async () => (await import('./erase.ts')).erase,
};

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { name, more, rounds, seed, help } = readArguments();
    if (help) {
      process.stdout.write(await helpText());
      return 0;
    }
    if (more.length > 0) throw new Fault(`${more.join(' ')} is not understood after ${name}. See --help.`);
    const drill = name !== undefined && Object.hasOwn(drills, name) ? await drills[name]?.() : undefined;
    if (!drill || name === undefined) {
      throw new Fault(`${name === undefined ? 'Which drill?' : `There is no drill ${name}.`} See --help.`);
    }
    drill.check();
    return await perform(name, drill, rounds ?? drill.rounds, seed);
  } catch (error) {
    if (!(error instanceof Fault) && !(error instanceof TypeError && 'code' in error)) throw error;
    process.stderr.write(error instanceof Fault ? `${error.message}\n` : `${error.message}. See --help.\n`);
    return EXIT_CANNOT;
  }
}

async function helpText(): Promise<string> {
  const lines = Object.entries(drills).map(async ([name, load]) => {
    const { what, needs, rounds, took } = await load();
    return `  ${name.padEnd(11)} ${what}\n${' '.repeat(14)}${rounds} rounds${took === undefined ? '' : `, of which ${took}`}; needs ${needs}`;
  });
  return `npm run drill -- <name> [--rounds <n>] [--seed <n>]

Causes a fault for real, over and over, and proves that the guarantees hold. Prints one JSON line per trial and one
summary to stdout; exit 0 if it passed, 1 if it did not, 2 if it cannot run here. What was mounted or started is removed
at the end, also after Ctrl-C.

${(await Promise.all(lines)).join('\n')}

  --rounds <n>  instead of the full size
  --seed <n>    repeats the same moments and places; each run prints its own
  --help        this text
`;
}

async function perform(name: string, drill: Drill, rounds: number, seed: number): Promise<number> {
  const scope = new AsyncDisposableStack();
  const interrupt = new AbortController();
  const interrupted = new Promise<undefined>((resolve) => {
    interrupt.signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort());
  // Nobody reads the output any more, as after `| head`.
  process.stdout.on('error', () => interrupt.abort());
  const begun = performance.now();
  let verdict: Verdict | undefined;
  try {
    const around = { scope, rounds, random: randomFrom(seed), signal: interrupt.signal };
    const running = drill.run({ ...around, trial: (line) => say({ drill: name, ...line }) });
    running.catch(() => undefined);
    verdict = await Promise.race([running, interrupted]);
  } finally {
    await scope.disposeAsync();
  }
  if (!verdict) {
    process.stderr.write('Interrupted; everything it had started is gone.\n');
    process.exit(EXIT_INTERRUPTED);
  }
  const { proven, figures } = verdict;
  const passed = hasPassed(verdict);
  const seconds = Math.round((performance.now() - begun) / 1_000);
  say({ drill: name, summary: true, passed, rounds, seed, ...figures, seconds });
  if (proven === 0) process.stderr.write('Nothing was tested: run more rounds.\n');
  return passed ? 0 : EXIT_FAILED;
}

function say(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const whole = (option: string, text: string | undefined) => {
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Fault(`--${option} must be a whole number above 0. See --help.`);
  };
  const [name, ...more] = positionals;
  return {
    ...{ name, more },
    rounds: whole('rounds', values.rounds),
    seed: whole('seed', values.seed) ?? 1 + Math.floor(Math.random() * 1e9),
    help: values.help,
  };
}
