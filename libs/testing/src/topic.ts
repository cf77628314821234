import { randomUUID } from 'node:crypto';
import { kafkaClient, type KafkaOptions, type Message, messageOf } from '@proximidad/bus';

const FETCH_MS = 100;
const READ_TIMEOUT_MS = 30_000;

/** What lies on a topic now, in order per partition; nothing when there is no such topic. */
export async function messagesOn(kafka: KafkaOptions, topic: string): Promise<Message[]> {
  const client = kafkaClient(kafka, 'reader');
  const admin = client.admin();
  await admin.connect();
  try {
    if (!(await admin.listTopics()).includes(topic)) return [];
    const wanted = new Map<number, bigint>();
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      if (BigInt(high) > BigInt(low)) wanted.set(partition, BigInt(high) - 1n);
    return wanted.size === 0 ? [] : await readTo(wanted, topic, client);
  } finally {
    await admin.disconnect();
  }
}

async function readTo(
  wanted: Map<number, bigint>,
  topic: string,
  client: ReturnType<typeof kafkaClient>,
): Promise<Message[]> {
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
