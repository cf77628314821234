import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { askToEnd } from '@proximidad/program';
import { type ClassArchive, QUICK } from './archive.ts';
import { javaEnvironment } from './config.ts';
import { pidFileOf, STOP_TIMEOUT_MS } from './leftover.ts';
import { type NodePlan, propertiesOf } from './properties.ts';

const HEAP = '384m';
/** How long after its death a node is started again. */
const RESTART_PAUSE_MS = 5_000;
const run = promisify(execFile);

export interface Surroundings {
  readonly data: string;
  readonly jars: string;
  readonly classes: ClassArchive;
  readonly log4j: string;
  readonly clusterId: string;
  readonly say: (line: string) => void;
}

export interface RunningNode {
  readonly plan: NodePlan;
  alive(): boolean;
  stop(): Promise<void>;
}

/** Formats the node's storage when it is new, and keeps the node running; its id is in `<data>/run/kafka-<n>.pid`. */
export async function startNode(
  plan: NodePlan,
  cluster: readonly NodePlan[],
  { data, jars, classes, log4j, clusterId, say }: Surroundings,
): Promise<RunningNode> {
  const name = `kafka-${plan.id}`;
  const pidFile = pidFileOf(plan.id, data);
  for (const folder of [plan.folder, join(data, 'run'), join(data, 'log')])
    mkdirSync(folder, { recursive: true });
  const properties = join(data, 'kafka', `${name}.properties`);
  writeFileSync(properties, propertiesOf(plan, cluster, data));
  const there = { cwd: data, env: javaEnvironment() } as const;
  const java = (main: string, ...args: string[]) => ['-cp', join(jars, '*'), main, ...args];
  if (!existsSync(join(plan.folder, 'meta.properties'))) {
    const format = java('kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties);
    await run('java', [...QUICK, ...classes.options(), ...format], there);
  }

  const log = createWriteStream(join(data, 'log', `${name}.log`), { flags: 'a', mode: 0o600 });
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  const runOnce = () =>
    new Promise<string>((settle) => {
      const args = [
        `-Xmx${HEAP}`,
        ...QUICK,
        ...classes.ofNode(),
        `-Dlog4j2.configurationFile=${log4j}`,
        ...java('kafka.Kafka', properties),
      ];
      // A group of its own: Ctrl-C is for this process, which ends its nodes in order.
      child = spawn('java', args, { ...there, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout?.pipe(log, { end: false });
      child.stderr?.pipe(log, { end: false });
      if (child.pid !== undefined) writeFileSync(pidFile, `${child.pid}\n`);
      child.once('error', (error) => settle(error.message));
      child.once('exit', (code, signal) => settle(signal ?? `exit code ${code}`));
    });
  const living = (async () => {
    while (!stopping.signal.aborted) {
      const end = await runOnce();
      rmSync(pidFile, { force: true });
      if (stopping.signal.aborted) break;
      say(`Node ${plan.id} ended (${end}); starting it again in ${RESTART_PAUSE_MS} ms.`);
      await sleep(RESTART_PAUSE_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    log.end();
  })();

  return {
    plan,
    alive: () => child?.exitCode === null && child.signalCode === null,
    async stop() {
      stopping.abort();
      const hasEnded = child && askToEnd(child, STOP_TIMEOUT_MS);
      await living;
      hasEnded?.();
    },
  };
}
