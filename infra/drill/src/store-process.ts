import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = join(dirname(fileURLToPath(import.meta.resolve('@proximidad/embedded-eventstore'))), 'main.ts');
const READY_TIMEOUT_MS = 60_000;
const SAID_MAX = 2_000;

export interface StoreProcess {
  /** The id of the command in front, when there is one. */
  readonly pid: number;
  /** Undefined when it ended before it was ready. */
  readonly port: number | undefined;
  /** From its start to its ready line. */
  readonly readyMs: number;
  readonly exited: Promise<number | string>;
  /** What it has written to stderr so far, such as why it refused to start. */
  readonly said: () => string;
  kill(signal: 'SIGKILL' | 'SIGTERM'): void;
}

/** Starts the store as a process of its own, behind the command in front when there is one; it ends with the scope. */
export async function startStore(
  scope: AsyncDisposableStack,
  data: string,
  under: readonly string[] = [],
): Promise<StoreProcess> {
  const store = [process.execPath, '--disable-warning=ExperimentalWarning', MAIN, 'serve'];
  const [command, ...args] = [...under, ...store, '--data', data, '--port', '0'];
  // A group of its own: the command in front is killed with the store, and Ctrl-C reaches the drill alone.
  const child = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk) => (said = `${said}${String(chunk)}`.slice(-SAID_MAX)));
  const exited = new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const kill = (signal: 'SIGKILL' | 'SIGTERM') => killGroup(child, signal);
  scope.defer(async () => {
    kill('SIGKILL');
    await exited;
  });
  const begun = performance.now();
  const port = await readyPort(child, exited);
  return { pid: child.pid!, port, readyMs: performance.now() - begun, exited, said: () => said.trim(), kill };
}

async function readyPort(child: ChildProcess, exited: Promise<unknown>): Promise<number | undefined> {
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), READY_TIMEOUT_MS);
  const ready = new Promise<number>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { message, port } = JSON.parse(line) as { message: string; port: number };
      if (message === 'ready') resolve(port);
    });
  });
  try {
    return await Promise.race([ready, exited.then(() => undefined)]);
  } finally {
    clearTimeout(timer);
  }
}

/** @throws when it ended before it was ready, with its own message. */
export async function portOf(store: StoreProcess): Promise<number> {
  if (store.port !== undefined) return store.port;
  throw new Error(`the store did not start (${await store.exited}): ${store.said()}`);
}

function killGroup(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended by itself at this very moment.
  }
}
