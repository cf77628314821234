/**
 * The suites that an ordinary day leaves to the full run, which every landing passes; beside each, what an ordinary day
 * holds of its promise (ADR 463).
 */
const AT_LENGTH = {
  'e2e/console-at-length.e2e.ts': 'the way of each kind of user, in e2e/console.e2e.ts',
  'e2e/newcomer.e2e.ts': 'a platform starts for e2e/nation.e2e.ts, which plays what the documents say',
  'e2e/on-kafka.e2e.ts': 'a real Kafka under services, in libs/service/src/kafka-faults.spec.ts',
  'e2e/process-life.e2e.ts': 'each process by itself, in infra/launcher and process.spec.ts of the others',
  'e2e/real-data.e2e.ts': 'the first rows of each file, in infra/importer',
  'e2e/through-faults.e2e.ts': 'what is done stays done, in e2e/faults-and-killed.e2e.ts',
  'e2e/wall.e2e.ts': 'a room stays live, in e2e/console.e2e.ts',
  'infra/kafka/src/kafka.spec.ts': 'services on such a Kafka, in libs/service/src/kafka-faults.spec.ts',
  'libs/bus/src/kafka/relay-faults.spec.ts':
    'Kafka fails under services, in libs/service/src/kafka-faults.spec.ts',
} as const;

export const atLength: readonly string[] = Object.keys(AT_LENGTH);
