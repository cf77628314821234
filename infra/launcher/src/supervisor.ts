import { backOffAfter } from '@proximidad/eventsourcing';
import { askToEnd } from '@proximidad/program';
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLine } from './last-line.ts';
import { ENVIRONMENT_LEAN } from './lean.ts';
import { forget } from './pid-file.ts';
import { answers } from './probe.ts';
import type { ProcessSpec } from './topology.ts';

const BACK_OFF = { firstMs: 200, maxMs: 5_000 } as const;
/** A process that lived this long starts again with the shortest pause, and its earlier ends are forgotten. */
const STEADY_MS = 30_000;
/** After so many ends of its own accord in quick succession, the cause is taken to be a lasting one. */
const ENDS_MAX = 5;
const STOP_TIMEOUT_MS = 10_000;
const READY_POLL_MS = 100;
const NOTE_AGAIN_MS = 1_000;

export interface Supervised {
  readonly spec: ProcessSpec;
  /** @throws when it is not ready in time, or was given up. */
  ready(timeoutMs: number): Promise<void>;
  /** Resolves with the reason, as a sentence, when the process is not started again. */
  readonly givenUp: Promise<string>;
  stop(): Promise<void>;
  /** Ends it at once, whatever it is doing; it is not started again. */
  kill(): void;
}

export interface Surroundings {
  readonly root: string;
  readonly data: string;
  readonly node: string;
  /** Whether a collector was named. */
  readonly traces: boolean;
  /** Loaded first, so that packages come from their pack. */
  readonly packages?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  /** Whether the disk has room; a process that ends because there is none is never given up. */
  readonly hasRoom: () => boolean;
}

/** How one life of a process ended. */
interface End {
  readonly how: string;
  /** Not ended by a signal: whatever made it end is still there. */
  readonly byItself: boolean;
  readonly lastLine: string | undefined;
}

/**
 * Keeps one process running until told to stop: started in a process group of its own, its output in
 * `<data>/log/<name>.log`, its id in `<data>/run/<name>.pid`, started again with growing pauses when it dies. One that
 * ends by itself again and again, for a wrong setting or a damaged log, is given up.
 */
export function supervise(spec: ProcessSpec, around: Surroundings): Supervised {
  const { data, say, hasRoom } = around;
  const logFile = join(data, 'log', `${spec.name}.log`);
  mkdirSync(join(data, 'log'), { recursive: true });
  mkdirSync(join(data, 'run'), { recursive: true });
  const pidFile = join(data, 'run', `${spec.name}.pid`);
  const stopping = new AbortController();
  const giving = Promise.withResolvers<string>();
  let [child, reason]: [ChildProcess | undefined, string | undefined] = [undefined, undefined];

  const runOnce = async (): Promise<End> => {
    try {
      const life = begun(spec, around, logFile);
      child = life.child;
      return await noted(pidFile, life, say);
    } catch (error) {
      return { how: String(error), byItself: true, lastLine: undefined };
    }
  };

  const living = (async () => {
    let [lives, ends] = [0, 0];
    while (!stopping.signal.aborted) {
      const since = performance.now();
      const end = await runOnce();
      forget(pidFile);
      if (stopping.signal.aborted) break;
      if (performance.now() - since > STEADY_MS) [lives, ends] = [0, 0];
      const pause = backOffAfter(++lives, BACK_OFF);
      if (end.byItself && hasRoom()) ends++;
      const told = end.lastLine === undefined ? '' : `\n  its last line: ${end.lastLine}`;
      if (ends >= ENDS_MAX) {
        reason =
          `${spec.name} ended ${ends} times by itself, at last with ${end.how}, and is not started again. ` +
          `Its log: ${logFile}${told}`;
        giving.resolve(reason);
        break;
      }
      say(`${spec.name} ended (${end.how}); starting it again in ${pause} ms. Its log: ${logFile}${told}`);
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    spec,
    givenUp: giving.promise,
    async ready(timeoutMs) {
      const until = performance.now() + timeoutMs;
      while (!stopping.signal.aborted && performance.now() < until && reason === undefined) {
        if (await answers(spec.ready)) return;
        await sleep(READY_POLL_MS);
      }
      if (reason !== undefined) throw new Error(reason);
      if (!stopping.signal.aborted)
        throw new Error(`${spec.name} is not ready after ${timeoutMs} ms; see ${logFile}`);
    },
    async stop() {
      stopping.abort();
      const current = child;
      if (current && current.exitCode === null && current.signalCode === null) {
        const hasEnded = askToEnd(current, STOP_TIMEOUT_MS);
        await living;
        hasEnded();
      }
      await living;
    },
    kill() {
      stopping.abort();
      child?.kill('SIGKILL');
    },
  };
}

/** Keeps its id in the file while it runs; if there is no room for the file, it is written once there is. */
async function noted(
  file: string,
  { child, ended }: ReturnType<typeof begun>,
  say: Surroundings['say'],
): Promise<End> {
  let problem: string | undefined;
  const note = () => {
    try {
      if (child.pid !== undefined) writeFileSync(file, `${child.pid}\n`);
      clearInterval(again);
    } catch (error) {
      if (problem === undefined) say((problem = `${file} cannot be written: ${(error as Error).message}`));
    }
  };
  const again = setInterval(note, NOTE_AGAIN_MS);
  note();
  const end = await ended;
  clearInterval(again);
  return end;
}

/**
 * Starts one life of a process with its output in a file, because a process that writes to a pipe does not outlive
 * its reader.
 */
function begun(spec: ProcessSpec, around: Surroundings, logFile: string) {
  const log = openSync(logFile, 'a', 0o600);
  const from = fstatSync(log).size;
  const child = started(spec, around, log);
  closeSync(log);
  const ended = new Promise<End>((settle) => {
    const end = (how: string, byItself: boolean) =>
      settle({ how, byItself, lastLine: lastLine(logFile, from) });
    child.once('error', (error) => end(error.message, true));
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`, signal === null));
  });
  return { child, ended };
}

function started(
  spec: ProcessSpec,
  { root, node, traces, packages, env }: Surroundings,
  log: number,
): ChildProcess {
  const [entry, ...args] = spec.entry;
  const packed = packages === undefined ? [] : ['--import', packages];
  const options = ['--disable-warning=ExperimentalWarning', ...packed, ...(spec.options ?? [])];
  // Loaded before anything else, so that it sees every module.
  const preload =
    spec.traced && traces ? ['--import', import.meta.resolve('@proximidad/service/telemetry')] : [];
  return spawn(node, [...options, ...preload, join(root, entry!), ...args], {
    cwd: root,
    env: { ...ENVIRONMENT_LEAN, ...env, OTEL_SERVICE_NAME: spec.name, ...spec.env },
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
}
