import { kafkaClient } from '@proximidad/bus';
import { makeFolder } from '@proximidad/embedded-eventstore/make-folder';
import { Fault, freePorts, isFree, takeAlone } from '@proximidad/program';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endLeftover } from './leftover.ts';
import { type RunningNode, startNode, type Surroundings } from './node.ts';
import type { NodePlan } from './properties.ts';

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 100;
/** One that is just ending lets go of its folder within this. */
const ALONE_TIMEOUT_MS = 1_000;
/** For one node: one for clients, and one for the controllers among themselves. */
const PORTS_PER_NODE = 2;
const NODE_FOLDER = /^node-\d+$/;

export interface Cluster {
  /** In the form of KAFKA_BROKERS. */
  readonly brokers: string;
  /** Whether every node runs. */
  alive(): boolean;
  stop(): Promise<void>;
}

/** Starts the nodes and waits until each of them is a broker of the cluster, or until `over`. @throws {Fault} */
export async function startCluster(
  nodes: number,
  firstPort: number,
  around: Omit<Surroundings, 'clusterId'> & { readonly over: AbortSignal },
): Promise<Cluster> {
  const folder = join(around.data, 'kafka');
  makeFolder(folder);
  mustBeOf(nodes, folder);
  const leave = mustBeAlone(folder);
  const first = firstPort === 0 ? await freePorts(nodes * PORTS_PER_NODE) : firstPort;
  const plan = Array.from({ length: nodes }, (_, index): NodePlan => ({
    id: index + 1,
    port: first + index * PORTS_PER_NODE,
    controllerPort: first + index * PORTS_PER_NODE + 1,
    folder: join(folder, `node-${index + 1}`),
  }));
  await Promise.all(plan.map((node) => endLeftover(node.id, around.data)));
  await mustBeFree(plan);
  const clusterId = clusterIdIn(join(folder, 'cluster-id'));
  const running: RunningNode[] = await Promise.all(
    plan.map((node) => startNode(node, plan, { ...around, clusterId })),
  );
  const stop = async () => {
    await Promise.all(running.map((node) => node.stop()));
    leave();
  };
  const brokers = plan.map(({ port }) => `127.0.0.1:${port}`);
  try {
    await untilHealthy(brokers, around.over);
  } catch (error) {
    await stop();
    throw error;
  }
  return { brokers: brokers.join(','), alive: () => running.every((node) => node.alive()), stop };
}

/** What is left of an earlier start is ended; what runs is not: two would end each other's nodes. @throws {Fault} */
function mustBeAlone(folder: string): () => void {
  const leave = takeAlone(join(folder, 'alone.lock'), ALONE_TIMEOUT_MS);
  if (leave) return leave;
  throw new Fault(
    `Kafka runs in ${folder} already. Use its brokers (of a platform they are in <data>/run/kafka.brokers), end it, or name another ` +
      'folder with --data.',
  );
}

/**
 * New nodes hold nothing, and two of them are a majority: they would agree that there is nothing, and the others would delete
 * what they have. So would one of three that had been behind. @throws {Fault}
 */
function mustBeOf(nodes: number, folder: string): void {
  const made = readdirSync(folder).filter((name) => NODE_FOLDER.test(name)).length;
  if (made === 0 || made === nodes) return;
  throw new Fault(
    `Kafka in ${folder} was made with ${made === 1 ? 'one node' : `${made} nodes`}, and cannot be started with ${nodes === 1 ? 'one' : nodes}. ` +
      'Name another folder with --data, or move this one away, and then publish everything again: npm run relay -- --from 0.',
  );
}

/** Before any node is started: it would only end, again and again. @throws {Fault} */
async function mustBeFree(plan: readonly NodePlan[]): Promise<void> {
  for (const port of plan.flatMap((node) => [node.port, node.controllerPort]))
    if (!(await isFree(port)))
      throw new Fault(`Port ${port} is in use. Stop what uses it, or name others with --port.`);
}

function clusterIdIn(file: string): string {
  if (!existsSync(file)) {
    // Kafka's tools take an id that begins with a dash for an option.
    writeFileSync(file, randomBytes(16).toString('base64url').replace(/^-/, 'A'));
  }
  return readFileSync(file, 'utf8');
}

async function untilHealthy(brokers: readonly string[], over: AbortSignal): Promise<void> {
  const until = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < until) {
    if (over.aborted) return;
    const admin = kafkaClient({ brokers }, 'launcher', {
      ...{ connectionTimeout: 1_000, requestTimeout: 2_000, retry: { retries: 0 } },
    }).admin();
    try {
      await admin.connect();
      const { brokers: found } = await admin.describeCluster();
      if (found.length === brokers.length) return;
    } catch {
      // Not yet.
    } finally {
      await admin.disconnect();
    }
    await sleep(READY_POLL_MS);
  }
  throw new Fault(`Kafka is not ready after ${READY_TIMEOUT_MS} ms; its log is <data>/log/kafka-<n>.log`);
}
