import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { kafkaClient, type KafkaOptions, type Message, messageOf } from '@proximidad/bus';
import kafkajs, { type Kafka } from 'kafkajs';

const FETCH_MS = 100;
const LEADER_TIMEOUT_MS = 60_000;
const LEADER_PAUSE_MS = 50;
const READ_TIMEOUT_MS = 120_000;

/** The messages on a topic now, in order per partition; none when there is no such topic. */
export async function messagesOn(kafka: KafkaOptions, topic: string): Promise<Message[]> {
  const client = kafkaClient(kafka, 'reader');
  const wanted = await endsOf(client, topic);
  return wanted.size === 0 ? [] : await readTo(wanted, topic, client);
}

/** The last offset of each partition that holds something. A topic just made may have no leader yet: it is asked again. */
async function endsOf(client: Kafka, topic: string): Promise<Map<number, bigint>> {
  for (const until = performance.now() + LEADER_TIMEOUT_MS; ; await sleep(LEADER_PAUSE_MS)) {
    const admin = client.admin();
    try {
      await admin.connect();
      if (!(await admin.listTopics()).includes(topic)) return new Map();
      const held = (await admin.fetchTopicOffsets(topic)).filter(
        ({ low, high }) => BigInt(high) > BigInt(low),
      );
      return new Map(held.map(({ partition, high }) => [partition, BigInt(high) - 1n]));
    } catch (error) {
      if (!(error instanceof kafkajs.KafkaJSError && error.retriable) || performance.now() > until)
        throw error;
    } finally {
      await admin.disconnect();
    }
  }
}

async function readTo(wanted: Map<number, bigint>, topic: string, client: Kafka): Promise<Message[]> {
  const consumer = client.consumer({ groupId: `reader-${randomUUID()}`, maxWaitTimeInMs: FETCH_MS });
  const all = Promise.withResolvers<void>();
  const timer = setTimeout(() => all.reject(new Error(`${topic} was not read in time`)), READ_TIMEOUT_MS);
  consumer.on(consumer.events.CRASH, ({ payload }) => all.reject(payload.error));
  const messages: Message[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      async eachMessage({ partition, message }) {
        messages.push(messageOf(topic, message));
        if (BigInt(message.offset) >= (wanted.get(partition) ?? -1n)) wanted.delete(partition);
        if (wanted.size === 0) all.resolve();
      },
    });
    await all.promise;
    return messages;
  } finally {
    clearTimeout(timer);
    await consumer.disconnect();
  }
}
