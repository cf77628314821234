import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment, root } from './config.ts';

/** For one program; a busy machine may need long. */
const READY_TIMEOUT_MS = 200_000;
const STOP_TIMEOUT_MS = 20_000;
/** Linux counts processor time in ticks of this length for every program. */
const TICK_MICROS = 10_000;

export interface Program {
  /** Relative to the checkout's root. */
  readonly entry: string;
  /** The checkout; this one when it is left out. */
  readonly from?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** READY_TIMEOUT_MS when it is left out. */
  readonly readyTimeoutMs?: number;
}

export interface Running<Ready> {
  readonly pid: number;
  readonly ready: Ready;
  /** Resolves when it has ended, however it did. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a program and waits for the line of its output that `ready` understands; it ends with the scope.
 *
 * | @throws when it ends, or prints no such line in time.
 */
export async function start<Ready>(
  scope: AsyncDisposableStack,
  { entry, from = root, args = [], env, readyTimeoutMs = READY_TIMEOUT_MS }: Program,
  ready: (line: string) => Ready | undefined,
): Promise<Running<Ready>> {
  // What it leaves behind when it is ended goes with this folder.
  const TMPDIR = await temporaryFolder(scope);
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(from, entry), ...args],
    { cwd: from, env: childEnvironment({ TMPDIR, ...env }), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  scope.defer(stop);
  const executed = new Promise<Ready>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${entry} ended with ${code} before it was ready`)));
    setTimeout(() => reject(new Error(`${entry} was not ready in time`)), readyTimeoutMs).unref();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = ready(line);
      if (found !== undefined) resolve(found);
    });
  });
  return { ready: await executed, pid: child.pid!, ended, stop };
}

/** Processor time of a process so far, in microseconds, all its threads together. */
export function cpuMicros(pid: number): number {
  const fields = statOf(pid);
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

/** Processor time of all programs that were started here and have ended, in microseconds. */
export function cpuMicrosOfEnded(): number {
  const fields = statOf('self');
  return (Number(fields[13]) + Number(fields[14])) * TICK_MICROS;
}

function statOf(pid: number | 'self'): readonly string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may hold anything: the fields after it are counted.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Memory that a process holds now, in kilobytes. */
export function residentKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** The port in the line that a server of ours prints when it listens. */
export function portIn(line: string): number | undefined {
  const found = /^\{"port":(\d+)\}$/.exec(line)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** A new folder that is removed with the scope. */
export async function temporaryFolder(scope: AsyncDisposableStack): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'proximidad-bench-'));
  scope.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** The embedded store by itself, on a free port; resolves to its address. */
export async function startStore(scope: AsyncDisposableStack, data: string): Promise<string> {
  const program = {
    entry: 'libs/embedded-eventstore/src/main.ts',
    args: ['serve', '--data', data, '--port', '0'],
  };
  const { ready } = await start(scope, program, (line) => /"url":"(esdb:[^"]+)"/.exec(line)?.[1]);
  return ready;
}
