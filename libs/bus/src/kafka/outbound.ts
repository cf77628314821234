import { StoreUnavailable } from '@proximidad/eventsourcing';
import kafkajs, { type Producer } from 'kafkajs';
import type { Outbound } from '../carrier.ts';
import { topicOf } from '../message.ts';
import { kafkaClient, type KafkaOptions, mayGoBetter, namespaceOf } from './client.ts';
import { ensureTopics } from './topics.ts';
import { recordOf } from './wire.ts';

const ALL_IN_SYNC_REPLICAS = -1;

/** The bus on Kafka, at its sending end. */
export interface KafkaOutbound extends Outbound {
  close(): Promise<void>;
}

/**
 * An idempotent producer with one request in flight: an answer that is lost is asked for again without a second
 * record (with more in flight kafkajs loses messages). What it gives up on is for the relay to offer again.
 */
export function kafkaOutbound(options: KafkaOptions, service: string): KafkaOutbound {
  const kafka = kafkaClient(options, `${service}.relay`);
  const namespace = namespaceOf(options);
  const known = new Set<string>();
  let producer: Producer | undefined;

  const connected = async (): Promise<Producer> => {
    if (producer) return producer;
    const fresh = kafka.producer({
      ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await fresh.connect();
    producer = fresh;
    return fresh;
  };
  const create = async (topics: readonly string[]) => {
    const admin = kafka.admin();
    try {
      await admin.connect();
      await ensureTopics(admin, topics);
    } finally {
      await admin.disconnect();
    }
    for (const topic of topics) known.add(topic);
  };
  const drop = async () => {
    const old = producer;
    producer = undefined;
    await old?.disconnect().catch(() => undefined);
  };

  return {
    async publish(batch) {
      const byTopic = Map.groupBy(batch, (message) => topicOf(message, namespace));
      const missing = [...byTopic.keys()].filter((topic) => !known.has(topic));
      const topicMessages = [...byTopic].map(([topic, messages]) => ({
        topic,
        messages: messages.map(recordOf),
      }));
      try {
        if (missing.length > 0) await create(missing);
        await (await connected()).sendBatch({ acks: ALL_IN_SYNC_REPLICAS, topicMessages });
      } catch (error) {
        if (!mayGoBetter(error)) throw error;
        // Once kafkajs has given up, what it remembers of its sequence cannot be relied on.
        await drop();
        throw new StoreUnavailable('Kafka cannot be reached', { cause: error });
      }
    },
    close: drop,
  };
}
