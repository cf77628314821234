import { randomUUID } from 'node:crypto';
import { groupOf, headersOf, kafkaClient, type KafkaOptions, type Message, topicOf } from '@proximidad/bus';
import { uuidv5 } from '@proximidad/eventsourcing';
import { until } from './harness.ts';

/** What is on the topic of received calls, and where the service that reads it stands. */

type Admin = ReturnType<ReturnType<typeof kafkaClient>['admin']>;

async function withAdmin<T>(kafka: KafkaOptions, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafkaClient(kafka, 'test').admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** As brokers do with the places of a group that was away for long. */
export async function forgetGroup(kafka: KafkaOptions): Promise<void> {
  await withAdmin(kafka, (admin) => admin.deleteGroups([groupOf(kafka, 'echoes')]));
}

/** Each of two members of the group has some of the partitions. */
export async function isShared(kafka: KafkaOptions): Promise<void> {
  await withAdmin(kafka, (admin) =>
    until(async () => {
      const { groups } = await admin.describeGroups([groupOf(kafka, 'echoes')]);
      return groups[0]!.state === 'Stable' && groups[0]!.members.length === 2;
    }),
  );
}

/** Where the service stands on each partition of the public topic. */
export async function placesOf(kafka: KafkaOptions) {
  const topics = [topicOf({ context: 'calls', kind: 'public', source: { entity: '09' } }, kafka.namespace)];
  const places = await withAdmin(kafka, (admin) =>
    admin.fetchOffsets({ groupId: groupOf(kafka, 'echoes'), topics }),
  );
  return places.flatMap(({ partitions }) => partitions);
}

/** Makes the topic drop everything on it, as its retention would, once it has received this many messages. */
export async function forget(kafka: KafkaOptions, told: number): Promise<void> {
  const topic = topicOf({ context: 'calls', kind: 'public', source: { entity: '09' } }, kafka.namespace);
  const admin = kafkaClient(kafka, 'test').admin();
  await admin.connect();
  let partitions: { partition: number; offset: string }[] = [];
  await until(async () => {
    const offsets = await admin.fetchTopicOffsets(topic);
    partitions = offsets.map(({ partition, high }) => ({ partition, offset: high }));
    return partitions.reduce((sum, { offset }) => sum + Number(offset), 0) >= told;
  });
  await admin.deleteTopicRecords({ topic, partitions });
  await admin.disconnect();
}

export const KINDS = [
  'not JSON',
  'without headers',
  'of no known type',
  'not what the contract says',
  'not to be handled',
] as const;
export type Kind = (typeof KINDS)[number];

export const streamOf = (callId: string) => `call_${callId}`;

/** What the calls service would publish about a received call, after a poisonous record with the same key. */
export function recordsOf(callId: string, poison: Kind | undefined) {
  const message: Message = {
    ...{ id: uuidv5(callId, 'public'), context: 'calls', kind: 'public', type: 'CallReceived', version: 1 },
    data: { callId, line: 'a' },
    correlationId: randomUUID(),
    source: {
      ...{ eventId: uuidv5(callId), stream: streamOf(callId), revision: 1, position: 1, entity: '09' },
      ...{ occurredAt: { ms: 0, offsetMin: 0 }, recordedAt: 0 },
    },
  };
  const key = streamOf(callId);
  const record = ({ data, ...rest }: Message) => ({
    ...{ key, value: JSON.stringify(data) },
    headers: headersOf({ ...rest, data }),
  });
  const sound = record(message);
  const earlier = { ...message, id: uuidv5(callId, 'poison'), source: { ...message.source, revision: 0 } };
  switch (poison) {
    case undefined:
    case 'not to be handled':
      return [sound];
    case 'not JSON':
      return [{ ...record(earlier), value: '{"callId":' }, sound];
    case 'without headers':
      return [{ ...record(earlier), headers: {} }, sound];
    case 'of no known type':
      return [record({ ...earlier, type: 'CallInvented' }), sound];
    case 'not what the contract says':
      return [record({ ...earlier, data: { callId, line: 7 } }), sound];
  }
}

export async function produce(kafka: KafkaOptions, messages: ReturnType<typeof recordsOf>): Promise<void> {
  const [producer, admin] = [kafkaClient(kafka, 'poisoner').producer(), kafkaClient(kafka, 'test').admin()];
  await Promise.all([producer.connect(), admin.connect()]);
  const topic = topicOf({ context: 'calls', kind: 'public', source: { entity: '09' } }, kafka.namespace);
  // The consumer creates the topic, which has no leaders for a moment.
  const isLed = () =>
    admin.fetchTopicOffsets(topic).then(
      () => true,
      () => false,
    );
  await until(isLed);
  for (let from = 0; from < messages.length; from += 500)
    await producer.send({ topic, acks: -1, messages: messages.slice(from, from + 500) });
  await Promise.all([producer.disconnect(), admin.disconnect()]);
}
