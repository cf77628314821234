/**
 * The suites that an ordinary day leaves to the full run, which every landing passes; beside each, what an ordinary day
 * holds of its promise (ADR 463).
 */
const AT_LENGTH = {
  'e2e/console-at-length.e2e.ts': 'the way of each kind of user, in e2e/console.e2e.ts',
  'e2e/documents.e2e.ts':
    'what the documents ask in GraphQL is answered, and each of their commands is known, in e2e/nation.e2e.ts',
  'e2e/newcomer.e2e.ts': 'a platform starts for e2e/nation.e2e.ts',
  'e2e/on-kafka.e2e.ts': 'a real Kafka under services, in services/incidents/src/incidents.spec.ts',
  'e2e/platform-on-8436209.e2e.ts':
    'such a log is read, and its commands are known, in e2e/log-of-8436209.e2e.ts',
  'e2e/process-life.e2e.ts': 'each process by itself, in infra/launcher and process.spec.ts of the others',
  'e2e/real-data.e2e.ts': 'every kind of file, of the two largest a sample, in infra/importer',
  'e2e/through-faults.e2e.ts': 'what is done stays done, in e2e/faults-and-killed.e2e.ts',
  'e2e/wall.e2e.ts': 'a room stays live, in e2e/console.e2e.ts',
  'infra/checks/src/options.spec.ts':
    'a program says which option it does not know, in infra/operations/src/operations.spec.ts',
  'infra/docker/src/site-secrets.spec.ts':
    'a vault starts with them, in infra/docker/src/vault-secrets.spec.ts',
  'infra/drill/src/drill.spec.ts':
    'a store is killed and damaged, in libs/embedded-eventstore/src/kill.spec.ts and store/log.spec.ts',
  'infra/kafka/src/kafka.spec.ts': 'services on such a Kafka, in services/incidents/src/incidents.spec.ts',
  'infra/kafka/src/secured.spec.ts':
    'what protects it is in docker-compose.yml, in infra/docker/src/compose.spec.ts',
  'libs/bus/src/kafka/relay-faults.spec.ts': 'a relay repeats what failed, in libs/bus/src/relay.spec.ts',
  'libs/embedded-eventstore/src/package.spec.ts':
    'it serves by its own command, in libs/embedded-eventstore/src/serve.spec.ts',
  'libs/embedded-eventstore/src/python-client.spec.ts':
    'other clients than ours, in official-client.spec.ts and kurrent-client.spec.ts beside it',
  'libs/embedded-eventstore/src/transfer/transfer.spec.ts':
    'a log that was backed up and restored goes on, in libs/service/src/moved-log.spec.ts',
  'libs/service/src/kafka-faults.spec.ts':
    'services through faults, in e2e/faults-and-killed.e2e.ts; on Kafka, in services/incidents/src/incidents.spec.ts',
} as const;

export const atLength: readonly string[] = Object.keys(AT_LENGTH);
