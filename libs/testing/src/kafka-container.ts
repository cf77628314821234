import type { StartedTestContainer } from 'testcontainers';

/** Built by `infra/docker/images.sh` where it was not pulled from a registry. */
const IMAGE = 'proximidad/kafka:4.4.0';
const PORT = 9092;
const LISTENS = `exec 3<>/dev/tcp/127.0.0.1/${PORT}`;
const START_TIMEOUT_MS = 240_000;

/** One node of Kafka in a container of the machine's engine. @throws when there is no engine, or no such image. */
export async function kafkaContainer(): Promise<{
  readonly brokers: readonly string[];
  readonly container: StartedTestContainer;
}> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(IMAGE)
    // Clients are given its own address on the engine's network.
    .withEntrypoint(['/bin/sh', '-c', 'KAFKA_HOST=$(hostname -i) exec /bin/sh /opt/kafka/start.sh'])
    .withEnvironment({
      ...{ KAFKA_CLUSTER_ID: 'cHJveGltaWRhZC10ZXN0cw', KAFKA_NODE_ID: '1', KAFKA_VOTERS: '1@localhost:9093' },
      ...{ KAFKA_REPLICAS: '1', KAFKA_IN_SYNC: '1' },
    })
    .withHealthCheck({ test: ['CMD', 'bash', '-c', LISTENS], interval: 1_000, timeout: 2_000, retries: 60 })
    .withWaitStrategy(Wait.forHealthCheck())
    .withStartupTimeout(START_TIMEOUT_MS)
    .start();
  const [network] = container.getNetworkNames();
  return { brokers: [`${container.getIpAddress(network!)}:${PORT}`], container };
}
