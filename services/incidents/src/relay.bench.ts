import {
  ensureTopics,
  kafkaClient,
  kafkaOutbound,
  type Message,
  messagesFrom,
  openRelay,
  recordOf,
  RELAY_BATCH_MAX,
  rewindRelay,
  topicOf,
} from '@proximidad/bus';
import { contracts } from '@proximidad/contracts';
import { uuidv5 } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { setTimeout as sleep } from 'node:timers/promises';
import { definition } from './service.ts';

/**
 * Used by the bench: `relay <esdb url> <brokers> <namespace>` publishes everything in the log, `raw …` sends the same
 * records, prepared before the clock starts, in the same batches with a bare producer. Each prints one JSON line.
 */
const WARM_UP_BATCHES = 4;
const POLL_MS = 5;

const [mode, url = '', brokers = '', namespace = ''] = process.argv.slice(2);
const log = connect(url);
const kafka = { brokers: brokers.split(','), namespace };
const { families, published, name: service } = definition;
const result = mode === 'relay' ? await relay(log) : await raw(log);
process.stdout.write(`${JSON.stringify(result)}\n`);
await log.close();
process.exit(0);

async function relay(store: EventLog): Promise<{ seconds: number; messages: number }> {
  const logId = uuidv5('bench');
  await rewindRelay({ log: store, logId, service, from: 0, now: Date.now });
  const head = await store.head();
  const outbound = kafkaOutbound(kafka, service);
  const publishing = openRelay({
    ...{ log: store, logId, service, families, published, contracts, outbound },
    now: Date.now,
  });
  const stop = new AbortController();
  const running = publishing.run(stop.signal);
  // As warm as the bare producer when the clock starts.
  while (publishing.status().messages < WARM_UP_BATCHES * RELAY_BATCH_MAX) await sleep(POLL_MS);
  const [started, before] = [performance.now(), publishing.status().messages];
  // Its own checkpoints come after what it publishes.
  while ((publishing.status().position ?? -1) < head) await sleep(POLL_MS);
  const seconds = (performance.now() - started) / 1_000;
  const { messages } = publishing.status();
  stop.abort();
  await running;
  await outbound.close();
  return { seconds: (seconds * messages) / (messages - before), messages };
}

async function raw(store: EventLog): Promise<{ seconds: number; messages: number; bytes: number }> {
  const batches: Message[][] = [[]];
  let events = 0;
  let bytes = 0;
  const book = { families, published, contracts, service };
  for await (const event of store.readAll({ after: undefined, max: Number.MAX_SAFE_INTEGER })) {
    const messages = messagesFrom(event, book);
    if (messages.length === 0) continue;
    if (++events % RELAY_BATCH_MAX === 0) batches.push([]);
    batches.at(-1)!.push(...messages);
    for (const { data } of messages) bytes += JSON.stringify(data).length;
  }
  const producer = kafkaClient(kafka, 'raw').producer({ idempotent: true, maxInFlightRequests: 1 });
  const admin = kafkaClient(kafka, 'raw').admin();
  const all = batches.flat();
  await admin.connect();
  await ensureTopics(admin, [...new Set(all.map((message) => topicOf(message, namespace)))]);
  await admin.disconnect();
  await producer.connect();
  const sends = batches.map((batch) =>
    [...Map.groupBy(batch, (message) => topicOf(message, namespace))].map(([topic, messages]) => ({
      topic,
      messages: messages.map(recordOf),
    })),
  );
  for (const topicMessages of sends.slice(0, WARM_UP_BATCHES))
    await producer.sendBatch({ acks: -1, topicMessages });
  const started = performance.now();
  for (const topicMessages of sends) await producer.sendBatch({ acks: -1, topicMessages });
  const seconds = (performance.now() - started) / 1_000;
  await producer.disconnect();
  return { seconds, messages: all.length, bytes: Math.round(bytes / all.length) };
}
