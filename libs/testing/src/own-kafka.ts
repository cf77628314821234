import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Time to start a cluster, or a service, on a machine that is busy. */
const PRINTED_TIMEOUT_MS = 400_000;
const KAFKA = join(import.meta.dirname, '../../../infra/kafka/src/main.ts');

/** A cluster that a test may break. */
export interface OwnKafka {
  readonly brokers: readonly string[];
  /** Kills one node with SIGKILL, counted from 1. */
  kill(node: number): void;
  /** Ends all nodes; their data stays. */
  stop(): Promise<void>;
  /** Starts them again where they were. */
  start(): Promise<void>;
  /** Ends all nodes and removes their data. */
  close(): Promise<void>;
}

/** Why this machine cannot run a cluster for a test alone; a broker elsewhere must not be broken. */
export async function whyNotOwnKafka(): Promise<string | undefined> {
  return promisify(execFile)('java', ['-version']).then(
    () => undefined,
    () => 'Java is missing',
  );
}

/** Starts nodes of Apache Kafka on free ports, in a folder of their own. */
export async function ownKafka(nodes: 1 | 3): Promise<OwnKafka> {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-kafka-'));
  let child: ChildProcess | undefined;
  let brokers: readonly string[] = [];
  const start = async () => {
    const port = brokers[0]?.split(':')[1] ?? '0';
    const args = ['--nodes', String(nodes), '--port', port, '--data', data];
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', KAFKA, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    brokers = (await printed(child, /is ready, brokers (\S+)/)).split(',');
  };
  const stop = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  await start();
  return {
    brokers,
    kill: (node) =>
      void process.kill(Number(readFileSync(join(data, `run/kafka-${node}.pid`), 'utf8')), 'SIGKILL'),
    stop,
    start,
    async close() {
      await stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Waits until a process prints what is looked for; resolves to the first group. @throws when the process ends before, or prints something else for too long. */
export async function printed(child: ChildProcess, what: RegExp): Promise<string> {
  let text = '';
  const never = () =>
    child.stdout!.destroy(new Error(`not within ${PRINTED_TIMEOUT_MS} ms: ${what} in ${text}`));
  const timer = setTimeout(never, PRINTED_TIMEOUT_MS);
  try {
    for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      const found = what.exec(text);
      if (found) {
        child.stdout!.resume();
        return found[1] ?? '';
      }
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(`it ended after it had said ${text}`);
}
