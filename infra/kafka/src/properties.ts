import { relative } from 'node:path';

/** One node of a KRaft cluster on this machine: broker and controller in one process. */
export interface NodePlan {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
  /** Where it keeps its log, absolute. */
  readonly folder: string;
}

const REPLICAS_MAX = 3;
const IN_SYNC_MIN = 2;
const INTERNAL_PARTITIONS = 4;

export function replicasOf(nodes: number): { readonly replicas: number; readonly inSync: number } {
  const replicas = Math.min(REPLICAS_MAX, nodes);
  return { replicas, inSync: Math.min(IN_SYNC_MIN, replicas) };
}

/**
 * `server.properties` of one node of the plan, which is to be started in `data`: Kafka reads the file in Latin-1, and a comma as the
 * end of a folder's name.
 */
export function propertiesOf(node: NodePlan, plan: readonly NodePlan[], data: string): string {
  const { replicas, inSync } = replicasOf(plan.length);
  const voters = plan.map(({ id, controllerPort }) => `${id}@127.0.0.1:${controllerPort}`);
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': voters.join(','),
    listeners: `PLAINTEXT://127.0.0.1:${node.port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${node.port}`,
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': relative(data, node.folder),
    // Topics are created by name, with the settings that their publisher wants.
    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': INTERNAL_PARTITIONS,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'transaction.state.log.num.partitions': INTERNAL_PARTITIONS,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
  })
    .map(([name, value]) => `${name}=${String(value)}\n`)
    .join('');
}
