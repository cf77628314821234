import { StoreUnavailable } from '@proximidad/eventsourcing';
import type { ICustomPartitioner, Producer, RecordMetadata } from 'kafkajs';
import type { Outbound } from '../carrier.ts';
import { type Message, topicOf } from '../message.ts';
import { isSilence, kafkaClient, kafkajs, type KafkaOptions, mayGoBetter, namespaceOf } from './client.ts';
import { ensureTopics } from './topics.ts';
import { recordOf } from './wire.ts';

const ALL_IN_SYNC_REPLICAS = -1;

/** The sending end of the bus on Kafka. */
export interface KafkaOutbound extends Outbound {
  close(): Promise<void>;
}

/**
 * An idempotent producer with one request in flight: when an answer is lost, the request is repeated without a second record
 * (with more in flight kafkajs loses messages). What it gives up on is for the relay to offer again.
 *
 * A batch without an answer may lie on the broker under the numbers that the producer would give to the next one. The same
 * batch may be offered again to the same producer, and is stored once; for any other batch a new producer is made.
 *
 * kafkajs asks no broker twice within a batch: when a partition's leader moves to a broker that has already answered for
 * others, that partition is left out and the batch resolves all the same. So the answers are compared with what was sent.
 */
export function kafkaOutbound(options: KafkaOptions, service: string): KafkaOutbound {
  const kafka = kafkaClient(options, `${service}.relay`);
  const namespace = namespaceOf(options);
  const known = new Set<string>();
  let producer: Producer | undefined;
  let unanswered: readonly Message[] | undefined;
  /** Partitions that the batch under way has messages for. */
  const sent = new Set<string>();
  const createPartitioner: ICustomPartitioner = () => {
    const choose = kafkajs().Partitioners.DefaultPartitioner();
    return (args) => {
      const partition = choose(args);
      sent.add(`${args.topic}/${partition}`);
      return partition;
    };
  };

  const connected = async (): Promise<Producer> => {
    if (producer) return producer;
    const fresh = kafka.producer({
      ...{ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false },
      createPartitioner,
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
    unanswered = undefined;
    producer = undefined;
    await old?.disconnect().catch(() => undefined);
  };

  return {
    carrier: `kafka ${namespace}`,
    async publish(batch) {
      if (unanswered && unanswered !== batch) await drop();
      const byTopic = Map.groupBy(batch, (message) => topicOf(message, namespace));
      const missing = [...byTopic.keys()].filter((topic) => !known.has(topic));
      const topicMessages = [...byTopic].map(([topic, messages]) => ({
        topic,
        messages: messages.map(recordOf),
      }));
      try {
        if (missing.length > 0) await create(missing);
        const to = await connected();
        unanswered = batch;
        sent.clear();
        mustCover(await to.sendBatch({ acks: ALL_IN_SYNC_REPLICAS, topicMessages }), sent);
        unanswered = undefined;
      } catch (error) {
        if (!isSilence(error)) await drop();
        if (!mayGoBetter(error) && !(error instanceof LeftOut)) throw error;
        throw new StoreUnavailable('Kafka cannot be reached', { cause: error });
      }
    },
    close: drop,
  };
}

/** The client resolved a batch without having sent all of it. */
class LeftOut extends Error {
  override readonly name = 'LeftOut';
}

/** @throws {LeftOut} naming the partitions without an answer. */
function mustCover(answers: readonly RecordMetadata[], sent: ReadonlySet<string>): void {
  const answered = new Set(answers.map(({ topicName, partition }) => `${topicName}/${partition}`));
  const left = [...sent].filter((partition) => !answered.has(partition));
  if (left.length > 0) throw new LeftOut(`no answer for ${left.join(', ')}`);
}
