import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './probe.ts';
import type { ProcessSpec } from './topology.ts';

const BACKOFF_FIRST_MS = 200;
const BACKOFF_MAX_MS = 5_000;
/** A process that lived this long starts again with the shortest pause. */
const STEADY_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;
const READY_POLL_MS = 100;
/** Loaded before anything else, so that it sees every module. */
const TELEMETRY = import.meta.resolve('@proximidad/service/telemetry');

export interface Supervised {
  readonly spec: ProcessSpec;
  /** @throws when it is not ready in time. */
  ready(timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface Surroundings {
  readonly root: string;
  readonly data: string;
  readonly node: string;
  /** Whether a collector was named. */
  readonly traces: boolean;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/**
 * Keeps one process running until told to stop: started in a process group of its own, its output in
 * `<data>/log/<name>.log`, its id in `<data>/run/<name>.pid`, started again with growing pauses when it dies.
 */
export function supervise(spec: ProcessSpec, around: Surroundings): Supervised {
  const { data, say } = around;
  mkdirSync(join(data, 'log'), { recursive: true });
  mkdirSync(join(data, 'run'), { recursive: true });
  const log = createWriteStream(join(data, 'log', `${spec.name}.log`), { flags: 'a', mode: 0o600 });
  const pidFile = join(data, 'run', `${spec.name}.pid`);
  const stopping = new AbortController();
  let child: ChildProcess | undefined;

  const runOnce = async () => {
    child = started(spec, around);
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    if (child.pid !== undefined) writeFileSync(pidFile, `${child.pid}\n`);
    const current = child;
    return await new Promise<string>((settle) => {
      current.once('error', (error) => settle(error.message));
      current.once('exit', (code, signal) => settle(signal ?? `exit code ${code}`));
    });
  };

  const living = (async () => {
    let pause = BACKOFF_FIRST_MS;
    while (!stopping.signal.aborted) {
      const since = Date.now();
      const end = await runOnce();
      rmSync(pidFile, { force: true });
      if (stopping.signal.aborted) break;
      if (Date.now() - since > STEADY_MS) pause = BACKOFF_FIRST_MS;
      say(
        `${spec.name} ended (${end}); starting it again in ${pause} ms. Its log: ${join(data, 'log', `${spec.name}.log`)}`,
      );
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, BACKOFF_MAX_MS);
    }
    log.end();
  })();

  return {
    spec,
    async ready(timeoutMs) {
      const until = Date.now() + timeoutMs;
      while (!stopping.signal.aborted && Date.now() < until) {
        if (await answers(spec.ready)) return;
        await sleep(READY_POLL_MS);
      }
      if (!stopping.signal.aborted) {
        throw new Error(
          `${spec.name} is not ready after ${timeoutMs} ms; see ${join(data, 'log', `${spec.name}.log`)}`,
        );
      }
    },
    async stop() {
      stopping.abort();
      const current = child;
      if (current && current.exitCode === null && current.signalCode === null) {
        current.kill('SIGTERM');
        const timer = setTimeout(() => current.kill('SIGKILL'), STOP_TIMEOUT_MS);
        await living;
        clearTimeout(timer);
      }
      await living;
    },
  };
}

function started(spec: ProcessSpec, { root, node, traces, env }: Surroundings): ChildProcess {
  const [entry, ...args] = spec.entry;
  const preload = spec.traced && traces ? ['--import', TELEMETRY] : [];
  return spawn(node, ['--disable-warning=ExperimentalWarning', ...preload, join(root, entry!), ...args], {
    cwd: root,
    env: { ...env, OTEL_SERVICE_NAME: spec.name, ...spec.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}
