import { tokenSource } from '@proximidad/identity';
import { entity } from '@proximidad/catalogues';
import { parseDateTime } from '@proximidad/eventsourcing';
import { Fault, runMain } from '@proximidad/program';
import { collectAtRest } from '@proximidad/service/rest';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { platform } from './platform.ts';
import { progressOn } from './progress.ts';
import { livesOn } from './life.ts';
import { simulate, type Simulated } from './simulate.ts';

const DAY_MS = 24 * 3_600_000;
const DAYS_MAX = 366;
const INTERRUPTED = 130;
/** Sent to the launcher of a demo, once the span has been executed. */
const COMPLETE = 'complete';
const HELP = `npm run simulate -- --seed <n> --from <date> --days <n> --speed <x|max>

Drives the running platform with an invented nation: 32 states with a few beats, units and officers each, and calls and
contacts shaped like public data. Nobody in it is real. The same seed and span always send the same commands, so a
simulation that was stopped (Ctrl-C) continues with the same command line.

  --seed <n>     which nation; default 1
  --states <..>  only these, by their codes, separated by commas (09,14); default: all 32
  --from <date>  first moment, YYYY-MM-DD (UTC) or RFC 3339; default: --days before now
  --days <n>     how long, 1 to ${DAYS_MAX}; default 1. The end must not be in the future.
  --speed <x>    simulated seconds per second, or max; default max
  --life         continues from there in real time, until it is stopped
  --seeded       the span has already been executed: only --life
  --help         this text

Settings (environment): PROXIMIDAD_PORT (4000), PROXIMIDAD_DATA (.data), OIDC_ISSUER.
`;

/** The command line is wrong; the message says what would be right. */
class Usage extends Fault {
  override readonly name = 'Usage';
}

await runMain(main);

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const span = spanOf(values);
  const { gateway, data, issuer } = readConfig();
  const interrupted = new AbortController();
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const)
    process.once(event, () => interrupted.abort());

  const tokens = new Map<string, () => Promise<string>>();
  const tokenOf = (user: string) => {
    const source = tokens.get(user) ?? tokenSource(user, { data, issuer });
    tokens.set(user, source);
    return source();
  };
  const progress = values.demo ? undefined : progressOn(process.stderr);
  const { signal } = interrupted;
  const driven = platform(gateway, tokenOf, signal);
  const nothing: Simulated = { executed: 0, refused: new Map() };
  const simulated = values.seeded
    ? nothing
    : await simulate({
        ...span,
        platform: driven,
        signal,
        onProgress: ({ executed }) => progress?.update(executed),
      }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
        return nothing;
      });
  if (values.demo && !signal.aborted) process.send?.(COMPLETE);
  if (values.life && !signal.aborted) {
    collectAtRest();
    await livesOn({
      ...{
        seed: span.seed,
        states: span.states,
        from: span.from,
        executedUpTo: span.until,
        platform: driven,
        signal,
      },
      refused: () => undefined,
      onTrouble: (error) => process.stderr.write(`The demo nation waits: ${String(error)}\n`),
    });
  }
  progress?.done();
  report(simulated, signal.aborted, values.demo === true);
}

function report({ executed, refused }: Simulated, stopped: boolean, isDemo: boolean): void {
  if (!isDemo) {
    process.stdout.write(`${executed.toLocaleString('en')} commands executed.\n`);
    for (const [what, n] of refused) process.stdout.write(`  refused ${n} times, ${what}\n`);
  }
  if (stopped) process.exitCode = INTERRUPTED;
  // Started by another process: its channel would keep this one alive.
  if (process.connected) process.disconnect();
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        seed: { type: 'string', default: '1' },
        states: { type: 'string' },
        from: { type: 'string' },
        until: { type: 'string' },
        days: { type: 'string', default: '1' },
        speed: { type: 'string', default: 'max' },
        demo: { type: 'boolean' },
        seeded: { type: 'boolean' },
        life: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new Usage(`${(error as Error).message}. See --help.`);
  }
}

function statesOf(text: string): string[] {
  const codes = text.split(',');
  const unknown = codes.filter((code) => entity(code) === undefined);
  if (unknown.length > 0) throw new Usage(`--states: there is no state ${unknown.join(', ')}.`);
  return codes;
}

function spanOf({ seed, states, from, until, days, speed }: ReturnType<typeof readArguments>) {
  const whole = (name: string, text: string, max: number) => {
    const n = Number(text);
    if (!Number.isSafeInteger(n) || n < 1 || n > max)
      throw new Usage(`--${name} must be a whole number from 1 to ${max}.`);
    return n;
  };
  const length = whole('days', days, DAYS_MAX) * DAY_MS;
  const end = until === undefined ? undefined : moment('until', until);
  const start = from === undefined ? (end ?? Date.now()) - length : moment('from', from);
  const stop = end ?? Math.min(start + length, Date.now());
  if (start + length > Date.now() + 1000)
    throw new Usage('The simulated time must not reach into the future.');
  const factor = speed === 'max' ? Infinity : Number(speed);
  if (!(factor > 0)) throw new Usage('--speed must be a number above 0, or max.');
  return {
    seed: whole('seed', seed, Number.MAX_SAFE_INTEGER),
    ...(states !== undefined && { states: statesOf(states) }),
    ...{ from: start, until: stop, speed: factor },
  };
}

function moment(name: string, text: string): number {
  try {
    return parseDateTime(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text).ms;
  } catch {
    throw new Usage(`--${name} must be YYYY-MM-DD or an RFC 3339 date-time.`);
  }
}
